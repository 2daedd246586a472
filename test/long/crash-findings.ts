import { DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { golden } from '#core/identity/golden-record';
import { canonical } from '#core/kernel/canonical';
import type { Json } from '#core/kernel/types';
import { readTrust } from '#functions/shared/context';
import { serveAwsJson } from '#local/aws-json-server';
import { openDataFolder } from '#local/data-folder';
import { startDynamoDb } from '#local/dynamodb';
import { functionEnvironment, prepareCredentials, tableNames } from '#local/environment';
import { localKms } from '#local/kms';
import type { SampleRecord } from '#local/sample-mapping';
import { makeStore, type Store } from '#store/make-store';

/** What is wrong with a hub's data after its crashes, each as one line; and how much was looked at. */
export interface Findings {
  readonly wrong: readonly string[];
  readonly crosswalks: number;
  readonly livingCustomers: number;
  readonly subjectKeys: number;
}

/** Opens a data folder that no hub uses, and holds it against what was acknowledged. */
export async function findingsIn(
  folder: string,
  acknowledged: readonly SampleRecord[],
): Promise<Findings> {
  const credentials = prepareCredentials(process.env);
  const data = openDataFolder(folder);
  const kms = localKms(data.path('kms.json'));
  const services = await serveAwsJson(kms.operations);
  const dynamoDb = await startDynamoDb(data, tableNames);
  const env = functionEnvironment({
    dynamoDbUrl: dynamoDb.url,
    streamsUrl: dynamoDb.streamsUrl,
    servicesUrl: services.url,
    objectsUrl: services.url,
    keyArn: kms.keyArn,
    signingKeyArn: kms.signingKeyArn,
  });
  const client = new DynamoDBClient({ endpoint: dynamoDb.url, credentials });
  try {
    const store = makeStore(env, () => new Date().toISOString());
    const keysIn = async (TableName: string): Promise<readonly (readonly [string, string])[]> => {
      const keys: [string, string][] = [];
      for await (const { Items = [] } of paginateScan(
        { client },
        { TableName, ProjectionExpression: 'PK, SK' },
      ))
        for (const { PK, SK } of Items) keys.push([PK?.S ?? '', SK?.S ?? '']);
      return keys;
    };
    const main = await keysIn(tableNames.main);
    const vault = await keysIn(tableNames.vault);
    const crosswalks = main.filter(([, sort]) => sort === 'XREF');
    const records = main.filter(([, sort]) => sort.startsWith('REC#'));
    const heads = main
      .filter(([, sort]) => sort === 'HEAD')
      .map(([partition]) => partition.slice(4));
    const subjects = new Set(
      vault
        .filter(([partition]) => partition.startsWith('SUB#'))
        .map(([partition]) => partition.slice(4)),
    );
    const recordSuffixes = new Set(records.map(([, sort]) => sort.slice('REC#'.length)));
    const living = await livingAmong(store, heads);
    return {
      wrong: [
        ...(await missing(store, acknowledged)),
        ...crosswalks
          .filter(([partition]) => !recordSuffixes.has(partition.slice('XREF#'.length)))
          .map(([partition]) => `${partition} points nowhere`),
        ...(crosswalks.length === records.length
          ? []
          : [`${crosswalks.length} crosswalks for ${records.length} source records`]),
        ...heads.filter((id) => !subjects.has(id)).map((id) => `${id} has no subject key`),
        ...(await differing(store, living)),
      ],
      crosswalks: crosswalks.length,
      livingCustomers: living.length,
      subjectKeys: subjects.size,
    };
  } finally {
    client.destroy();
    await dynamoDb.stop();
    await services.close();
    data.close();
  }
}

/** Acknowledged records that the hub does not hold as they were sent. */
async function missing(store: Store, acknowledged: readonly SampleRecord[]): Promise<string[]> {
  const wrong = await inParallel(acknowledged, async ({ spoke, sourceId, body }) => {
    const named = `acknowledged ${spoke}/${sourceId}`;
    const constituent = await store.customers.crosswalk({ spoke, sourceId });
    if (constituent === undefined) return `${named} has no crosswalk`;
    const found = await store.customers.find(constituent);
    const root = found.status === 'merged' ? await store.customers.find(found.into) : found;
    if (root.status !== 'living') return `${named} leads to a ${root.status} customer`;
    const member = root.stored.customer.members.find((each) => each.customerId === constituent);
    const record = member?.records.find(
      (each) => each.spoke === spoke && each.sourceId === sourceId,
    );
    if (record === undefined) return `${named} is not in its customer`;
    return record.updatedAt === body.updatedAt ? undefined : `${named} is another version`;
  });
  return wrong.filter((each) => each !== undefined);
}

async function livingAmong(store: Store, heads: readonly string[]) {
  const found = await inParallel(heads, async (id) => {
    const each = await store.customers.find(id);
    return each.status === 'living' ? each.stored : undefined;
  });
  return found.filter((each) => each !== undefined);
}

/** Living customers whose golden record is not what their source records make. */
async function differing(
  store: Store,
  living: Awaited<ReturnType<typeof livingAmong>>,
): Promise<string[]> {
  const trust = await readTrust(store);
  const schema = await store.governance.schema('person');
  if (schema === undefined) return ['there is no schema'];
  return living
    .filter(({ customer }) => {
      const again = golden(customer.members, schema.value, trust);
      return text(again) !== text(customer.golden);
    })
    .map(({ customer }) => `${customer.customerId} does not recompute to itself`);
}

const text = (value: unknown): string => canonical(value as Json);

async function inParallel<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const worker = async () => {
    while (next < items.length) {
      const at = next++;
      results[at] = await work(items[at] as T);
    }
  };
  await Promise.all(Array.from({ length: 8 }, worker));
  return results;
}
