import { confirms } from '#core/consent/confirms';
import type { ConsentEvent } from '#core/consent/consent-event';
import { after } from '#core/consent/period';
import type { Purpose } from '#core/consent/purpose';
import { isRefusalKind, standingRefusal } from '#core/consent/standing-refusal';
import type { StoredCustomer } from '#core/identity/change';
import { Refusal } from '#core/kernel/refusal';
import { issueReceipt } from '#functions/shared/consent-receipt';
import { readSchema } from '#functions/shared/context';
import type { Contract } from '#functions/shared/contract';
import { entryForPerson } from '#functions/shared/entry-for-person';
import type { Call, Handle, Services } from '#functions/shared/handle';
import { livingPerson, personOf } from '#functions/shared/person';
import { provenMembers } from '#functions/shared/proven-records';
import { readPurpose } from '#functions/shared/read-purpose';
import { recordConsent, type Said } from '#functions/shared/record-consent';
import { readSignals } from '#functions/shared/record-signal';
import { channelsOf, shownNotice, unknownNotice } from '#functions/shared/stated-consent';
import { isConsent, type Ledger } from '#store/consents';
import { cursorOf, refuseCursor } from '#store/cursor';
import type {
  putMyConsent,
  readMyConsentHistory,
  readMyConsents,
  readMyReceipt,
} from './contract.ts';
import { type Look, ownConsents } from './own-consents.ts';

/** All purposes, also those of which nothing was said yet: so they can be given. */
export const handleReadMyConsents: Handle<typeof readMyConsents> = async (call, services) => {
  const look = await lookOf(call, services);
  const governed = await services.governance.purposes.list();
  const purposes = governed.map(({ value }) => value);
  const [own, honoured] = await Promise.all([
    ownConsents(purposes, look, services),
    readSignals(look.stored, services),
  ]);
  return {
    customerId: look.stored.customer.customerId,
    purposes: own,
    gpc: { honoured },
  };
};

/** Adds to the ledger what the customer says here and now. A no that stands already is not written again. */
export const handlePutMyConsent: Handle<typeof putMyConsent> = async (call, services) => {
  const { params, body, actorId, correlationId } = call;
  const purpose = await readPurpose(services, params.purpose);
  const notice = await shownNotice(body, services);
  if (notice === 'unknown') throw new Refusal('notice.not-found', [unknownNotice]);
  const contactPoint = pointToConfirm(call, purpose);
  const now = services.clock();
  const { event } = await recordConsent(
    {
      read: () => livingPerson(call, services),
      contactPoint: async () => contactPoint,
      known: (said, ledger, members) => knownBefore(said, ledger, members, purpose),
      said: {
        customerId: personOf(call).customerId,
        kind: body.status,
        purpose: purpose.name,
        channels: channelsIn(body, purpose),
        at: now,
        ...(body.status === 'given' &&
          purpose.holdsFor !== undefined && { expiresAt: after(now, purpose.holdsFor) }),
      },
      proof: {
        collection: { method: 'web-form', touchpoint: 'own-door' },
        ...(notice !== undefined && { notice }),
        actor: actorId,
      },
      correlationId,
      at: now,
    },
    services,
  );
  const { eventId, kind } = event;
  services.log('consent recorded', { eventId, kind, correlationId });
  const [own] = await ownConsents([purpose], await lookOf(call, services), services);
  if (own === undefined) throw new Error('one purpose was asked for');
  return { ...own, eventId };
};

/**
 * Where two steps prove who reads at an address, the second is worth something only of the address that
 * this session was opened at.
 */
function pointToConfirm(
  call: Pick<Call<typeof putMyConsent>, 'body' | 'caller'>,
  { isDoubleOptIn }: Purpose,
): string | undefined {
  if (call.body.status !== 'confirmed' || isDoubleOptIn !== true) return undefined;
  const { pointToken } = personOf(call);
  if (pointToken === undefined)
    throw invalid('/status', 'address', 'needs a session that was opened by a link to the address');
  return pointToken;
}

