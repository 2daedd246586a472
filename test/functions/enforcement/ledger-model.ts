import type { Channel, ConsentEvent } from '#core/consent/consent-event';
import type { ContactCase, LawInForce } from '#core/consent/contact-case';
import type { Purpose } from '#core/consent/purpose';
import { edition } from '#test/core/consent/contact-vectors';
import { secondOpinion } from '#test/core/consent/second-opinion';

export interface ModelRestriction {
  readonly restrictionId: string;
  readonly customerId: string;
  readonly from: string;
  readonly until?: string;
  liftedAt?: string;
}

/** What the test itself told the hub; addresses and numbers stand for their tokens. */
export interface LedgerModel {
  readonly events: ConsentEvent[];
  readonly restrictions: ModelRestriction[];
  readonly purposes: Map<string, Purpose>;
  readonly signedOff: Set<string>;
}

/** A customer as it is now. */
export interface ModelPerson {
  readonly members: readonly string[];
  readonly country?: string;
  readonly birthDate?: string;
  readonly emails: readonly string[];
  readonly phones: readonly string[];
}

export type Kind = 'email' | 'phone' | 'post' | 'other';

const channelsOf: Readonly<Record<Exclude<Kind, 'other'>, readonly Channel[]>> = {
  email: ['email'],
  phone: ['sms', 'voice', 'voice-automated'],
  post: ['post'],
};
const reaching = ['email', 'sms', 'voice', 'voice-automated', 'post'];

/** The answer of the second evaluator, which shares no function with the hub's. */
function isAllowed(
  model: LedgerModel,
  person: ModelPerson,
  purpose: Purpose,
  channel: Channel,
  now: string,
  contactPoint?: string,
): boolean {
  const told = model.events
    .filter(({ customerId }) => person.members.includes(customerId))
    .reduce<ConsentEvent | undefined>(
      (last, each) =>
        last === undefined || `${each.at} ${each.eventId}` > `${last.at} ${last.eventId}`
          ? each
          : last,
      undefined,
    )?.jurisdiction;
  const { country, birthDate } = person;
  const restrictions = model.restrictions
    .filter(({ customerId }) => person.members.includes(customerId))
    .map(({ from, until, liftedAt }) => {
      const ends = [until, liftedAt].filter((each) => each !== undefined).toSorted();
      return { from, ...(ends[0] !== undefined && { until: ends[0] }) };
    });
  const asked: ContactCase = {
    purpose,
    channel,
    at: now,
    knownAt: now,
    members: person.members,
    events: model.events,
    relationships: [],
    jurisdictions: [...new Set([told, country].filter((each) => each !== undefined))],
    restrictions,
    ...(birthDate !== undefined && { birthDate }),
    ...(contactPoint !== undefined && { contactPoint }),
  };
  const law: LawInForce = { edition, signedOff: model.signedOff, sectors: [] };
  return secondOpinion(asked, law).allowed;
}

/** Whether a value of this kind may be seen for a purpose now. */
export function mayLeave(
  model: LedgerModel,
  person: ModelPerson,
  { kind, value }: { readonly kind: Kind; readonly value: string },
  { name, needsConsent }: { readonly name: string; readonly needsConsent?: boolean },
  now: string,
): boolean {
  const governed = model.purposes.get(name);
  if (governed === undefined) return false;
  const purpose: Purpose = needsConsent
    ? { ...governed, legalBases: governed.legalBases.filter((each) => each === 'consent') }
    : governed;
  const ask = (channel: Channel, point?: string) =>
    isAllowed(model, person, purpose, channel, now, point);
  const forAny = purpose.channels.some((channel) => {
    const points = [
      ...(channel === 'email' ? person.emails : []),
      ...(channelsOf.phone.includes(channel) ? person.phones : []),
    ];
    return ask(channel) || points.some((point) => ask(channel, point));
  });
  if (kind === 'other' || !purpose.channels.some((each) => reaching.includes(each))) return forAny;
  const point = kind === 'post' ? undefined : value;
  return purpose.channels.some((each) => channelsOf[kind].includes(each) && ask(each, point));
}

/** Whether what stands in clear leaves open that the purpose is allowed: no restriction, not every channel refused. */
export function mayBeTold(
  model: LedgerModel,
  { members }: Pick<ModelPerson, 'members'>,
  name: string,
  now: string,
): boolean {
  const governed = model.purposes.get(name);
  if (governed === undefined) return false;
  // Where a law is known and no kind of use is named, an interest is stopped by a no or a restriction alone.
  const asksNobody = governed.legalBases.filter((each) => !['consent'].includes(each));
  const legalBases = [...asksNobody, 'legitimate-interest'] as const;
  const purpose: Purpose = { ...governed, kinds: [], legalBases };
  const person = { members, country: 'GB', emails: [], phones: [] };
  const unplaced = {
    ...model,
    events: model.events.map(({ jurisdiction: _, ...each }) => each),
  };
  return purpose.channels.some((each) => isAllowed(unplaced, person, purpose, each, now));
}
