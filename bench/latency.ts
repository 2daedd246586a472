import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { KMSClient } from '@aws-sdk/client-kms';
import type { Context } from 'aws-lambda';
import type { SourceRecord } from '#core/identity/customer';
import type { Services } from '#functions/shared/handle';
import { functionEnvironment, prepareCredentials } from '#local/environment';
import { kmsKeyWrapper } from '#store/kms-key-wrapper';
import { storeOver } from '#store/make-store';
import { type TableClient, tableClient } from '#store/table-client';
import { meter } from './capacity/meter.ts';
import type { HoldBack } from './growth/stored-people.ts';
import { bareTransaction, watchTransactions } from './latency/bare-transaction.ts';
import { type FilledEngine, filledEngine, tableNames, tenant } from './latency/filled-engine.ts';
import { measureHttp } from './latency/measure-http.ts';
import { putEvent } from './latency/put-event.ts';
import { householdsOf } from './people/households-of.ts';
import { sampleSpokeList } from './sample-trust.ts';
import { mean, printTable, quantile, rounded } from './table.ts';

export interface LatencyOptions {
  readonly customers?: number;
  /** Records measured, after as many tenths to warm up. */
  readonly measured?: number;
  readonly seed?: number;
  readonly threads?: number;
  readonly onProgress?: (message: string) => void;
}

/** In milliseconds. */
export interface Times {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly mean: number;
}

export interface LatencyResult {
  readonly customers: number;
  readonly storedRecords: number;
  readonly storedItems: number;
  readonly measured: number;
  readonly outcomes: Readonly<Record<string, number>>;
  /** The Lambda handler: from the event to the answer. */
  readonly service: Times;
  /** The bare transaction with the same items, sent by the same client after each. */
  readonly transaction: Times;
  /** Processor time of the handler, the engine's own not counted: what other work on the machine hardly lengthens. */
  readonly processor: Times;
  /** Service time without its own transaction, as a pair: what matching, sealing and reading take. */
  readonly beyondTransaction: Times;
  /** Through the local server, authorizer included, over one connection. */
  readonly http: Times;
  readonly perThousand: {
    readonly calls: number;
    readonly readUnits: number;
    readonly writeUnits: number;
    readonly itemsWritten: number;
    readonly kmsCalls: number;
  };
  /** From the start of the function to its first answer. */
  readonly kmsCallsOfColdStart: number;
}

const warmingShare = 0.1;
const httpShare = 0.5;

/**
 * Takes records in on the local stack, which holds so many made-up customers: through the Lambda
 * handler in this process, over the real store and the embedded engine on a file; after each, the
 * bare transaction with the same items on the same engine; then others through the local server.
 */
export async function measureLatency({
  customers = 100_000,
  measured = 1_000,
  seed = 7,
  threads = 2,
  onProgress = () => {},
}: LatencyOptions = {}): Promise<LatencyResult> {
  prepareCredentials(process.env);
  const wanted = Math.ceil(measured * (1 + warmingShare) * (1 + httpShare));
  const holdBack: HoldBack = { seed, probability: (0.6 * wanted) / customers };
  const engine = await filledEngine(householdsOf(seed, customers), holdBack, threads);
  onProgress(`${engine.customers} customers stored`);
  try {
    const records = shuffled(engine.heldBack).slice(0, wanted);
    const inProcess = Math.ceil(records.length / (1 + httpShare));
    return await run(engine, records.slice(0, inProcess), records.slice(inProcess), onProgress);
  } finally {
    await engine.stop();
  }
}

async function run(
  engine: FilledEngine,
  records: readonly SourceRecord[],
  overHttp: readonly SourceRecord[],
  onProgress: (message: string) => void,
): Promise<LatencyResult> {
  engine.takeKmsCalls();
  const client = tableClient(engine.dynamoDbUrl);
  const [watched, used] = [watchTransactions(client), meter(client)];
  const { handler, services } = await openFunction(engine, client);
  const bareClient = tableClient(engine.dynamoDbUrl);
  const take = async (record: SourceRecord) => {
    watched.take();
    const usedAt = process.cpuUsage();
    const startedAt = performance.now();
    const answer = await handler(putEvent(record), {} as Context);
    const service = performance.now() - startedAt;
    const { user, system } = process.cpuUsage(usedAt);
    if (answer.statusCode !== 200) throw new Error(`answered ${answer.statusCode}: ${answer.body}`);
    const { outcome } = JSON.parse(answer.body) as { readonly outcome: string };
    const actions = watched.take();
    const bareAt = performance.now();
    if (actions !== undefined) await bareClient.send(bareTransaction(actions));
    const transaction = performance.now() - bareAt;
    return { service, processor: (user + system) / 1000, transaction, outcome };
  };

  const [first, ...rest] = records;
  if (first !== undefined) await take(first);
  const kmsCallsOfColdStart = engine.takeKmsCalls();
  const warming = Math.floor(rest.length * warmingShare);
  for (const record of rest.slice(0, warming)) await take(record);
  used.take();
  engine.takeKmsCalls();
  const taken: Awaited<ReturnType<typeof take>>[] = [];
  for (const record of rest.slice(warming)) taken.push(await take(record));
  const [units, kmsCalls] = [used.take(), engine.takeKmsCalls()];
  onProgress(`${taken.length} records measured in process`);
  const http = await measureHttp(services, overHttp);
  onProgress(`${http.length} records measured over HTTP`);

  const perThousand = (count: number) => rounded((count * 1000) / taken.length, 0);
  return {
    customers: engine.customers,
    storedRecords: engine.records,
    storedItems: engine.items,
    measured: taken.length,
    outcomes: countBy(taken.map(({ outcome }) => outcome)),
    service: timesOf(taken.map(({ service }) => service)),
    transaction: timesOf(taken.map(({ transaction }) => transaction)),
    processor: timesOf(taken.map(({ processor }) => processor)),
    beyondTransaction: timesOf(taken.map(({ service, transaction }) => service - transaction)),
    http: timesOf(http),
    perThousand: {
      calls: perThousand(units.calls),
      readUnits: perThousand(units.readUnits),
      writeUnits: perThousand(units.writeUnits),
      itemsWritten: perThousand(units.itemsWritten),
      kmsCalls: perThousand(kmsCalls),
    },
    kmsCallsOfColdStart,
  };
}

