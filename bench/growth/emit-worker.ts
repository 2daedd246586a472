import { parentPort, workerData } from 'node:worker_threads';
import { emitMatchKeys } from '#core/matching/match-keys';
import { person as personSchema } from '#core/schema/templates';
import { standardise } from '#core/standardise/standardise';
import { makeTokeniser } from '#store/tokeniser';
import { householdOf } from '../people/household.ts';
import { bitsOf } from './key-index.ts';
import { type HoldBack, recordsIn } from './stored-people.ts';

/** Households `from` to below `to`. */
export interface EmitTask {
  readonly from: number;
  readonly to: number;
  readonly holdBack: HoldBack;
}

/** Persons in their order; `keys` holds `keyCounts[nth]` pairs of 32-bit halves for the nth person. */
export interface Emitted {
  readonly persons: Float64Array;
  readonly keyCounts: Uint16Array;
  readonly records: Uint8Array;
  readonly keys: Uint32Array;
  /** Ids of persons of whom a record was held back. */
  readonly heldBack: readonly number[];
}

const tokeniser = await makeTokeniser({
  indexKey: async () => (workerData as { readonly indexKey: Uint8Array }).indexKey,
});

parentPort?.on('message', ({ from, to, holdBack }: EmitTask) => {
  const persons: number[] = [];
  const keyCounts: number[] = [];
  const records: number[] = [];
  const keys: number[] = [];
  const heldBack: number[] = [];
  for (let household = from; household < to; household += 1)
    for (const person of householdOf(holdBack.seed, household)) {
      const known = recordsIn(person, holdBack);
      if (known.heldBack !== undefined) heldBack.push(person.personId);
      const tokens = new Map<string, string>();
      for (const { attributes } of known.stored)
        for (const key of emitMatchKeys(standardise(attributes, personSchema).record))
          if (key.use !== 'search' && !tokens.has(`${key.kind} ${key.text}`))
            tokens.set(`${key.kind} ${key.text}`, tokeniser.matchKey(key));
      persons.push(person.personId);
      keyCounts.push(tokens.size);
      records.push(known.stored.length);
      for (const token of tokens.values())
        keys.push(...bitsOf(token.slice(token.indexOf('#') + 1)));
    }
  const emitted: Emitted = {
    persons: Float64Array.from(persons),
    keyCounts: Uint16Array.from(keyCounts),
    records: Uint8Array.from(records),
    keys: Uint32Array.from(keys),
    heldBack,
  };
  parentPort?.postMessage(emitted, [emitted.keys.buffer as ArrayBuffer]);
});
