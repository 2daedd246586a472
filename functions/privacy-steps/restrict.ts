import type { RestrictionEvent } from '#core/consent/restriction';
import { readAsked } from '#functions/privacy-requests/asked-details';
import type { Services } from '#functions/shared/handle';
import { placeUpon } from '#functions/shared/place-upon';
import { membersOf } from '#functions/shared/record-consent';
import { isGone, requireLiving } from './require-living.ts';
import type { Act } from './work.ts';

/**
 * Restricts the processing of the person's data (GDPR art. 18) from now on, until somebody lifts it.
 * Once for each request: the entry's id is made of the request's.
 */
export const restrict: Act = async ({ requestId, customerId = '', ...request }, services) => {
  const { receivedAt, correlationId } = request;
  const { ground = 'accuracy-contested' } = await readAsked(requestId, services);
  const at = services.clock();
  const actor = 'system:privacy';
  const ended = () => ({ state: 'done', endedAt: services.clock() }) as const;
  try {
    const eventId = await idOf(requestId, receivedAt, services);
    const { restrictions } = await services.consents.read(
      membersOf(await requireLiving(customerId, services)),
    );
    if (restrictions.some((each) => each.eventId === eventId)) return ended();
    const event: RestrictionEvent = {
      eventId,
      customerId,
      kind: 'restriction',
      ground,
      at,
      recordedAt: at,
    };
    const proof = { collection: { method: 'request' }, evidence: requestId, actor } as const;
    const change = { actor, action: 'restriction.placed', correlationId, at, reason: requestId };
    await placeUpon(
      { read: () => requireLiving(customerId, services), event, proof, change },
      services,
    );
  } catch (error) {
    // Nothing is held of whom nothing is left.
    if (!isGone(error)) throw error;
  }
  return ended();
};

/** The same whenever it is asked for. */
async function idOf(
  requestId: string,
  at: string,
  { consents }: Pick<Services, 'consents'>,
): Promise<string> {
  const entryId = await consents.entryId(at, { restrictionOf: requestId });
  return entryId.replace(/^con_/, 'rst_');
}
