import { statesOf } from '#functions/shared/consent-states';
import { contactPointOf } from '#functions/shared/contact-point';
import { followLiving, readLiving } from '#functions/shared/context';
import type { Handle } from '#functions/shared/handle';
import { membersOf } from '#functions/shared/record-consent';
import { isConsent, type LedgerEntry } from '#store/consents';
import { cursorOf, refuseCursor } from '#store/cursor';

import type { readConsentHistory, readConsents } from './contract.ts';

/** What the customer agrees to; all constituents as one. */
export const handleReadConsents: Handle<typeof readConsents> = async (
  { params, query, access },
  services,
) => {
  const asking = { access, permission: 'consent:read' } as const;
  const stored = await readLiving(services, asking, params.customerId, (id) => `${id}/consents`);
  const contactPoint = await contactPointOf(query.contactPoint, stored, services);
  const [ledger, purposes] = await Promise.all([
    services.consents.read(membersOf(stored), contactPoint),
    services.governance.purposes.list(),
  ]);
  const now = services.clock();
  return {
    customerId: stored.customer.customerId,
    states: statesOf(
      ledger,
      membersOf(stored),
      purposes.map(({ value }) => value),
      {
        at: query.at ?? now,
        knownAt: query.knownAt ?? now,
        ...(contactPoint !== undefined && { contactPoint }),
      },
    ),
  };
};

/** The ledger itself. */
export const handleReadConsentHistory: Handle<typeof readConsentHistory> = async (
  { params, query: { limit, cursor }, access },
  services,
) => {
  const asking = { access, permission: 'consent:read' } as const;
  const stored = await followLiving(services, asking, params.customerId);
  const entries = await services.consents.history(membersOf(stored));
  const places = entries.map(({ event }) => cursorOf([event.eventId]));
  const from = cursor === undefined ? 0 : places.indexOf(cursor);
  if (from < 0) refuseCursor();
  const next = places[from + limit];
  return {
    items: entries.slice(from, from + limit).map(viewOf),
    ...(next !== undefined && { cursor: next }),
  };
};

/** Of a contact point nothing but that there is one: its token is a key. */
function viewOf({ event, sequence, proof }: LedgerEntry) {
  const { eventId, customerId, kind, at, recordedAt } = event;
  return {
    eventId,
    customerId,
    sequence,
    kind,
    at,
    recordedAt,
    hasContactPoint: isConsent(event) && event.contactPoint !== undefined,
    ...(isConsent(event) && saidOf(event)),
    ...proof,
  };
}

const saidOf = ({
  contactPoint: _point,
  decidedFor: _members,
  ...said
}: Extract<LedgerEntry['event'], { purpose: string }>) => said;
