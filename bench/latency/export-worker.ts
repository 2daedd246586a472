import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { createGzip } from 'node:zlib';
import { assemble } from '#core/identity/assemble';
import type { SourceRecord } from '#core/identity/customer';
import { person as personSchema } from '#core/schema/templates';
import { matchKeysOf } from '#functions/shared/matching';
import type { KeyWrapper } from '#store/key-wrapper';
import { storeOver } from '#store/make-store';
import { memoryTable } from '../growth/memory-table.ts';
import { customerIdOf } from '../growth/open-store.ts';
import { type HoldBack, recordsIn } from '../growth/stored-people.ts';
import { householdOf } from '../people/household.ts';
import { sampleTrust } from '../sample-trust.ts';
import { exportItem } from './export-item.ts';

/** Persons of which households are written, by whom, under which keys. */
export interface ExportTask {
  /** Every `of`-th household, from the `nth` on, below `households`. */
  readonly nth: number;
  readonly of: number;
  readonly households: number;
  readonly holdBack: HoldBack;
  readonly folder: string;
  readonly tenant: string;
  readonly at: string;
  readonly indexKey: Uint8Array;
  readonly epochKey: Uint8Array;
}

/** What was written. */
export interface Exported {
  readonly customers: number;
  readonly records: number;
  readonly items: number;
  /** In the order of their persons. */
  readonly heldBack: readonly SourceRecord[];
}

const task = workerData as ExportTask;
const { holdBack, tenant, at } = task;

// The store asks for two keys; what stands in their items is only a number to tell them apart.
const wrapper: KeyWrapper = {
  generate: () => Promise.reject(new Error('no key is made here')),
  unwrap: async ([which]) => (which === 0 ? task.indexKey : task.epochKey),
};
const table = memoryTable((partition) => {
  if (partition === 'INDEX') return [{ PK: partition, SK: 'KEY', wrapped: Uint8Array.of(0) }];
  if (partition.startsWith('EPOCH#'))
    return [{ PK: partition, SK: 'EPOCH', wrapped: Uint8Array.of(1) }];
  return [];
}, 50);

const files = new Map(['main', 'vault'].map((name) => [name, openFile(name)]));
const exported = { customers: 0, records: 0, items: 0 };
const allHeldBack: SourceRecord[] = [];
const client = table.client(undefined, (item, name) => {
  exported.items += 1;
  files.get(name)?.write(`${JSON.stringify({ Item: exportItem(item) })}\n`);
});
const store = storeOver({
  client,
  table: 'main',
  vaultTable: 'vault',
  wrapper,
  tenant,
  clock: () => at,
  nowMs: () => 0,
});
const context = { schema: personSchema, trust: sampleTrust, at };
const cause = { actor: 'tok_bench', action: 'record.upsert', correlationId: 'cor_bench' };

for (let household = task.nth; household < task.households; household += task.of) {
  for (const person of householdOf(holdBack.seed, household)) {
    const { stored, heldBack } = recordsIn(person, holdBack);
    if (heldBack !== undefined) allHeldBack.push(heldBack);
    if (stored.length === 0) continue;
    const customerId = customerIdOf(person.personId);
    const whole = assemble(
      { customerId, createdAt: at, records: stored, pins: [], differentFrom: [] },
      [],
      context,
    );
    await store.customers.commit({
      before: [],
      after: [whole],
      facts: [{ customerId, type: 'created', changed: Object.keys(whole.golden.attributes) }],
      matchKeys: { [customerId]: matchKeysOf(whole.members[0], personSchema) },
      cause,
      at,
    });
    exported.customers += 1;
    exported.records += stored.length;
  }
  table.clear();
  for (const file of files.values()) await file.drained();
}
await Promise.all([...files.values()].map((file) => file.close()));
parentPort?.postMessage({ ...exported, heldBack: allHeldBack } satisfies Exported);

function openFile(name: string) {
  const zip = createGzip({ level: 1 });
  const out = zip.pipe(createWriteStream(join(task.folder, name, 'data', `${task.nth}.json.gz`)));
  return {
    write: (line: string) => zip.write(line),
    // Without a pause nothing would reach the disk before the end: the store in memory never waits.
    drained: async () => {
      if (zip.writableNeedDrain) await once(zip, 'drain');
    },
    async close() {
      zip.end();
      await finished(out);
    },
  };
}
