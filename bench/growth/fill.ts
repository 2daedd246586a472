import { Worker } from 'node:worker_threads';
import type { EmitTask, Emitted } from './emit-worker.ts';
import type { KeyIndex } from './key-index.ts';
import type { HoldBack } from './stored-people.ts';

/** Households that a worker is given at once. */
const householdsPerTask = 2_000;

/** A store of truth-linked customers: who they are, and their match keys. */
export interface Filling {
  /** Person of each customer, by customer number. */
  readonly persons: readonly number[];
  /** What was held back of the customer of this number. */
  readonly holdBackOf: (customer: number) => HoldBack;
  readonly records: number;
  readonly pairs: number;
  /** Persons of whom a record is held back, of those added by the last `fillTo`. */
  readonly heldBack: readonly number[];
  /** Adds the customers of whole households until there are at least `customers`. */
  readonly fillTo: (customers: number, holdBack: HoldBack) => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** Fills `index` with the keys of made-up customers; `threads` workers standardise and emit them. */
export function makeFilling(index: KeyIndex, indexKey: Uint8Array, threads: number): Filling {
  const workers = Array.from(
    { length: threads },
    () => new Worker(new URL('./emit-worker.ts', import.meta.url), { workerData: { indexKey } }),
  );
  const persons: number[] = [];
  let heldBack: number[] = [];
  let records = 0;
  let pairs = 0;
  let nextHousehold = 0;
  const ranges: { readonly from: number; readonly holdBack: HoldBack }[] = [];

  const take = (emitted: Emitted): void => {
    let at = 0;
    for (const [nth, personId] of emitted.persons.entries()) {
      const count = emitted.keyCounts[nth] as number;
      const stored = emitted.records[nth] as number;
      // A person whose only record is held back is not known yet.
      if (stored > 0) {
        for (let key = 0; key < count; key += 1)
          index.add(
            emitted.keys[at + 2 * key] as number,
            emitted.keys[at + 2 * key + 1] as number,
            persons.length,
          );
        persons.push(personId);
        records += stored;
        pairs += count;
      }
      at += 2 * count;
    }
    heldBack.push(...emitted.heldBack);
  };

  return {
    persons,
    holdBackOf(customer) {
      const range = ranges.findLast(({ from }) => from <= customer);
      if (range === undefined) throw new Error(`there is no customer ${customer}`);
      return range.holdBack;
    },
    get records() {
      return records;
    },
    get pairs() {
      return pairs;
    },
    get heldBack() {
      return heldBack;
    },
    async fillTo(customers, holdBack) {
      heldBack = [];
      ranges.push({ from: persons.length, holdBack });
      while (persons.length < customers) {
        // Taken in the order of households, so that the store is the same however many threads fill it.
        const perRound = Math.min(
          householdsPerTask,
          Math.ceil((customers - persons.length) / threads / 2),
        );
        const round = workers.map((worker) => {
          const task = { from: nextHousehold, to: nextHousehold + perRound, holdBack };
          nextHousehold = task.to;
          return emitted(worker, task);
        });
        for (const each of round) take(await each);
      }
    },
    async stop() {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}

const emitted = (worker: Worker, task: EmitTask): Promise<Emitted> =>
  new Promise((resolve, reject) => {
    const settle = () => {
      worker.off('message', succeed);
      worker.off('error', fail);
    };
    const succeed = (answer: Emitted) => {
      settle();
      resolve(answer);
    };
    const fail = (error: Error) => {
      settle();
      reject(error);
    };
    worker.once('message', succeed);
    worker.once('error', fail);
    worker.postMessage(task);
  });
