import { marshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBStreamEvent } from 'aws-lambda';
import type { SourceRecord } from '#core/identity/customer';
import { convergeOf } from '#functions/converge/index';
import type { Services } from '#functions/shared/handle';
import { ingest } from '#functions/shared/ingest';
import { meter, type Units } from '../capacity/meter.ts';
import { mean, quantile } from '../table.ts';
import { type Calls, type Item, noCalls } from './memory-table.ts';
import {
  at,
  cause,
  customerIdOf,
  type Filled,
  filledTable,
  heldGovernance,
  openStore,
} from './open-store.ts';
import { personOf, recordsIn } from './stored-people.ts';

/** Means per record. */
export interface Cost {
  /** Match keys that are looked up: one query each. */
  readonly keyQueries: number;
  /** Customers read and weighed. */
  readonly candidates: number;
  /** Partitions of customers read. */
  readonly partitionsRead: number;
  readonly readUnits: number;
  readonly writeUnits: number;
  readonly itemsWritten: number;
}

/** What taking in one record costs in a store of a given size. */
export interface GrowthRow {
  readonly customers: number;
  readonly storedRecords: number;
  readonly matchKeysPerCustomer: number;
  readonly measuredRecords: number;
  readonly outcomes: Readonly<Record<string, number>>;
  /** Of the records that were linked, the share whose customer is their person. */
  readonly linkedRightly: number;
  /** Of the keys looked up, the share that too many customers have: they bring nobody. */
  readonly cappedShare: number;
  /** Source records of the candidates: pairs of records that the request scores. */
  readonly recordsCompared: number;
  /** Of request and re-check together. */
  readonly p99ReadUnits: number;
  readonly request: Cost;
  /** What the stream does after the commit. */
  readonly recheck: Cost;
}

interface Sample {
  readonly request: Used;
  readonly recheck: Used;
  readonly outcome: string;
  readonly isRight: boolean;
}
interface Used {
  readonly calls: Calls;
  readonly units: Units;
}

/** Takes in the records that the filling held back, one after another. */
export async function measureAt(filled: Filled, measured: number): Promise<GrowthRow> {
  const { seed, filling } = filled;
  const customers = filling.persons.length;
  const samples: Sample[] = [];
  const take = takerOf(filled);
  for (const personId of filling.heldBack.slice(0, measured)) {
    const holdBack = filling.holdBackOf(customers - 1);
    const { heldBack } = recordsIn(personOf(seed, personId), holdBack);
    if (heldBack !== undefined) samples.push(await take(heldBack, personId));
  }
  const linked = samples.filter(({ outcome }) => outcome === 'linked');
  const [request, recheck] = [
    costOf(samples.map((sample) => sample.request)),
    // The customer itself is read too, and no candidate.
    costOf(
      samples.map((sample) => sample.recheck),
      1,
    ),
  ];
  const readUnits = (sample: Sample): number =>
    sample.request.units.readUnits + sample.recheck.units.readUnits;
  return {
    customers,
    storedRecords: filling.records,
    matchKeysPerCustomer: filling.pairs / customers,
    measuredRecords: samples.length,
    outcomes: countBy(samples.map(({ outcome }) => outcome)),
    linkedRightly: linked.filter(({ isRight }) => isRight).length / Math.max(1, linked.length),
    cappedShare:
      mean(samples.map((sample) => sample.request.calls.cappedKeyQueries)) / request.keyQueries,
    recordsCompared: mean(samples.map((sample) => sample.request.calls.recordsRead)),
    p99ReadUnits: quantile(samples.map(readUnits), 0.99),
    request,
    recheck,
  };
}

function costOf(used: readonly Used[], ownPartitions = 0): Cost {
  const per = (read: (each: Used) => number): number => mean(used.map(read));
  return {
    keyQueries: per(({ calls }) => calls.keyQueries),
    candidates: per(({ calls }) => Math.max(0, calls.customerQueries - ownPartitions)),
    partitionsRead: per(({ calls }) => calls.customerQueries),
    readUnits: per(({ units }) => units.readUnits),
    writeUnits: per(({ units }) => units.writeUnits),
    itemsWritten: per(({ units }) => units.itemsWritten),
  };
}

/** Takes in one record through `ingest`, and through what the stream calls after the commit, a batch of one. */
function takerOf(filled: Filled): (record: SourceRecord, personId: number) => Promise<Sample> {
  const { filling, keys } = filled;
  const calls = noCalls();
  let ids = 0;
  let version: Item | undefined;
  const client = filledTable(filled).client(calls, (item) => {
    if (String(item.SK).startsWith('VER#')) version = item;
  });
  const used = meter(client);
  const store = openStore(client, keys);
  const services: Services = {
    ...store,
    governance: heldGovernance(store.governance),
    clock: () => at,
    newId: (prefix) => `${prefix}_02${String(++ids).padStart(24, '0')}`,
    measure: () => undefined,
    log: () => {},
  };
  const follow = convergeOf(() => services);
  const customerOf = new Map(filling.persons.map((personId, customer) => [personId, customer]));
  const taken = () => ({ calls: takeCalls(calls), units: used.take() });

  return async (record, personId) => {
    taken();
    version = undefined;
    const incoming = { ...record, newCustomerId: services.newId('cus') };
    const { answer } = await ingest(incoming, cause, services);
    const request = taken();
    const { batchItemFailures } = await follow(insertOf(version));
    if (batchItemFailures.length > 0) throw new Error('the re-check after a commit failed');
    const customer = customerOf.get(personId);
    return {
      request,
      recheck: taken(),
      outcome: answer.outcome,
      isRight: customer !== undefined && answer.customerId === customerIdOf(customer),
    };
  };
}

/** The stream's news of a version; no record when nothing was written. */
const insertOf = (version: Item | undefined): DynamoDBStreamEvent => ({
  Records:
    version === undefined
      ? []
      : [
          {
            eventName: 'INSERT',
            dynamodb: {
              SequenceNumber: '1',
              NewImage: marshall(version, { removeUndefinedValues: true }) as never,
            },
          },
        ],
});

const takeCalls = (calls: Calls): Calls => {
  const taken = { ...calls };
  Object.assign(calls, noCalls());
  return taken;
};

const countBy = (names: readonly string[]): Readonly<Record<string, number>> =>
  Object.fromEntries(
    [...Map.groupBy(names, (name) => name)].map(([name, of]) => [name, of.length]),
  );
