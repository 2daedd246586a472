import { identifyingAttributes } from '#core/access/identifying';
import { ownView } from '#core/access/vouched';
import { Refusal } from '#core/kernel/refusal';
import { checkRevision, contextFor } from '#functions/shared/context';
import { editAttributes } from '#functions/shared/edit-attributes';
import { Answer, type Handle } from '#functions/shared/handle';
import { vouchedFor } from '#functions/shared/own-records';
import { livingPerson, personOf } from '#functions/shared/person';
import { withRetry } from '#functions/shared/retry';
import { etag } from '#functions/shared/views';
import type { correctMe } from './contract.ts';
import { heldOf, isCorrectable } from './own-view.ts';

/**
 * The customer's own word, by the rules of any edit: each attribute named becomes pinned, so that no
 * system overwrites it, and a steward sees and may undo it. Refused where the session does not show
 * the attribute whole, for what he does not see he would delete without a word; and, unless he signed
 * in, for what identifies or reaches him.
 */
export const handleCorrectMe: Handle<typeof correctMe> = (call, services) =>
  withRetry(async () => {
    const { body, ifRevision, actorId, correlationId } = call;
    const stored = await livingPerson(call, services);
    checkRevision(stored, ifRevision);
    const { customer } = stored;
    const { customerId } = customer;
    const context = await contextFor(services, customer.schema);
    const { schema } = context;
    const vouched = await vouchedFor(personOf(call), stored, schema, services);
    const names = Object.keys(body.attributes);
    const view = ownView(customer, schema, vouched);
    const closed = names.filter((name) => !isCorrectable(name, schema, vouched, view));
    const identifying = identifyingAttributes(schema);
    const unproven = vouched.isSignedIn ? [] : closed.filter((name) => identifying.has(name));
    if (unproven.length > 0)
      throw refusal('door.sign-in-needed', unproven, 'is changed only by who signed in');
    if (closed.length > 0)
      throw refusal(
        'customer.hidden-values',
        closed,
        'holds values that this session does not show',
      );

    const after = await editAttributes(
      {
        stored,
        patch: body.attributes,
        word: { actor: actorId, pinnedAt: context.at },
        context,
        cause: { actor: actorId, action: 'me.correct', correlationId },
      },
      services,
    );
    if (after === undefined) throw new Refusal('auth.unauthenticated');
    services.log('customer corrected own data', { customerId, attributes: names, correlationId });
    return new Answer(await heldOf(after, schema, vouched, services), {
      headers: etag(after.revision),
    });
  });

const refusal = (
  code: 'door.sign-in-needed' | 'customer.hidden-values',
  names: readonly string[],
  message: string,
) =>
  new Refusal(
    code,
    names.map((name) => ({ pointer: `/attributes/${name}`, rule: 'own', message })),
  );
