import { Refusal } from '#core/kernel/refusal';
import type { PrivacyRequest } from '#core/privacy-request/privacy-request';
import { readAsked } from '#functions/privacy-requests/asked-details';
import { contextFor } from '#functions/shared/context';
import { editAttributes } from '#functions/shared/edit-attributes';
import { isPerson } from '#functions/shared/person';
import { withRetry } from '#functions/shared/retry';
import { isGone, requireLiving } from './require-living.ts';
import type { Act } from './work.ts';

/**
 * Corrects what the person says is wrong, by the rules of any edit: valid as a whole or not written at
 * all, and pinned, as of the moment at which it was decided. Spokes hear of it as of any change.
 */
export const rectify: Act = async (request, services) => {
  const { requestId, customerId = '', correlationId, decision, receivedAt } = request;
  const { corrections } = await readAsked(requestId, services);
  const refused = (code: string) =>
    ({ state: 'refused', code, endedAt: services.clock() }) as const;
  if (corrections === undefined) return refused('nothing-to-correct');
  const word = { actor: wordOf(request), pinnedAt: decision?.at ?? receivedAt };
  try {
    await withRetry(async () => {
      const stored = await requireLiving(customerId, services);
      const context = await contextFor(services, stored.customer.schema);
      const cause = {
        actor: word.actor,
        action: 'customer.rectify',
        correlationId,
        causationId: requestId,
      };
      await editAttributes({ stored, patch: corrections, word, context, cause }, services);
    });
  } catch (error) {
    if (isGone(error)) return refused('customer-removed');
    if (!(error instanceof Refusal) || !invalid.has(error.code)) throw error;
    return refused('record-invalid');
  }
  return { state: 'done', endedAt: services.clock() };
};

const invalid: ReadonlySet<string> = new Set(['record.invalid', 'pin.unknown-attribute']);

/** The person's own, where it came through his door; else that of who decided. */
const wordOf = ({ actor, decision }: PrivacyRequest): string =>
  isPerson(actor) ? actor : (decision?.by ?? actor);
