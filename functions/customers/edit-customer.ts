import { edit } from '#core/identity/edit';
import { mergePatch } from '#core/kernel/merge-patch';
import { Refusal } from '#core/kernel/refusal';
import type { JsonObject } from '#core/kernel/types';
import { replacingWholeNames } from '#core/standardise/full-name';
import { checkRevision, contextFor, readLiving } from '#functions/shared/context';
import { Answer, type Handle } from '#functions/shared/handle';
import { admitAttributes } from '#functions/shared/ingest';
import { matchKeysFor } from '#functions/shared/matching';
import { refuseHiding } from '#functions/shared/refuse-hiding';
import { withRetry } from '#functions/shared/retry';
import { usedOf, useOf } from '#functions/shared/use-of';
import { customerView, etag } from '#functions/shared/views';
import type { editCustomer } from './contract.ts';

/**
 * A steward's edit. Every attribute named in the patch becomes pinned to its patched value (`null`:
 * pinned to having none), so that no spoke overwrites a steward's word. Undone by removing the pin.
 */
export const handleEditCustomer: Handle<typeof editCustomer> = (call, services) =>
  withRetry(async () => {
    const { params, body, ifRevision, actorId, correlationId, access } = call;
    const asking = { access, permission: 'customer:write' } as const;
    const stored = await readLiving(services, asking, params.customerId, (id) => id);
    checkRevision(stored, ifRevision);
    const context = await contextFor(services, stored.customer.schema);
    const use = await useOf(usedOf(stored), access, services);
    refuseHiding(body.attributes, stored.customer, context.schema, { access, use });
    const patch = replacingWholeNames(body.attributes, context.schema);
    const patched = mergePatch(stored.customer.golden.attributes, patch) as JsonObject;
    const { attributes } = admitAttributes(patched, context.schema, context.at);
    const names = Object.keys(body.attributes);
    if (names.length === 0)
      throw new Refusal('record.invalid', [
        { pointer: '/attributes', rule: 'required', message: 'names no attribute to change' },
      ]);

    const why = body.reason === undefined ? {} : { reason: body.reason };
    const transition = edit(
      stored.customer,
      names.map((attribute) => ({
        attribute,
        value: attributes[attribute] ?? null,
        actor: actorId,
        pinnedAt: context.at,
        ...why,
      })),
      context,
    );
    const [after] = await services.customers.commit({
      before: [stored],
      ...transition,
      matchKeys: matchKeysFor(transition, [params.customerId], context.schema),
      cause: { actor: actorId, action: 'customer.edit', correlationId, ...why },
      at: context.at,
    });
    if (after === undefined) throw new Refusal('customer.not-found');
    services.log('customer edited', {
      customerId: params.customerId,
      attributes: names,
      correlationId,
    });
    return new Answer(await customerView(after, call, services), { headers: etag(after.revision) });
  });
