import {
  type AttributeValue,
  DynamoDBClient,
  PutItemCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import { storeOver } from '#store/make-store';
import { documentClient } from '#store/table-client';
import { createTables } from '#store/tables';
import type { EmbeddedTable } from '#test/support/embedded-table';
import { inProcessKeys } from '#test/support/in-process-keys';

/** What one release left in both tables, and what its own ports read from it. */
export interface ReleaseItems {
  readonly release: string;
  readonly tenant: string;
  /** Hex; wraps the epoch keys among the items. Of this file alone. */
  readonly masterKey: string;
  /** In the engine's own form; bytes as base64 text. */
  readonly items: Readonly<Record<'main' | 'vault', readonly Attributes[]>>;
  readonly asked: Asked;
  readonly said: unknown;
}

type Attributes = Readonly<Record<string, unknown>>;

/** What of the fixture is read, by name of the port. */
export interface Asked {
  readonly customerIds: readonly string[];
  readonly crosswalks: readonly { readonly spoke: string; readonly sourceId: string }[];
  readonly keys: readonly { readonly kind: string; readonly text: string; readonly use: 'block' }[];
  readonly taskIds: readonly string[];
  readonly spokes: readonly string[];
  readonly schemas: readonly string[];
  readonly tokenHashes: readonly string[];
  readonly answers: readonly {
    readonly scope: string;
    readonly key: string;
    readonly hash: string;
    readonly atSeconds: number;
  }[];
  readonly audited: readonly string[];
}

type Ports = ReturnType<typeof storeOver>;

/** Everything that was asked for, as the ports answer it. Plain JSON. */
export async function readAll(store: Ports, asked: Asked): Promise<unknown> {
  const all = async <T, R>(of: readonly T[], read: (each: T) => Promise<R>) => {
    const answers: R[] = [];
    for (const each of of) answers.push(await read(each));
    return answers;
  };
  const page = { limit: 200 };
  const said = {
    customers: await all(asked.customerIds, (id) => store.customers.find(id)),
    versions: await all(asked.customerIds, (id) => store.customers.versions(id, page)),
    listed: await store.customers.list(page),
    crosswalks: await all(asked.crosswalks, (each) => store.customers.crosswalk(each)),
    candidates: await store.customers.candidates(asked.keys),
    tasks: await all(asked.taskIds, (id) => store.tasks.read(id)),
    openTasks: await store.tasks.listOpen(page),
    spokes: await all(asked.spokes, (name) => store.governance.spoke(name)),
    schemas: await all(asked.schemas, (name) => store.governance.schema(name)),
    firstVersions: await all(asked.schemas, (name) => store.governance.schema(name, 1)),
    tokens: await all(asked.tokenHashes, (hash) => store.tokens.byHash(hash)),
    answers: await all(asked.answers, ({ scope, key, hash, atSeconds }) =>
      store.idempotency.begin(scope, key, hash, atSeconds),
    ),
    audit: await all(asked.audited, (object) => store.audit.entries(object, page)),
    count: await store.customers.count(),
  };
  return JSON.parse(JSON.stringify(said));
}

export const clientOf = (endpoint: string): DynamoDBClient =>
  new DynamoDBClient({
    endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });

/** Every item of a table as it lies there. */
export async function dump(client: DynamoDBClient, TableName: string): Promise<Attributes[]> {
  const { Items = [] } = await client.send(new ScanCommand({ TableName }));
  const text = (item: unknown) =>
    JSON.stringify(item, (_, value) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value,
    );
  return Items.map((item) => JSON.parse(text(item)) as Attributes).toSorted((a, b) =>
    text([a.PK, a.SK]) < text([b.PK, b.SK]) ? -1 : 1,
  );
}

/** The ports of this release over tables that hold a fixture's items. */
export async function openRelease(fixture: ReleaseItems, table: EmbeddedTable) {
  const dynamo = clientOf(table.endpoint);
  const suffix = `${fixture.release.replaceAll('.', '-')}-${Date.now()}`;
  const names = { main: `main-${suffix}`, vault: `vault-${suffix}` };
  await createTables(dynamo, names);
  for (const which of ['main', 'vault'] as const)
    for (const item of fixture.items[which])
      await dynamo.send(
        new PutItemCommand({ TableName: names[which], Item: withBytes(item) as never }),
      );
  const parts = {
    client: documentClient(dynamo),
    table: names.main,
    vaultTable: names.vault,
    wrapper: inProcessKeys(Buffer.from(fixture.masterKey, 'hex')),
    tenant: fixture.tenant,
    clock: () => new Date().toISOString(),
  };
  return { dynamo, names, parts, store: storeOver(parts) };
}

/** `{ B: base64 }` becomes `{ B: bytes }`, at any depth. */
function withBytes(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(withBytes);
  const entries = Object.entries(value);
  const [only] = entries;
  if (entries.length === 1 && only?.[0] === 'B' && typeof only[1] === 'string')
    return { B: Buffer.from(only[1], 'base64') } satisfies AttributeValue;
  return Object.fromEntries(entries.map(([name, each]) => [name, withBytes(each)]));
}
