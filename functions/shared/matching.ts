import type { StoredCustomer, Transition } from '#core/identity/change';
import type { Customer, Member } from '#core/identity/customer';
import type { NonEmpty } from '#core/kernel/types';
import { type Admission, admit, admitCluster } from '#core/matching/admit';
import { emitMatchKeys } from '#core/matching/match-keys';
import type { Frequencies, MatchKey } from '#core/matching/match-model';
import { modelFor } from '#core/matching/model-for';
import type { CustomerSchema } from '#core/schema/customer-schema';
import type { StandardRecord } from '#core/standardise/standard-record';
import { standardise } from '#core/standardise/standardise';
import type { KeyHit } from '#store/ports';
import type { Services } from './handle.ts';

/** Of the customers that share a match key, how many are read and compared; those with the most shared keys first. */
const candidateCap = 20;

/**
 * Namesakes are read only where there are few: a lone key of these kinds that at most five customers
 * share, or two that at most ten share. Who shares no more than a common name cannot be linked, and
 * there are the more of them the more customers there are: without this a record meets 6.6 customers
 * in a store of a million, and 1.9 in one of ten thousand.
 */
const nameKinds: ReadonlySet<string> = new Set(['name', 'name-sound', 'initial-family-city']);
const leastWeightOfNamesake = 1 / 5;

export interface ClusterRecord {
  readonly recordId: string;
  readonly record: StandardRecord;
}

/** The records of these members, standardised. */
export const clusterOf = (
  members: readonly Member[],
  schema: CustomerSchema,
): readonly ClusterRecord[] =>
  members.flatMap((member) =>
    member.records.map((each) => ({
      recordId: recordIdOf(member.customerId, each),
      record: standardise(each.attributes, schema).record,
    })),
  );

export const recordIdOf = (memberId: string, record: { spoke: string; sourceId: string }): string =>
  `${memberId} ${record.spoke} ${record.sourceId}`;

/** All match keys of a member: the union over its records and what stewards pinned on it, so that a pinned name is found. */
export function matchKeysOf(member: Member, schema: CustomerSchema): readonly MatchKey[] {
  const pinned = Object.fromEntries(
    member.pins.flatMap(({ attribute, value }) => (value === null ? [] : [[attribute, value]])),
  );
  const keys = [...member.records.map((each) => each.attributes), pinned].flatMap((attributes) =>
    emitMatchKeys(standardise(attributes, schema).record),
  );
  return [...new Map(keys.map((key) => [`${key.kind} ${key.text}`, key])).values()];
}

/** The match keys of the touched members of a transition, as a commit takes them. */
export const matchKeysFor = (
  { after }: Transition,
  touched: readonly string[],
  schema: CustomerSchema,
): Readonly<Record<string, readonly MatchKey[]>> =>
  Object.fromEntries(
    after
      .flatMap((customer) => customer.members)
      .filter((member) => touched.includes(member.customerId))
      .map((member) => [member.customerId, matchKeysOf(member, schema)]),
  );

export interface Candidates {
  readonly stored: readonly StoredCustomer[];
  readonly frequencies: Frequencies;
  /** Kinds of keys that more customers share than the cap; they brought nobody. */
  readonly cappedKinds: readonly string[];
}

/**
 * Reads whom these keys bring: living customers of the same schema. `own` is the customer that is
 * looked for, when it is stored already; those to `skip` were weighed before.
 */
export async function findCandidates(
  { customers }: Pick<Services, 'customers'>,
  keys: readonly MatchKey[],
  schema: CustomerSchema,
  { own, skip = new Set() }: { own?: StoredCustomer; skip?: ReadonlySet<string> } = {},
): Promise<Candidates> {
  const blocking = keys.filter((key) => key.use !== 'search');
  const [hits, count] = await Promise.all([customers.candidates(blocking), customers.count()]);
  const ownIds = own?.customer.members.map((member) => member.customerId) ?? [];
  const except = new Set([...skip, ...ownIds]);
  const loaded = await customers.load(mostShared(hits, except));
  return {
    stored: loaded.filter(
      ({ customer }) => customer.schema === schema.name && !except.has(customer.customerId),
    ),
    frequencies: frequenciesOf(hits, count, own === undefined ? loaded : [own, ...loaded]),
    cappedKinds: [...new Set(hits.filter((hit) => hit.capped).map((hit) => hit.key.kind))],
  };
}

