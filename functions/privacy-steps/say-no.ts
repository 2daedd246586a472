import { standingRefusal } from '#core/consent/standing-refusal';
import { purposesOfNo } from '#core/privacy-request/purposes-of-no';
import { readAsked } from '#functions/privacy-requests/asked-details';
import { recordConsent } from '#functions/shared/record-consent';
import { isGone, requireLiving } from './require-living.ts';
import type { Act } from './work.ts';

/**
 * An objection or an opt-out is the person's no in the ledger, as of the moment at which the request
 * came: a yes that was said after it stands. What says it already is not said again.
 */
export const sayNo =
  (right: 'objection' | 'opt-out'): Act =>
  async ({ requestId, customerId = '', receivedAt, correlationId }, services) => {
    const [governed, asked] = await Promise.all([
      services.governance.purposes.list(),
      readAsked(requestId, services),
    ]);
    const all = governed.map(({ value }) => value);
    const { purposes, left } = purposesOfNo(right, all, asked.purposes);
    try {
      for (const { name, channels } of purposes) {
        const [first, ...others] = channels.toSorted();
        if (first === undefined) continue;
        await recordConsent(
          {
            read: () => requireLiving(customerId, services),
            contactPoint: async () => undefined,
            known: (said, { consents }, members) => standingRefusal(consents, said, members),
            said: {
              customerId,
              kind: 'objected',
              purpose: name,
              channels: [first, ...others],
              at: receivedAt,
            },
            proof: {
              collection: { method: 'request' },
              evidence: requestId,
              actor: 'system:privacy',
            },
            correlationId,
            at: services.clock(),
          },
          services,
        );
      }
    } catch (error) {
      // Nothing is held of whom nothing is left.
      if (!isGone(error)) throw error;
    }
    const endedAt = services.clock();
    if (left.length === 0) return { state: 'done', endedAt };
    const state = left.length === asked.purposes?.length ? 'refused' : 'partial';
    return { state, code: 'purpose-not-refusable', endedAt };
  };
