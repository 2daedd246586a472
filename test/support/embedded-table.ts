import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type Store, storeOver } from '#store/make-store';
import { documentClient, type TableClient } from '#store/table-client';
import { createTables, type TableNames } from '#store/tables';
import type { Vault } from '#store/vault';
import { signerInProcess } from './checkpointing.ts';
import { inProcessKeys } from './in-process-keys.ts';

/** A DynamoDB for one test file: the embedded engine on a free port, or what `DYNAMODB_ENDPOINT` names. */
export interface EmbeddedTable {
  readonly endpoint: string;
  /** The engine's database file; `undefined` for a foreign endpoint. */
  readonly file?: string;
  readonly stop: () => Promise<void>;
}

export async function startEmbeddedTable(): Promise<EmbeddedTable> {
  const foreign = process.env.DYNAMODB_ENDPOINT;
  if (foreign !== undefined) return { endpoint: foreign, stop: async () => {} };
  const folder = await mkdtemp(join(tmpdir(), 'goldspoke-test-'));
  const file = join(folder, 'tables.db');
  const port = await freePort();
  const engine = spawn(enginePath(), ['serve', '--port', String(port), '--db-path', file], {
    stdio: 'ignore',
  });
  const ended = new Promise<void>((resolve) => engine.once('exit', () => resolve()));
  const killWithUs = () => engine.kill('SIGKILL');
  process.once('exit', killWithUs);
  const endpoint = `http://127.0.0.1:${port}`;
  await untilItAnswers(endpoint);
  return {
    endpoint,
    file,
    async stop() {
      process.off('exit', killWithUs);
      engine.kill('SIGTERM');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** All ports over two fresh tables, keys wrapped in this process. */
export interface EmbeddedStore extends Store {
  readonly vault: Vault;
  readonly client: TableClient;
  readonly names: TableNames;
  readonly endpoint: string;
  readonly file?: string;
  readonly keys: ReturnType<typeof inProcessKeys>;
  /** A second warm function over the same tables and keys: its own memory. */
  readonly another: (more?: StoreOptions) => Store & { readonly vault: Vault };
  readonly stop: () => Promise<void>;
}

interface StoreOptions {
  readonly clock?: () => string;
  readonly nowMs?: () => number;
}

/**
 * Starts an engine (or uses `table`), makes tables of random names and all ports over them.
 * `const store = await embeddedStore()` in `beforeAll`, `await store.stop()` in `afterAll`.
 */
export async function embeddedStore(
  { clock = () => new Date().toISOString(), ...more }: StoreOptions = {},
  table?: EmbeddedTable,
): Promise<EmbeddedStore> {
  const engine = table ?? (await startEmbeddedTable());
  const dynamo = new DynamoDBClient({
    endpoint: engine.endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const suffix = randomBytes(6).toString('hex');
  const names = { main: `main-${suffix}`, vault: `vault-${suffix}` };
  await createTables(dynamo, names);
  if (engine.file !== undefined) indexStreamRecords(engine.file);
  const client = documentClient(dynamo);
  const keys = inProcessKeys();
  const proofSigner = signerInProcess();
  const another = (options: StoreOptions = {}) =>
    storeOver({
      client,
      table: names.main,
      vaultTable: names.vault,
      wrapper: keys,
      tenant: 'test',
      clock,
      proofSigner,
      ...more,
      ...options,
    });
  return {
    ...another(),
    client,
    names,
    keys,
    another,
    endpoint: engine.endpoint,
    ...(engine.file === undefined ? {} : { file: engine.file }),
    async stop() {
      dynamo.destroy();
      if (table === undefined) await engine.stop();
    },
  };
}

/**
 * The engine numbers stream records by the greatest number so far and looks for it without an
 * index: each insert reads all earlier ones. With these two a transaction of 16 takes 3 ms, not 39.
 */
function indexStreamRecords(file: string): void {
  const database = new DatabaseSync(file);
  try {
    database.exec(`
      PRAGMA busy_timeout = 5000;
      CREATE INDEX IF NOT EXISTS goldspoke_stream_sequence
        ON _stream_records (table_name, CAST(sequence_number AS INTEGER));
      CREATE INDEX IF NOT EXISTS goldspoke_stream_shard
        ON _stream_records (table_name, shard_id, CAST(sequence_number AS INTEGER));
    `);
  } finally {
    database.close();
  }
}

function enginePath(): string {
  const name = `@dynoxide/${process.platform}-${process.arch}`;
  try {
    const manifest = createRequire(import.meta.url).resolve(`${name}/package.json`);
    return join(dirname(manifest), 'dynoxide');
  } catch {
    throw new Error(
      `No embedded DynamoDB for this platform (${name}). Start Amazon's DynamoDB Local and set DYNAMODB_ENDPOINT.`,
    );
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        resolve(typeof address === 'object' && address !== null ? address.port : 0),
      );
    });
  });
}

async function untilItAnswers(endpoint: string): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const answers = await fetch(endpoint).then(
      () => true,
      () => false,
    );
    if (answers) return;
    await sleep(25);
  }
  throw new Error('the embedded DynamoDB did not start within five seconds');
}
