import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { gzipSync } from 'node:zlib';
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { type Endpoint, type Operations, serveAwsJson } from '#local/aws-json-server';
import { type Dynoxide, dynoxideBinary, startDynoxide } from '#local/dynoxide';
import { localKms } from '#local/kms';
import { openStreamTable } from '#local/stream-table';
import { isoWeekOf } from '#store/iso-week';
import { countKey, epochKeyKey, indexKeyKey } from '#store/keys';
import { kmsKeyWrapper } from '#store/kms-key-wrapper';
import { createTables } from '#store/tables';
import type { HoldBack } from '../growth/stored-people.ts';
import { exportItem } from './export-item.ts';
import type { Exported, ExportTask } from './export-worker.ts';

export const tableNames = { main: 'main', vault: 'vault' };
export const tenant = 'goldspoke';

/** A DynamoDB on this machine with so many customers in it, and the KMS that guards their keys. */
export interface FilledEngine extends Exported {
  readonly dynamoDbUrl: string;
  readonly kmsUrl: string;
  readonly keyArn: string;
  /** Calls of KMS since it was last asked. */
  readonly takeKmsCalls: () => number;
  readonly stop: () => Promise<void>;
}

/**
 * Builds the items of `customers` made-up customers with the store's own code, writes them as a
 * DynamoDB export and lets the engine import it: a hundred thousand in a minute instead of an hour.
 */
export async function filledEngine(
  households: number,
  holdBack: HoldBack,
  threads: number,
): Promise<FilledEngine> {
  const folder = await mkdtemp(join(tmpdir(), 'goldspoke-bench-'));
  const path = (name: string) => join(folder, name);
  const kms = await countedKms(path('kms.json'));
  const ends: (() => unknown)[] = [() => rm(folder, { recursive: true, force: true }), kms.close];
  const stop = async () => {
    for (const end of ends.toReversed()) await end();
  };
  try {
    const exported = await exportCustomers({ path, kms, households, holdBack, threads });
    await importInto(path('tables.db'), path);
    const engine = await startDynoxide(path('tables.db'), path('pid'));
    const streams = openStreamTable(path('tables.db'));
    ends.push(engine.stop, streams.close);
    return {
      ...exported,
      dynamoDbUrl: engine.url,
      kmsUrl: kms.url,
      keyArn: kms.keyArn,
      takeKmsCalls: kms.takeCalls,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

interface CountedKms extends Endpoint {
  readonly keyArn: string;
  readonly takeCalls: () => number;
}

async function countedKms(file: string): Promise<CountedKms> {
  const kms = localKms(file);
  let calls = 0;
  const operations: Operations = Object.fromEntries(
    Object.entries(kms.operations).map(([name, operation]) => [
      name,
      (input: Parameters<typeof operation>[0]) => {
        calls += 1;
        return operation(input);
      },
    ]),
  );
  const endpoint = await serveAwsJson(operations);
  return {
    ...endpoint,
    keyArn: kms.keyArn,
    takeCalls() {
      const taken = calls;
      calls = 0;
      return taken;
    },
  };
}

async function exportCustomers(options: {
  readonly path: (name: string) => string;
  readonly kms: CountedKms;
  readonly households: number;
  readonly holdBack: HoldBack;
  readonly threads: number;
}): Promise<Exported> {
  const { path, kms, households, holdBack, threads } = options;
  const at = new Date().toISOString();
  const wrapper = kmsKeyWrapper(new KMSClient({ endpoint: kms.url }), kms.keyArn);
  const epoch = isoWeekOf(at);
  const indexKey = await wrapper.generate({ tenant, use: 'index' });
  const epochKey = await wrapper.generate({ tenant, use: 'epoch', epoch });
  const folder = path('export');
  for (const name of Object.values(tableNames))
    await mkdir(join(folder, name, 'data'), { recursive: true });
  const parts = await Promise.all(
    Array.from({ length: threads }, (_, nth) =>
      exportPart({
        nth,
        of: threads,
        households,
        holdBack,
        folder,
        tenant,
        at,
        indexKey: indexKey.plain,
        epochKey: epochKey.plain,
      }),
    ),
  );
  const sum = (read: (part: Exported) => number) =>
    parts.reduce((all, part) => all + read(part), 0);
  const exported = {
    customers: sum((part) => part.customers),
    records: sum((part) => part.records),
    items: sum((part) => part.items),
    heldBack: parts.flatMap((part) => part.heldBack),
  };
  await writeItems(join(folder, 'vault', 'data', 'keys.json.gz'), [
    { ...indexKeyKey, wrapped: indexKey.wrapped },
    { ...epochKeyKey(epoch), wrapped: epochKey.wrapped },
  ]);
  await writeItems(join(folder, 'main', 'data', 'count.json.gz'), [
    { ...countKey, living: exported.customers },
  ]);
  return exported;
}

const exportPart = (workerData: ExportTask): Promise<Exported> =>
  new Promise((resolve, reject) => {
    new Worker(new URL('./export-worker.ts', import.meta.url), { workerData })
      .once('message', resolve)
      .once('error', reject);
  });

const writeItems = (file: string, items: readonly Readonly<Record<string, unknown>>[]) =>
  writeFile(
    file,
    gzipSync(items.map((item) => `${JSON.stringify({ Item: exportItem(item) })}\n`).join('')),
  );

/** The engine takes the tables' shape from what it says itself of tables made as ours are. */
async function importInto(file: string, path: (name: string) => string): Promise<void> {
  const empty = await startDynoxide(path('empty.db'), path('empty.pid'));
  await writeFile(path('schema.json'), JSON.stringify(await describeTables(empty)));
  await empty.stop();
  await promisify(execFile)(dynoxideBinary(), [
    'import',
    ...['--source', path('export')],
    ...['--schema', path('schema.json')],
    ...['--output', file],
  ]);
  await rm(path('export'), { recursive: true, force: true });
}

async function describeTables({ url }: Dynoxide): Promise<readonly unknown[]> {
  const client = new DynamoDBClient({ endpoint: url });
  try {
    await createTables(client, tableNames);
    const tables: unknown[] = [];
    for (const TableName of Object.values(tableNames)) {
      const { Table } = await client.send(new DescribeTableCommand({ TableName }));
      tables.push({ Table });
    }
    return tables;
  } finally {
    client.destroy();
  }
}
