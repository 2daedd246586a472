import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { makeFilling } from './growth/fill.ts';
import { makeKeyIndex } from './growth/key-index.ts';
import { type Cost, type GrowthRow, measureAt } from './growth/measure-at.ts';
import { benchKeys } from './growth/open-store.ts';
import { percent, printTable, rounded } from './table.ts';

export interface GrowthOptions {
  readonly seed?: number;
  readonly sizes?: readonly number[];
  /** Records taken in at each size. */
  readonly measured?: number;
  readonly threads?: number;
  readonly onProgress?: (message: string) => void;
}

/** Match keys that a customer has, with room to spare; the measured mean stands in the results. */
const mostKeysPerCustomer = 24;

/**
 * Takes records in through the hub's own `ingest` and `converge` over the real store, whose table is
 * in memory (growth/memory-table.ts) and holds, at each size, so many made-up customers with all
 * their match keys. The records measured are the last ones of a load in no order: of most of them
 * the person is known already.
 */
export async function measureGrowth({
  seed = 7,
  sizes = [10_000, 100_000, 1_000_000],
  measured = 2_000,
  threads = 2,
  onProgress = () => {},
}: GrowthOptions = {}): Promise<readonly GrowthRow[]> {
  const index = makeKeyIndex(Math.max(...sizes) * mostKeysPerCustomer);
  const keys = await benchKeys();
  const filling = makeFilling(index, keys.indexKey, threads);
  const rows: GrowthRow[] = [];
  try {
    for (const size of sizes) {
      const probability = (0.8 * measured) / Math.max(1, size - filling.persons.length);
      await filling.fillTo(size, { seed, probability });
      onProgress(`${size} customers stored`);
      rows.push(await measureAt({ seed, filling, index, keys }, measured));
      onProgress(`${size} customers measured`);
    }
  } finally {
    await filling.stop();
  }
  return rows;
}

export function printGrowth(rows: readonly GrowthRow[]): void {
  console.log('\nPer record, in the request:\n');
  printTable(
    rows.map((row) => ({
      customers: row.customers,
      ...costCells(row.request),
      'records compared': rounded(row.recordsCompared, 2),
      'capped keys': percent(row.cappedShare),
    })),
  );
  console.log('\nPer record, in the re-check after the commit:\n');
  printTable(
    rows.map((row) => ({
      customers: row.customers,
      ...costCells(row.recheck),
      'p99 of all RCU': row.p99ReadUnits,
    })),
  );
  console.log('\nOutcomes:\n');
  printTable(
    rows.map((row) => ({
      customers: row.customers,
      records: row.storedRecords,
      'match keys each': rounded(row.matchKeysPerCustomer),
      measured: row.measuredRecords,
      linked: row.outcomes.linked ?? 0,
      created: row.outcomes.created ?? 0,
      review: row.outcomes.review ?? 0,
      'linked rightly': percent(row.linkedRightly),
    })),
  );
}

const costCells = (cost: Cost) => ({
  'key queries': rounded(cost.keyQueries),
  candidates: rounded(cost.candidates, 2),
  'partitions read': rounded(cost.partitionsRead, 2),
  RCU: rounded(cost.readUnits),
  'items written': rounded(cost.itemsWritten),
  WCU: rounded(cost.writeUnits),
});

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { values } = parseArgs({
    options: {
      sizes: { type: 'string', default: '10000,100000,1000000' },
      measured: { type: 'string', default: '2000' },
      seed: { type: 'string', default: '7' },
    },
  });
  printGrowth(
    await measureGrowth({
      seed: Number(values.seed),
      sizes: values.sizes.split(',').map(Number),
      measured: Number(values.measured),
      onProgress: (message) => console.error(message),
    }),
  );
}
