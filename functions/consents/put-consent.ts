import type { ConsentEvent, RelationshipEvent } from '#core/consent/consent-event';
import type { ConsentProof } from '#core/consent/consent-proof';
import { after } from '#core/consent/period';
import type { Purpose } from '#core/consent/purpose';
import { Refusal, type Violation } from '#core/kernel/refusal';
import { statesOf } from '#functions/shared/consent-states';
import { followLiving } from '#functions/shared/context';
import type { Call, Handle, Services } from '#functions/shared/handle';
import { membersOf, recordConsent, rootOf, type Said } from '#functions/shared/record-consent';
import { withRetry } from '#functions/shared/retry';
import { withoutAbsent } from '#functions/shared/without-absent';
import type { Ledger } from '#store/consents';
import { contactPointOf, readPurpose } from './ask.ts';
import type { addRelationship, correctConsent, putConsent } from './contract.ts';

type Body = Call<typeof putConsent>['body'];

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
    noticeOf(body, services),
  ]);
  const violations = violationsIn(body, purpose, now, caller.spoke);
  if (violations.length > 0) throw new Refusal('consent.invalid', violations);

  const at = momentOf(body.at, now);
  const expiresAt = endOf(body, purpose, at);
  const { event, entry, ledger, members, stored, contactPoint } = await recordConsent(
    {
      read: () => followLiving(services, asking, params.customerId),
      contactPoint: (customer) => contactPointOf(body.contactPoint, customer, services),
      known: (said, before) => (body.at === undefined ? undefined : sameIn(before, said)),
      said: {
        customerId: params.customerId,
        ...kindOf(body),
        purpose: purpose.name,
        channels: channelsOf(body, purpose),
        at,
        ...(expiresAt !== undefined && { expiresAt }),
        jurisdiction: body.jurisdiction,
        ...(body.forms !== undefined && { forms: body.forms }),
      },
      proof: {
        collection: collectionOf(body),
        ...(notice !== undefined && { notice }),
        ...(body.evidence !== undefined && { evidence: body.evidence }),
        actor: actorId,
      },
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

/**
 * A clock that is ahead by less than clocks are wrong said now: else a no of the next minute would come
 * before a yes that was recorded before it.
 */
const momentOf = (at: string | undefined, now: string): string =>
  at === undefined || at > now ? now : at;

const kindOf = ({ status, collection }: Body): Pick<ConsentEvent, 'kind' | 'status'> =>
  collection.method !== 'import' || status === 'confirmed' || status === 'parental'
    ? { kind: status }
    : { kind: 'imported', status };

/** In one order, whatever order they were named in. */
function channelsOf({ channels }: Body, purpose: Purpose): ConsentEvent['channels'] {
  const [one, ...others] = [...(channels ?? purpose.channels)].toSorted();
  // Both contracts ask for one at least.
  if (one === undefined) throw new Error('a consent to no channel');
  return [one, ...others];
}

/** The end that was stated, or that of the purpose; of a yes only. */
function endOf({ status, expiresAt }: Body, { holdsFor }: Purpose, at: string): string | undefined {
  if (status !== 'given' && status !== 'parental') return undefined;
  return expiresAt ?? (holdsFor === undefined ? undefined : after(at, holdsFor));
}

/** What a clock may be wrong by. */
const mostAheadMs = 5 * 60_000;
const isAhead = (at: string | undefined, now: string): boolean =>
  at !== undefined && Date.parse(at) - Date.parse(now) > mostAheadMs;

function violationsIn(
  body: Body,
  purpose: Purpose,
  now: string,
  spoke: string | undefined,
): readonly Violation[] {
  const violations: Violation[] = [];
  const report = (pointer: string, rule: string, message: string) =>
    violations.push({ pointer, rule, message });
  for (const [at, channel] of (body.channels ?? []).entries())
    if (!purpose.channels.includes(channel))
      report(`/channels/${at}`, 'purpose', 'is no channel of this purpose');
  if (isAhead(body.at, now)) report('/at', 'not-ahead', 'lies ahead of the hub’s clock');
  if (body.expiresAt !== undefined && body.expiresAt <= (body.at ?? now))
    report('/expiresAt', 'after', 'is not after the moment at which it was given');
  if (spoke !== undefined && body.collection.spoke !== undefined && body.collection.spoke !== spoke)
    report('/collection/spoke', 'own', 'is not the spoke that this token acts for');
  return violations;
}

async function noticeOf({ notice }: Body, { governance }: Pick<Services, 'governance'>) {
  if (notice === undefined) return undefined;
  const found = (await governance.notices.read(notice.id))?.value;
  if (found === undefined || notice.version > found.version)
    throw new Refusal('notice.not-found', [
      {
        pointer: '/notice',
        rule: 'known',
        message: 'names a notice or version that does not exist',
      },
    ]);
  const { language } = notice;
  const hash =
    language === undefined || notice.version !== found.version
      ? undefined
      : found.texts[language]?.hash;
  return {
    id: notice.id,
    version: notice.version,
    ...(language !== undefined && { language }),
    ...(hash !== undefined && { hash }),
  };
}

/** Only a repeat names a moment: two clicks of one moment are one. */
const sameIn = ({ consents }: Ledger, said: Said) =>
  consents.find(
    (each) =>
      each.customerId === said.customerId &&
      each.kind === said.kind &&
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

const collectionOf = ({ collection }: Body): ConsentProof['collection'] =>
  withoutAbsent(collection);

/** Says that an entry was a mistake. It stays where it is. */
export const handleCorrectConsent: Handle<typeof correctConsent> = async (
  { params, body, actorId, correlationId, access },
  services,
) => {
  const asking = { access, permission: 'consent:correct' } as const;
  const now = services.clock();
  const proof: ConsentProof = {
    collection: { method: 'import' },
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
