import type { Channel, ConsentEvent } from '#core/consent/consent-event';
import { isContactAllowed } from '#core/consent/decide-contact';
import type { Purpose } from '#core/consent/purpose';
import { channelsOfReach, leavesFor, type Reach, withUnmatched } from '#core/consent/reach';
import type { StoredCustomer } from '#core/identity/change';
import type { Customer, GoldenRecord } from '#core/identity/customer';
import { recordCountry } from '#core/identity/record-country';
import type { Json, JsonObject } from '#core/kernel/types';
import type { CustomerSchema } from '#core/schema/customer-schema';
import { emailAddress, isEmailSyntax } from '#core/standardise/email';
import { featuresOf } from '#core/standardise/features';
import { readPhone } from '#core/standardise/phone';
import type { Ledger } from '#store/consents';
import type { Access } from './access.ts';
import { caseOf } from './case-of.ts';
import { readSchema } from './context.ts';
import type { Services } from './handle.ts';
import { lawInForce } from './law-in-force.ts';

/** What of one customer leaves the hub for the purpose of a call. */
export interface Use {
  readonly allows: (attribute: string) => boolean;
}

/** Of a call for no purpose: roles and lenses alone decide. */
export const anyUse: Use = { allows: () => true };
export const noUse: Use = { allows: () => false };

/** A customer as it is now; `members` spare a look for its constituents. */
export interface Used {
  readonly customerId: string;
  readonly schema: string;
  readonly golden: Pick<GoldenRecord, 'attributes'>;
  readonly revision: number;
  readonly members?: Customer['members'];
}

export const usedOf = ({
  customer,
  revision,
}: Pick<StoredCustomer, 'customer' | 'revision'>): Used => ({
  ...customer,
  revision,
});

/** Everything that its sources and stewards say of a customer, for `also`. */
export const recordsOf = ({ members }: Pick<Customer, 'members'>): readonly JsonObject[] =>
  members.flatMap(({ records, pins }) => [
    ...records.map(({ attributes }) => attributes),
    ...pins.map(({ attribute, value }) => ({ [attribute]: value })),
  ]);

type Looks = Pick<Access, 'lens' | 'lensToday' | 'uses'>;
type Reads = Pick<Services, 'governance' | 'consents' | 'clock'>;

/**
 * What of the customer leaves through the lens of the call: as far as `decideContact` allows the lens's
 * purpose for this person now, channel by channel. Where the lens needs consent, on that ground alone.
 * Addresses and numbers leave only if each of those that would be seen may be used, whoever refused it.
 * Nothing leaves for a purpose that nobody defined. Without a purpose it reads nothing.
 *
 * @param also attributes that are seen beside the golden record's: of sources, of the past
 */
export function useOf(
  customer: Used,
  access: Looks,
  services: Reads,
  also: readonly JsonObject[] = [],
): Promise<Use> {
  const asked = purposesOf(access);
  if (asked.length === 0) return Promise.resolve(anyUse);
  const ask = () => everyUse(asked.map((each) => decide(customer, each, also, services)));
  if (also.length > 0) return ask();
  const { customerId, revision } = customer;
  const key = JSON.stringify([customerId, revision, asked]);
  const use = access.uses.get(key) ?? ask();
  access.uses.set(key, use);
  return use;
}

/** What of them all leaves for all of them. */
export async function everyUse(uses: readonly Promise<Use>[]): Promise<Use> {
  const all = await Promise.all(uses);
  return { allows: (attribute) => all.every(({ allows }) => allows(attribute)) };
}

/** Whether the call is for any purpose. */
export const isForPurpose = (access: Pick<Access, 'lens' | 'lensToday'>): boolean =>
  purposesOf(access).length > 0;

interface AskedPurpose {
  readonly name: string;
  readonly needsConsent: boolean;
}

/** A lens of the past may have named another purpose than that of today: then both must allow it. */
function purposesOf({ lens, lensToday }: Pick<Looks, 'lens' | 'lensToday'>) {
  const both = [lens, lensToday].flatMap(({ purpose }) => purpose ?? []);
  const needsConsent = lens.needsConsent === true || lensToday.needsConsent === true;
  return [...new Set(both)].map((name): AskedPurpose => ({ name, needsConsent }));
}

