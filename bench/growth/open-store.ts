import { assemble } from '#core/identity/assemble';
import { person as personSchema } from '#core/schema/templates';
import { matchKeysOf } from '#functions/shared/matching';
import { keyCap } from '#store/customers';
import type { KeyWrapper } from '#store/key-wrapper';
import { type Store, storeOver } from '#store/make-store';
import type { Governance } from '#store/ports';
import type { TableClient } from '#store/table-client';
import { inProcessKeys } from '#test/support/in-process-keys';
import { sampleSpokeList, sampleTrust } from '../sample-trust.ts';
import type { Filling } from './fill.ts';
import { bitsOf, type KeyIndex } from './key-index.ts';
import { type Item, type MemoryTable, memoryTable } from './memory-table.ts';
import { personOf, recordsIn } from './stored-people.ts';

const tenant = 'bench';
export const at = '2026-06-01T00:00:00.000Z';
export const cause = { actor: 'tok_bench', action: 'record.upsert', correlationId: 'cor_bench' };

export interface BenchKeys {
  readonly wrapper: KeyWrapper;
  readonly indexKey: Uint8Array;
  readonly wrappedIndexKey: Uint8Array;
}

/** Keys of this process, and an index key that the workers of the filling know too. */
export async function benchKeys(): Promise<BenchKeys> {
  const wrapper = inProcessKeys();
  const { plain, wrapped } = await wrapper.generate({ tenant, use: 'index' });
  return { wrapper, indexKey: plain, wrappedIndexKey: wrapped };
}

export interface Filled {
  readonly seed: number;
  readonly filling: Filling;
  readonly index: KeyIndex;
  readonly keys: BenchKeys;
}

export const customerIdOf = (customer: number): string =>
  `cus_01${customer.toString(32).padStart(24, '0')}`;
const customerIn = (partition: string): number | undefined => {
  const digits = /#cus_01(.{24})$/.exec(partition)?.[1];
  return digits === undefined ? undefined : Number.parseInt(digits, 32);
};

/**
 * The table of a store that holds the filling: a match key's partition comes from the index, a
 * customer's is written by the store itself when somebody first reads it.
 */
export function filledTable({ seed, filling, index, keys }: Filled): MemoryTable {
  const made = new Set<number>();
  const table = memoryTable(async (partition): Promise<readonly Item[]> => {
    if (partition.startsWith('KEY#')) {
      const [high, low] = bitsOf(partition.slice(partition.lastIndexOf('#') + 1));
      return index
        .holders(high, low)
        .map((customer) => ({ PK: partition, SK: `CUS#${customerIdOf(customer)}` }));
    }
    if (partition === 'STATS')
      return [{ PK: partition, SK: 'CUSTOMERS', living: filling.persons.length }];
    if (partition === 'INDEX') return [{ PK: partition, SK: 'KEY', wrapped: keys.wrappedIndexKey }];
    const customer = customerIn(partition);
    if (customer !== undefined && !made.has(customer)) {
      made.add(customer);
      await write(customer);
    }
    return [];
  }, keyCap);

  const { customers } = openStore(table.client(), keys);
  const write = async (customer: number): Promise<void> => {
    const person = personOf(seed, filling.persons[customer] as number);
    const { stored } = recordsIn(person, filling.holdBackOf(customer));
    const customerId = customerIdOf(customer);
    const whole = assemble(
      { customerId, createdAt: at, records: stored, pins: [], differentFrom: [] },
      [],
      { schema: personSchema, trust: sampleTrust, at },
    );
    await customers.commit({
      before: [],
      after: [whole],
      facts: [{ customerId, type: 'created', changed: [] }],
      matchKeys: { [customerId]: matchKeysOf(whole.members[0], personSchema) },
      cause,
      at,
    });
  };
  return table;
}

/** The real store; one that never forgets what it holds in memory: a warm function. */
export const openStore = (client: TableClient, { wrapper }: BenchKeys): Store =>
  storeOver({
    client,
    table: 'main',
    vaultTable: 'vault',
    wrapper,
    tenant,
    clock: () => at,
    nowMs: () => 0,
  });

/** Spokes and schemas as a warm function holds them: reading them costs nothing. */
export const heldGovernance = (governance: Governance): Governance => ({
  ...governance,
  spokes: async () => sampleSpokeList.map((value) => ({ value, revision: 1, updatedAt: at })),
  schema: async () => ({ value: personSchema, revision: 1, updatedAt: at }),
});
