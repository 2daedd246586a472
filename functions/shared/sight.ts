import type { Thing } from '#core/access/access-question';
import { hiddenRoles, withoutRoles } from '#core/access/hidden-roles';
import {
  type Lens,
  masksAttribute,
  namesAttribute,
  showsAttribute,
  wholeLens,
} from '#core/access/lens';
import { type MayRead, readableOf } from '#core/access/readable';
import type { Customer, SourceRecord } from '#core/identity/customer';
import type { JsonObject } from '#core/kernel/types';
import type { PairScore } from '#core/matching/match-model';
import type { CustomerSchema, MatchRole } from '#core/schema/customer-schema';
import type { Access } from './access.ts';
import type { IngestAnswer, Ingested } from './ingest.ts';
import { recordsOf, type Use, usedOf, useOf } from './use-of.ts';

type CustomerThing = Thing & { readonly kind: 'Customer' };

/** How one caller sees one customer, or all that lie alike. */
export interface Sight {
  /** Whether values are seen as they are. A masked one is not: nobody searches, compares or tries values by it. */
  readonly mayRead: MayRead;
  /** Whether something is seen of them, be it masked by the lens. */
  readonly maySee: MayRead;
  /** A steward is told that there is something which he may not read, and how it compares; through a lens nobody is. */
  readonly isSteward: boolean;
  /** The lens looked through. */
  readonly lens: Lens;
  /** Where it is noted which sensitive attributes are shown. */
  readonly sensitiveShown: Set<string>;
}

/**
 * Through the lens of the call. What that names, and for which purpose, its definition of today says.
 * `use`: what of this customer leaves for that purpose, as `useOf` answers.
 */
export function sightOf(access: Access, thing: CustomerThing, use: Use): Sight {
  const { lens, lensToday } = access;
  const how = {
    ...(lensToday !== wholeLens && { lens: lensToday.name }),
    ...(lensToday.purpose !== undefined && { purpose: lensToday.purpose }),
  };
  const known = new Map<string, boolean>();
  const maySee: MayRead = (classification, attribute) => {
    if (!showsAttribute(lens, attribute) || !use.allows(attribute)) return false;
    const isNamed = namesAttribute(lensToday, attribute);
    const key = `${classification} ${isNamed}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const may = access.reads(classification, thing, { ...how, isNamed });
    known.set(key, may);
    return may;
  };
  return {
    lens,
    sensitiveShown: access.sensitiveShown,
    isSteward: lens === wholeLens && access.may('customer:steward', thing),
    maySee,
    mayRead: (classification, attribute) =>
      !masksAttribute(lens, attribute) && maySee(classification, attribute),
  };
}

/** A record lies where its spoke does; one that was born in the hub, where it says. */
export const mayReadRecord = (
  access: Access,
  { spoke, orgUnit }: Pick<SourceRecord, 'spoke' | 'orgUnit'>,
): boolean => {
  const thing = access.spoke(spoke);
  return access.may('record:read', orgUnit === undefined ? thing : { ...thing, units: [orgUnit] });
};

/**
 * How the caller sees what a spoke says, or would say, in a unit: its own unless told. A lens is laid
 * over golden records; over what a source said only what it names, and its purpose, bear.
 */
export const recordSight = (
  access: Access,
  { spoke, orgUnit }: Pick<SourceRecord, 'spoke' | 'orgUnit'>,
  use: Use,
): Sight => {
  const units = orgUnit === undefined ? access.spoke(spoke).units : [orgUnit];
  const whole = access.through(wholeLens, access.lensToday);
  return sightOf(whole, { kind: 'Customer', units, spokes: [spoke] }, use);
};

/**
 * What became of a record, without what the score says of values that the caller may not read: of the
 * record, seen with `sight`, or of whom it resembles.
 */
export async function ingestView(
  { answer, against }: Ingested,
  schema: CustomerSchema,
  { sight, access }: { readonly sight: Sight; readonly access: Access },
  services: Parameters<typeof useOf>[2],
): Promise<IngestAnswer> {
  const { match } = answer;
  if (match?.score === undefined) return answer;
  const other =
    against &&
    sightOf(
      access,
      access.customer(against.customer.golden),
      await useOf(usedOf(against), access, services, recordsOf(against.customer)),
    );
  const hidden = [sight, ...(other ? [other] : [])].flatMap((each) => [
    ...hiddenInScores(each, schema),
  ]);
  const score = withoutRoles(match.score as PairScore, new Set(hidden));
  return { ...answer, match: { ...match, score } };
}

/** What of the customer is hidden when two are compared: nothing from a steward, who decides by it. */
export const hiddenInScores = (sight: Sight, schema: CustomerSchema): ReadonlySet<MatchRole> =>
  sight.isSteward ? new Set() : hiddenRoles(schema, sight.mayRead);

/** The customer as if nobody had ever said what may not be read. */
export function readableCustomer(
  customer: Customer,
  schema: CustomerSchema,
  { mayRead }: Pick<Sight, 'mayRead'>,
): Customer {
  const seen = (attributes: JsonObject) => readableOf(attributes, schema, mayRead).attributes;
  const members = customer.members.map((member) => ({
    ...member,
    records: member.records.map((each) => ({ ...each, attributes: seen(each.attributes) })),
    pins: member.pins.flatMap((pin) => {
      const value = seen({ [pin.attribute]: pin.value })[pin.attribute];
      return value === undefined ? [] : [{ ...pin, value }];
    }),
  }));
  return { ...customer, members: members as unknown as Customer['members'] };
}