async function decide(
  customer: Used,
  { name, needsConsent }: AskedPurpose,
  also: readonly JsonObject[],
  services: Reads,
): Promise<Use> {
  const [governed, schema, law, standing] = await Promise.all([
    services.governance.purposes.read(name),
    readSchema(services, customer.schema),
    lawInForce(services),
    standingOf(customer, services),
  ]);
  if (governed === undefined || standing === undefined) return noUse;
  const purpose = needsConsent ? onConsentAlone(governed.value) : governed.value;
  const { attributes } = customer.golden;
  const { members } = standing;
  const now = services.clock();
  const isAllowed = (channel: Channel, ledger: Ledger, contactPoint?: string) => {
    const point = contactPoint === undefined ? {} : { contactPoint };
    const asked = { purpose, channel, at: now, knownAt: now, ...point };
    return isContactAllowed(caseOf(asked, { attributes, members }, ledger, schema), law);
  };
  const country = recordCountry(attributes, schema);
  const own = new Set(pointsIn([attributes], schema, country).map(({ text }) => text));
  const points = await Promise.all(
    pointsIn([attributes, ...also], schema, country)
      .filter(({ reach }) => purpose.channels.some((it) => channelsOfReach(reach).includes(it)))
      .map(async ({ reach, text }) => {
        const token = await services.consents.contactPoint(reach, text);
        return {
          reach,
          token,
          isOwn: own.has(text),
          here: (await services.consents.read([], token)).consents,
        };
      }),
  );
  const answersFor = (channel: Channel) => ({
    channel,
    person: isAllowed(channel, standing),
    points: points
      .filter(({ reach }) => channelsOfReach(reach).includes(channel))
      .map(({ token, isOwn, here }) => ({
        isOwn,
        isAllowed: isAllowed(channel, withEvents(standing, here), token),
      })),
  });
  const answers = purpose.channels.map(answersFor);
  const channelsWhere = (isSo: (answer: (typeof answers)[number]) => boolean) =>
    new Set(answers.filter(isSo).map(({ channel }) => channel));
  const allowed = {
    // What was said at an address that she no longer has opens nothing; a no there still closes.
    forPerson: channelsWhere(
      (each) => each.person || each.points.some((point) => point.isOwn && point.isAllowed),
    ),
    everywhere: channelsWhere((each) =>
      each.points.length === 0 ? each.person : each.points.every((point) => point.isAllowed),
    ),
  };
  const definitions = new Map(schema.attributes.map((each) => [each.name, each]));
  return { allows: (attribute) => leavesFor(definitions.get(attribute), purpose, allowed) };
}

async function standingOf(
  { customerId, members }: Used,
  { consents }: Reads,
): Promise<(Ledger & { readonly members: readonly string[] }) | undefined> {
  if (members === undefined) return consents.standing(customerId);
  const ids = members.map((each) => each.customerId);
  return { members: ids, ...(await consents.read(ids)) };
}

const onConsentAlone = (purpose: Purpose): Purpose => ({
  ...purpose,
  legalBases: purpose.legalBases.filter((each) => each === 'consent'),
});

function withEvents(standing: Ledger, here: readonly ConsentEvent[]): Ledger {
  const own = new Set(standing.consents.map(({ eventId }) => eventId));
  const others = here.filter(({ eventId }) => !own.has(eventId));
  return { ...standing, consents: [...standing.consents, ...others] };
}

interface Point {
  readonly reach: Exclude<Reach, 'post'>;
  readonly text: string;
}

/** Every e-mail address and number among these attributes, in standard form, each once. */
function pointsIn(
  seen: readonly JsonObject[],
  { attributes: definitions }: Pick<CustomerSchema, 'attributes'>,
  country: string | undefined,
): readonly Point[] {
  const all = withUnmatched(definitions);
  const points = seen
    .flatMap((attributes) => featuresOf(attributes, all))
    .flatMap(({ role, value, beside }): readonly Point[] => {
      if (typeof value !== 'string') return [];
      if (role === 'email') {
        const text = emailAddress(value);
        return isEmailSyntax(text) ? [{ reach: 'email', text }] : [];
      }
      if (role !== 'phone') return [];
      const countries = [countryIn(beside.country), country].flatMap((each) => each ?? []);
      const phone = readPhone(value, countries);
      return phone === undefined ? [] : [{ reach: 'phone', text: phone.number }];
    });
  return [...new Map(points.map((each) => [`${each.reach} ${each.text}`, each])).values()];
}

const countryIn = (value: Json | undefined): string | undefined =>
  typeof value === 'string' ? value : undefined;
