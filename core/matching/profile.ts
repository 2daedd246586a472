import { compareText } from '#core/kernel/types';
import { mostValues } from '#core/standardise/bound';
import type { StandardPersonName, StandardRecord } from '#core/standardise/standard-record';
import type { Cluster } from './admit.ts';

/**
 * All that is known of a customer as one comparable record: every name and contact point of its
 * records, the birth date and gender that most of them say. Where as many say one thing as another,
 * what `other` says too is taken, so that one clerk's slip decides nothing.
 */
export function profileOf(cluster: Cluster, other: Cluster): StandardRecord {
  const [{ record: first }] = cluster;
  if (cluster.length === 1) return first;
  const mine = knownOf(cluster);
  const theirs = knownOf(other);
  const birthDate = mostSaid(mine.birthDates, theirs.birthDates);
  const gender = mostSaid(mine.genders, theirs.genders);
  return {
    ...mine.values,
    ...(birthDate === undefined ? {} : { birthDate }),
    ...(gender === undefined ? {} : { gender }),
  };
}

/** What a customer's records say by themselves, whomever it is compared with. */
interface Known {
  readonly values: StandardRecord;
  /** What most records say, sorted: several where as many say one as another. */
  readonly birthDates: readonly string[];
  readonly genders: readonly NonNullable<StandardRecord['gender']>[];
}

/** A customer is compared with many: what it says is gathered once, and forgotten with it. */
const known = new WeakMap<Cluster, Known>();

function knownOf(cluster: Cluster): Known {
  const found = known.get(cluster) ?? gather(cluster);
  known.set(cluster, found);
  return found;
}

function gather(cluster: Cluster): Known {
  const records = cluster.map(({ record }) => record);
  return {
    values: {
      kind: cluster[0].record.kind,
      personNames: telling(distinct(records.flatMap((record) => record.personNames))),
      organisationNames: distinct(records.flatMap((record) => record.organisationNames)),
      emails: distinct(records.flatMap((record) => record.emails)),
      phones: distinct(records.flatMap((record) => record.phones)),
      addresses: distinct(records.flatMap((record) => record.addresses)),
      identifiers: distinct(records.flatMap((record) => record.identifiers)),
      socials: distinct(records.flatMap((record) => record.socials)),
    },
    birthDates: leading(records, (record) => record.birthDate),
    genders: leading(records, (record) => record.gender),
  };
}

const distinct = <T>(values: readonly T[]): readonly T[] => {
  if (values.length < 2) return values;
  const seen = new Map<string, T>();
  for (const value of values) seen.set(JSON.stringify(value), value);
  // As many as one record may have; sorted first, so that the order of records does not choose.
  if (seen.size <= mostValues) return [...seen.values()];
  return [...seen]
    .toSorted(([a], [b]) => compareText(a, b))
    .slice(0, mostValues)
    .map(([, value]) => value);
};

/**
 * Without names that another one spells out (`N Klarhuber` beside `Nisha Klarhuber`): kept, they would
 * fit every member of the family, and hide that this customer is one of them.
 */
const telling = (names: readonly StandardPersonName[]): readonly StandardPersonName[] =>
  names.filter((name) => !names.some((other) => other !== name && spellsOut(other, name)));

const spellsOut = (longer: StandardPersonName, shorter: StandardPersonName): boolean => {
  const [given = '', called = ''] = [shorter.given[0], longer.given[0]];
  return (
    given.length < 2 &&
    called.length > 1 &&
    called.startsWith(given) &&
    longer.family.join('') === shorter.family.join('')
  );
};

/** Of the values that most records say, the first one that most of the others say too, else the first. */
const mostSaid = <V extends string>(mine: readonly V[], theirs: readonly V[]): V | undefined =>
  mine.length < 2 ? mine[0] : (mine.find((value) => theirs.includes(value)) ?? mine[0]);

const leading = <V extends string>(
  records: readonly StandardRecord[],
  read: (record: StandardRecord) => V | undefined,
): readonly V[] => {
  const votes = new Map<V, number>();
  for (const record of records) {
    const value = read(record);
    if (value !== undefined) votes.set(value, (votes.get(value) ?? 0) + 1);
  }
  const most = Math.max(0, ...votes.values());
  return [...votes]
    .filter(([, count]) => count === most)
    .map(([value]) => value)
    .toSorted(compareText);
};
