import type { ConsentEvent, RelationshipEvent } from '#core/consent/consent-event';
import type { ConsentProof } from '#core/consent/consent-proof';
import { Refusal } from '#core/kernel/refusal';
import { statesOf } from '#functions/shared/consent-states';
import { contactPointOf } from '#functions/shared/contact-point';
import { followLiving } from '#functions/shared/context';
import type { Handle, Services } from '#functions/shared/handle';
import { readPurpose } from '#functions/shared/read-purpose';
import { membersOf, recordConsent, rootOf, type Said } from '#functions/shared/record-consent';
import { withRetry } from '#functions/shared/retry';
import {
  isAhead,
  proofOf,
  saidIn,
  shownNotice,
  unknownNotice,
  violationsIn,
} from '#functions/shared/stated-consent';
import type { Ledger } from '#store/consents';
import type { addRelationship, correctConsent, putConsent } from './contract.ts';

/**
 * Adds what a person said to the ledger, under the id that the caller names: a retired one is still
 * the constituent that it always was. The same again adds nothing.
 */
export const handlePutConsent: Handle<typeof putConsent> = async (
  { params, body, actorId, correlationId, access, caller },
  services,
) => {
  const asking = { access, permission: 'consent:write' } as const;
  const now = services.clock();
  const [purpose, notice] = await Promise.all([
    readPurpose(services, params.purpose),
    shownNotice(body, services),
  ]);
  if (notice === 'unknown') throw new Refusal('notice.not-found', [unknownNotice]);
  const violations = violationsIn(body, purpose, now, caller.spoke);
  if (violations.length > 0) throw new Refusal('consent.invalid', violations);

  const { event, entry, ledger, members, stored, contactPoint } = await recordConsent(
    {
      read: () => followLiving(services, asking, params.customerId),
      contactPoint: (customer) => contactPointOf(body.contactPoint, customer, services),
      known: (said, before) => (body.at === undefined ? undefined : sameIn(before, said)),
      said: { customerId: params.customerId, ...saidIn(body, purpose, now) },
      proof: proofOf(body, notice, actorId),
      correlationId,
      at: now,
    },
    services,
  );
  const { eventId, kind } = event;
  services.log('consent recorded', { eventId, kind, correlationId });
  return {
    customerId: stored.customer.customerId,
    purpose: purpose.name,
    eventId,
    sequence: (entry ?? (await placeOf(event, services))).sequence,
    states: statesOf(ledger, members, [purpose], {
      at: services.clock(),
      knownAt: services.clock(),
      ...(contactPoint !== undefined && { contactPoint }),
    }),
  };
};

/** Only a repeat names a moment: two clicks of one moment are one. */
const sameIn = ({ consents }: Ledger, said: Said) =>
  consents.find(
    (each) =>
      each.customerId === said.customerId &&
      each.kind === said.kind &&
      each.status === said.status &&
      each.purpose === said.purpose &&
      each.at === said.at &&
      each.contactPoint === said.contactPoint &&
      each.channels.join() === said.channels.join(),
  );

async function placeOf({ eventId, customerId }: ConsentEvent, services: Services) {
  const entries = await services.consents.history([customerId]);
  const entry = entries.find(({ event }) => event.eventId === eventId);
  if (entry === undefined) throw new Refusal('conflict.busy');
  return entry;
}

/** Says that an entry was a mistake. It stays where it is. */
export const handleCorrectConsent: Handle<typeof correctConsent> = async (
  { params, body, actorId, correlationId, access },
  services,
) => {
  const asking = { access, permission: 'consent:correct' } as const;
  const now = services.clock();
  const proof: ConsentProof = {
    collection: { method: 'staff' },
    evidence: body.evidence,
    actor: actorId,
  };
  const change = { actor: actorId, action: 'consent.corrected', correlationId, at: now };
  const { event, sequence } = await withRetry(async () => {
    const stored = await followLiving(services, asking, params.customerId);
    const { consents } = await services.consents.read(membersOf(stored));
    const wrong = consents.find(({ eventId }) => eventId === body.eventId);
    if (wrong === undefined || wrong.kind === 'corrected') throw new Refusal('consent.not-found');
    const { purpose, channels, customerId, contactPoint } = wrong;
    const event: ConsentEvent = {
      eventId: services.newId('con'),
      customerId,
      kind: 'corrected',
      corrects: wrong.eventId,
      purpose,
      channels,
      ...(contactPoint !== undefined && { contactPoint }),
      at: now,
      recordedAt: now,
    };
    return services.consents.append(event, proof, rootOf(stored), change);
  });
  return { eventId: event.eventId, sequence };
};

/** Records what some laws take for consent for a while. */
export const handleAddRelationship: Handle<typeof addRelationship> = async (
  { params, body, actorId, correlationId, access, caller },
  services,
) => {
  const asking = { access, permission: 'consent:write' } as const;
  const now = services.clock();
  if (caller.spoke !== undefined && body.spoke !== undefined && body.spoke !== caller.spoke)
    throw new Refusal('consent.invalid', [
      { pointer: '/spoke', rule: 'own', message: 'is not the spoke that this token acts for' },
    ]);
  if (isAhead(body.at, now))
    throw new Refusal('consent.invalid', [
      { pointer: '/at', rule: 'not-ahead', message: 'lies ahead of the hub’s clock' },
    ]);
  const relationship: RelationshipEvent = {
    eventId: services.newId('con'),
    customerId: params.customerId,
    kind: body.kind,
    at: body.at ?? now,
    recordedAt: now,
    ...(body.refusalOffered !== undefined && { refusalOffered: body.refusalOffered }),
  };
  const proof: ConsentProof = {
    collection: { method: 'import', ...(body.spoke !== undefined && { spoke: body.spoke }) },
    ...(body.evidence !== undefined && { evidence: body.evidence }),
    actor: actorId,
  };
  const change = { actor: actorId, action: `relationship.${body.kind}`, correlationId, at: now };
  const { event, sequence } = await withRetry(async () => {
    const stored = await followLiving(services, asking, params.customerId);
    return services.consents.append(relationship, proof, rootOf(stored), change);
  });
  return { eventId: event.eventId, sequence };
};
