import { compareText, type NonEmpty } from '#core/kernel/types';
import {
  type Admission,
  admit,
  admitCluster,
  type Cluster,
  chooseCandidate,
} from '#core/matching/admit';
import { emitMatchKeys } from '#core/matching/match-keys';
import type { Frequencies, MatchKey, MatchModel } from '#core/matching/match-model';
import type { StandardRecord } from '#core/standardise/standard-record';

/** As the hub does: a key that more customers share brings nobody. */
export const keyCap = 50;

export interface SimulatedRecord {
  readonly id: string;
  readonly record: StandardRecord;
}

export interface Simulation {
  /** Label of the customer each record ended in, parallel to the input. */
  readonly clusters: readonly string[];
  /** Open review tasks, by the labels of the two customers they ask about. */
  readonly tasks: readonly (readonly [string, string])[];
  /** Customers weighed against, on arrival and in the re-check after it. */
  readonly comparisons: number;
  readonly recheckComparisons: number;
  readonly blockKeys: number;
  readonly milliseconds: number;
}

interface Customer {
  readonly id: string;
  readonly records: NonEmpty<{ readonly recordId: string; readonly record: StandardRecord }>;
  readonly keys: ReadonlyMap<string, MatchKey>;
}

const textOf = ({ kind, text }: Pick<MatchKey, 'kind' | 'text'>): string => `${kind}\n${text}`;

/**
 * Sends records through the rules of the real-time path in their order, with a map in place of the
 * table: keys → candidates → admission → link, review or new; then, as the stream does after commit,
 * the changed customer against the other customers that share its keys.
 */
export function simulate(records: readonly SimulatedRecord[], model: MatchModel): Simulation {
  const customers = new Map<string, Customer>();
  const mergedInto = new Map<string, string>();
  const index = new Map<string, Set<string>>();
  const tasks = new Map<string, readonly [string, string]>();
  let comparisons = 0;
  let recheckComparisons = 0;
  let blockKeys = 0;
  const startedAt = performance.now();

  const rootOf = (id: string): string => {
    let root = id;
    for (let next = mergedInto.get(root); next !== undefined; next = mergedInto.get(root))
      root = next;
    return root;
  };
  const frequencies: Frequencies = {
    get customers() {
      return Math.max(1, customers.size);
    },
    sharedBy: (key) => {
      const holders = index.get(textOf(key));
      return holders === undefined || holders.size > keyCap ? undefined : holders.size;
    },
    isCommon: (key) => (index.get(textOf(key))?.size ?? 0) > keyCap,
  };
  const candidatesOf = (keys: Iterable<MatchKey>, except?: string): readonly Customer[] => {
    const found = new Set<string>();
    for (const key of keys) {
      const holders = index.get(textOf(key));
      if (holders === undefined || holders.size > keyCap) continue;
      for (const holder of holders) found.add(holder);
    }
    if (except !== undefined) found.delete(except);
    return [...found].toSorted(compareText).flatMap((id) => customers.get(id) ?? []);
  };
  const put = (customer: Customer): void => {
    customers.set(customer.id, customer);
    for (const key of customer.keys.keys()) {
      const holders = index.get(key);
      if (holders === undefined) index.set(key, new Set([customer.id]));
      else holders.add(customer.id);
    }
  };
  const mergeTwo = (a: Customer, b: Customer): Customer => {
    const [into, from] = a.id < b.id ? [a, b] : [b, a];
    for (const key of from.keys.keys()) index.get(key)?.delete(from.id);
    customers.delete(from.id);
    mergedInto.set(from.id, into.id);
    const merged: Customer = {
      id: into.id,
      records: [...into.records, ...from.records],
      keys: new Map([...into.keys, ...from.keys]),
    };
    put(merged);
    return merged;
  };
  const openTask = (a: string, b: string): void => {
    const [first, second] = a < b ? [a, b] : [b, a];
    tasks.set(`${first} ${second}`, [first, second]);
  };
  const recheck = (changed: Customer): void => {
    const weighed = candidatesOf(changed.keys.values(), changed.id).map((other) => {
      recheckComparisons++;
      return {
        other,
        admission: admitCluster(
          changed.records as Cluster,
          other.records as Cluster,
          model,
          frequencies,
        ),
      };
    });
    for (const { other, admission } of weighed) {
      if (admission.decision === 'possible-match') openTask(changed.id, other.id);
    }
    const match = best(weighed);
    if (match !== undefined) recheck(mergeTwo(changed, match.other));
  };

  let serial = 0;
  for (const { id, record } of records) {
    const keys = new Map(
      emitMatchKeys(record)
        .filter(({ use }) => use !== 'search')
        .map((key) => [textOf(key), key]),
    );
    blockKeys += keys.size;
    const admissions = candidatesOf(keys.values()).map((customer) => {
      comparisons++;
      return {
        customerId: customer.id,
        admission: admit(record, customer.records, model, frequencies),
      };
    });
    const choice = chooseCandidate(admissions);
    const linked = choice.outcome === 'link' ? customers.get(choice.customerId) : undefined;
    if (linked !== undefined) {
      const grown: Customer = {
        id: linked.id,
        records: [...linked.records, { recordId: id, record }],
        keys: new Map([...linked.keys, ...keys]),
      };
      put(grown);
      recheck(grown);
      continue;
    }
    const customer: Customer = {
      id: `c${String(serial++).padStart(8, '0')}`,
      records: [{ recordId: id, record }],
      keys,
    };
    put(customer);
    if (choice.outcome === 'review') {
      for (const other of choice.customerIds) openTask(customer.id, other);
    }
  }

  const clusterOf = new Map<string, string>();
  for (const customer of customers.values()) {
    for (const { recordId } of customer.records) clusterOf.set(recordId, customer.id);
  }
  const open = new Map<string, readonly [string, string]>();
  for (const [a, b] of tasks.values()) {
    const [first, second] = [rootOf(a), rootOf(b)].toSorted(compareText);
    if (first === undefined || second === undefined || first === second) continue;
    open.set(`${first} ${second}`, [first, second]);
  }
  return {
    clusters: records.map(({ id }) => clusterOf.get(id) ?? id),
    tasks: [...open.values()],
    comparisons,
    recheckComparisons,
    blockKeys,
    milliseconds: performance.now() - startedAt,
  };
}

const best = <T extends { readonly other: Customer; readonly admission: Admission }>(
  weighed: readonly T[],
): T | undefined =>
  weighed
    .filter(({ admission }) => admission.decision === 'match')
    .toSorted(
      (a, b) =>
        b.admission.score.matchWeight - a.admission.score.matchWeight ||
        compareText(a.other.id, b.other.id),
    )[0];