function mostShared(hits: readonly KeyHit[], except: ReadonlySet<string>): readonly string[] {
  const weights = new Map<string, number>();
  const known = new Set<string>();
  for (const hit of hits) {
    // A key that few share says more than one that many share.
    const weight = 1 / Math.max(1, hit.customerIds.length);
    for (const id of hit.customerIds) {
      if (except.has(id)) continue;
      weights.set(id, (weights.get(id) ?? 0) + weight);
      if (!nameKinds.has(hit.key.kind)) known.add(id);
    }
  }
  return [...weights]
    .filter(([id, weight]) => known.has(id) || weight >= leastWeightOfNamesake)
    .toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .slice(0, candidateCap)
    .map(([id]) => id);
}

/** How common the values of these keys are. */
export async function readFrequencies(
  { customers }: Pick<Services, 'customers'>,
  keys: readonly MatchKey[],
  known: readonly StoredCustomer[],
): Promise<Frequencies> {
  const blocking = keys.filter((key) => key.use !== 'search');
  const [hits, count] = await Promise.all([customers.candidates(blocking), customers.count()]);
  return frequenciesOf(hits, count, known);
}

/** The same of keys that were read before; `known` are those of whom it is known who is one customer. */
export function frequenciesOf(
  hits: readonly KeyHit[],
  customers: number,
  known: readonly Pick<StoredCustomer, 'customer'>[],
): Frequencies {
  // A merged customer counts once, as far as it was read.
  const roots = new Map(
    known.flatMap(({ customer }) =>
      customer.members.map((member) => [member.customerId, customer.customerId] as const),
    ),
  );
  const byKey = new Map(hits.map((hit) => [`${hit.key.kind} ${hit.key.text}`, hit]));
  return {
    customers: Math.max(1, customers),
    sharedBy: ({ kind, text }) => {
      const hit = byKey.get(`${kind} ${text}`);
      if (hit === undefined || hit.capped) return undefined;
      return new Set(hit.customerIds.map((id) => roots.get(id) ?? id)).size;
    },
    isCommon: ({ kind, text }) => byKey.get(`${kind} ${text}`)?.capped ?? false,
  };
}

export interface Weighed {
  readonly stored: StoredCustomer;
  readonly admission: Admission;
}

/** One record against each candidate's whole cluster. */
export const weighRecord = (
  record: StandardRecord,
  candidates: Candidates,
  schema: CustomerSchema,
): readonly Weighed[] =>
  candidates.stored.flatMap((stored) => {
    const [first, ...rest] = clusterOf(stored.customer.members, schema);
    if (first === undefined) return [];
    const cluster: NonEmpty<ClusterRecord> = [first, ...rest];
    const model = modelFor(schema);
    return [{ stored, admission: admit(record, cluster, model, candidates.frequencies) }];
  });

/** One customer's whole cluster against each candidate's. */
export const weighCustomer = (
  customer: Customer,
  candidates: Pick<Candidates, 'stored' | 'frequencies'>,
  schema: CustomerSchema,
): readonly Weighed[] => {
  const own = clusterOf(customer.members, schema);
  return candidates.stored.flatMap((stored) => {
    const admission = weighClusters(
      own,
      clusterOf(stored.customer.members, schema),
      candidates.frequencies,
      schema,
    );
    return admission === undefined ? [] : [{ stored, admission }];
  });
};

/** Two sets of records against each other; nothing when one is empty. */
export function weighClusters(
  [a, ...as]: readonly ClusterRecord[],
  [b, ...bs]: readonly ClusterRecord[],
  frequencies: Frequencies,
  schema: CustomerSchema,
): Admission | undefined {
  if (a === undefined || b === undefined) return undefined;
  return admitCluster([a, ...as], [b, ...bs], modelFor(schema), frequencies);
}