/** Refuses a confirmation of nothing. */
function knownBefore(
  said: Said,
  { consents }: Ledger,
  members: readonly string[],
  { isDoubleOptIn = false }: Purpose,
): ConsentEvent | undefined {
  if (said.kind !== 'confirmed')
    return isRefusalKind(said.kind) ? standingRefusal(consents, said, members) : undefined;
  const ofHis = consents.filter(
    ({ kind, purpose, customerId }) =>
      kind === 'given' && purpose === said.purpose && members.includes(customerId),
  );
  for (const yes of ofHis) {
    const confirmation = {
      ...said,
      customerId: yes.customerId,
      eventId: '',
      recordedAt: said.at,
      ...(members.length > 1 && { decidedFor: members }),
    };
    const does = confirms({ yes, confirmation, events: consents, members, isDoubleOptIn });
    if (does === 'confirmed-already') return yes;
    if (does === 'confirms') return undefined;
  }
  throw new Refusal('consent.nothing-to-confirm');
}

/** Refuses a channel that is none of the purpose's. */
function channelsIn(
  { channels }: Call<typeof putMyConsent>['body'],
  purpose: Purpose,
): Said['channels'] {
  for (const [index, channel] of (channels ?? []).entries())
    if (!purpose.channels.includes(channel))
      throw invalid(`/channels/${index}`, 'purpose', 'is no channel of this purpose');
  return channelsOf({ channels }, purpose);
}

const invalid = (pointer: string, rule: string, message: string) =>
  new Refusal('consent.invalid', [{ pointer, rule, message }]);

/** The ledger in the customer's words: how it was said, and by no name of a member of staff. */
export const handleReadMyConsentHistory: Handle<typeof readMyConsentHistory> = async (
  call,
  services,
) => {
  const { limit, cursor } = call.query;
  const stored = await livingPerson(call, services);
  const [all, purposes] = await Promise.all([
    services.consents.history(await ownMembers(call, stored, services)),
    services.governance.purposes.list(),
  ]);
  const titles = new Map(purposes.map(({ value }) => [value.name, value.title]));
  const entries = all.flatMap(({ event, proof }) => {
    if (!isConsent(event)) return [];
    return [
      {
        ...entryForPerson(event, titles),
        ...(proof !== undefined && { method: proof.collection.method }),
        ...(proof?.notice && { notice: { id: proof.notice.id, version: proof.notice.version } }),
      },
    ];
  });
  const places = entries.map(({ eventId }) => cursorOf([eventId]));
  const from = cursor === undefined ? 0 : places.indexOf(cursor);
  if (from < 0) refuseCursor();
  const next = places[from + limit];
  return {
    items: entries.slice(from, from + limit),
    ...(next !== undefined && { cursor: next }),
  };
};

/** For the customer to keep. */
export const handleReadMyReceipt: Handle<typeof readMyReceipt> = async (call, services) => {
  const { params, query } = call;
  const customer = await livingPerson(call, services);
  const members = await ownMembers(call, customer, services);
  const { purpose } = params;
  return issueReceipt({ customer, members, purpose, eventId: query.event }, call, services);
};

async function lookOf(
  call: Pick<Call<Contract>, 'caller' | 'headers'>,
  services: Services,
): Promise<Look> {
  const stored = await livingPerson(call, services);
  return {
    stored,
    own: await ownMembers(call, stored, services),
    pointToken: personOf(call).pointToken,
    acceptLanguage: call.headers['accept-language'],
  };
}

/** The constituents whose words are shown to be the caller's. */
const ownMembers = async (
  call: Pick<Call<Contract>, 'caller'>,
  { customer }: StoredCustomer,
  services: Services,
): Promise<readonly string[]> =>
  provenMembers(personOf(call), customer, await readSchema(services, customer.schema), services);