/** The records function over the engine, with a client that is watched. Functions read the environment when they are loaded. */
async function openFunction({ dynamoDbUrl, kmsUrl, keyArn }: FilledEngine, client: TableClient) {
  Object.assign(
    process.env,
    functionEnvironment({
      dynamoDbUrl,
      streamsUrl: dynamoDbUrl,
      servicesUrl: kmsUrl,
      objectsUrl: kmsUrl,
      keyArn,
      // Checkpoints are another function's.
      signingKeyArn: '',
    }),
    { TABLE_NAME: tableNames.main, VAULT_TABLE_NAME: tableNames.vault, LOG_LEVEL: 'SILENT' },
  );
  // The local hub checks its answers; the cloud does not, and this is about the cloud's code.
  delete process.env.GOLDSPOKE_CHECK_ANSWERS;
  const [{ lambdaOf }, { routes }, { newId }, { log }] = await Promise.all([
    import('#functions/shared/lambda'),
    import('#functions/records/index'),
    import('#functions/shared/services'),
    import('#functions/shared/log'),
  ]);
  const clock = () => new Date().toISOString();
  const kms = new KMSClient({ endpoint: kmsUrl });
  const store = storeOver({
    client,
    table: tableNames.main,
    vaultTable: tableNames.vault,
    wrapper: kmsKeyWrapper(kms, keyArn),
    tenant,
    clock,
  });
  const services: Services = { ...store, clock, newId, measure: () => undefined, log };
  const change = { actor: 'tok_bench', action: 'spoke.put', correlationId: 'bench', at: clock() };
  for (const spoke of sampleSpokeList) await store.governance.putSpoke(spoke, change);
  return { handler: lambdaOf(routes, () => services), services };
}

/** Spread over the whole store, the same each time. */
const shuffled = (records: readonly SourceRecord[]): readonly SourceRecord[] =>
  records.toSorted((a, b) =>
    a.sourceId.slice(-3) + a.sourceId < b.sourceId.slice(-3) + b.sourceId ? -1 : 1,
  );

const timesOf = (values: readonly number[]): Times => ({
  p50: rounded(quantile(values, 0.5), 2),
  p95: rounded(quantile(values, 0.95), 2),
  p99: rounded(quantile(values, 0.99), 2),
  mean: rounded(mean(values), 2),
});

const countBy = (names: readonly string[]): Readonly<Record<string, number>> =>
  Object.fromEntries(
    [...Map.groupBy(names, (name) => name)].map(([name, of]) => [name, of.length]),
  );

export function printLatency(result: LatencyResult): void {
  const { customers, storedRecords, storedItems, measured, outcomes } = result;
  console.log(
    `\n${customers} customers stored (${storedRecords} records, ${storedItems} items); ` +
      `${measured} records taken in: ${Object.entries(outcomes)
        .map(([name, count]) => `${count} ${name}`)
        .join(', ')}. Milliseconds:\n`,
  );
  printTable(
    (
      [
        ['service: the records function, in process', result.service],
        ['of it processor time of the function', result.processor],
        ['bare transaction with the same items', result.transaction],
        ['service without its transaction', result.beyondTransaction],
        ['over HTTP, server and authorizer included', result.http],
      ] as const
    ).map(([what, times]) => ({ what, ...times })),
  );
  console.log('\nPer 1,000 records:\n');
  const { calls, readUnits, writeUnits, itemsWritten, kmsCalls } = result.perThousand;
  printTable([
    {
      'DynamoDB calls': calls,
      RCU: readUnits,
      WCU: writeUnits,
      'items written': itemsWritten,
      'KMS calls, warm': kmsCalls,
      'KMS calls of a cold start': result.kmsCallsOfColdStart,
    },
  ]);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  process.env.LOG_LEVEL = 'SILENT';
  const { values } = parseArgs({
    options: {
      customers: { type: 'string', default: '100000' },
      measured: { type: 'string', default: '1000' },
      seed: { type: 'string', default: '7' },
    },
  });
  printLatency(
    await measureLatency({
      customers: Number(values.customers),
      measured: Number(values.measured),
      seed: Number(values.seed),
      onProgress: (message) => console.error(message),
    }),
  );
  process.exit(0);
}
