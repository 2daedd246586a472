import {
  isOpenAt,
  isRestricting,
  restrictedAt,
  restrictedPeriods,
  restrictionsOf,
} from '#core/consent/restriction';
import { readLiving } from '#functions/shared/context';
import type { Handle } from '#functions/shared/handle';
import { membersOf } from '#functions/shared/record-consent';
import type { listRestrictions } from './contract.ts';

/** What is, was or will be restricted or held; all constituents as one. */
export const handleListRestrictions: Handle<typeof listRestrictions> = async (
  { params, query, access },
  services,
) => {
  const asking = { access, permission: 'consent:read' } as const;
  const stored = await readLiving(
    services,
    asking,
    params.customerId,
    (id) => `${id}/restrictions`,
  );
  const now = services.clock();
  const { at = now, knownAt = now } = query;
  const members = membersOf(stored);
  const entries = await services.consents.restrictionHistory(members);
  const events = entries.map(({ event }) => event);
  const proofs = new Map(entries.map(({ event, proof }) => [event.eventId, proof]));
  const known = { members, knownAt };
  return {
    customerId: stored.customer.customerId,
    ...restrictedAt(restrictedPeriods(events, known), at),
    items: restrictionsOf(events, known).map((each) => {
      const { reason, evidence, actor } = proofs.get(each.restrictionId) ?? {};
      return {
        ...each,
        isOpen: isOpenAt(each, at),
        restricts: isRestricting(each),
        ...(reason !== undefined && { reason }),
        ...(evidence !== undefined && { evidence }),
        ...(actor !== undefined && { actor }),
      };
    }),
  };
};
