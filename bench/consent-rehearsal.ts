/**
 * A change of a purpose rehearsed: by the pure core over a million made-up customers, and by the
 * workflow's own steps over a stored hub, whose time and units are then carried to a million. Alone:
 * `node bench/consent-rehearsal.ts --customers 100000 --stored 2000`.
 */
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { KMSClient } from '@aws-sdk/client-kms';
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { ConsentEvent } from '#core/consent/consent-event';
import type { ContactCase } from '#core/consent/contact-case';
import type { Purpose } from '#core/consent/purpose';
import { type BothWays, decideBothWays } from '#core/consent-rehearsal/decide-both-ways';
import { resultOf, sumTallies, type Tally, tallyOf } from '#core/consent-rehearsal/tally';
import { chunkSize, sizeLimits } from '#core/dedupe-run/size-run';
import { rehearsalStepsOf } from '#functions/consent-rehearsal-steps/index';
import type { RehearsalServices } from '#functions/consent-rehearsals/services';
import { lawInForce } from '#functions/shared/law-in-force';
import { prepareCredentials } from '#local/environment';
import { consentKey, consentPartition, listShards } from '#store/keys';
import { kmsKeyWrapper } from '#store/kms-key-wrapper';
import { storeOver } from '#store/make-store';
import { type TableClient, tableClient } from '#store/table-client';
import assumptions from '../scripts/cost/assumptions.json' with { type: 'json' };
import { dollars, type Use } from '../scripts/cost/cost-model.ts';
import { meter } from './capacity/meter.ts';
import { filledEngine, tableNames, tenant } from './latency/filled-engine.ts';
import { householdsOf } from './people/households-of.ts';
import { printTable, rounded } from './table.ts';

export interface RehearsalBench {
  /** The pure core. */
  readonly customers: number;
  /** Of one purpose with three channels, before and after. */
  readonly decisions: number;
  readonly cpuSeconds: number;
  readonly cpuSecondsPerMillionDecisions: number;
  /** The steps over a stored hub, one chunk after the other. */
  readonly stored: number;
  readonly cpuMsPerCustomer: number;
  readonly wallMsPerCustomer: number;
  readonly readUnitsPerCustomer: number;
  readonly writeUnits: number;
  readonly objectBytesPerCustomer: number;
  /** Carried to a million. */
  readonly million: {
    readonly chunks: number;
    readonly minutes: number;
    readonly use: Use;
    readonly dollars: number;
  };
}

const million = 1_000_000;
const now = '2026-11-01T09:00:00.000Z';
const before: Purpose = {
  name: 'marketing',
  title: 'Marketing',
  kinds: ['direct_marketing'],
  legalBases: ['legitimate-interest', 'consent'],
  channels: ['email', 'sms', 'post'],
};
const after: Purpose = { ...before, legalBases: ['consent'], isDoubleOptIn: true };

const kinds = ['given', 'confirmed', 'withdrawn'] as const;
const places = ['GB', 'DE', 'US-CA', 'CA-QC', 'FR', 'BR', 'US-TX'];
const month = (number: number) => new Date(Date.UTC(2024, number, 5)).toISOString();

/** None to three entries, in turn. */
const wordsOf = (customerId: string, number: number): readonly ConsentEvent[] =>
  Array.from({ length: number % 4 }, (_, index) => {
    const at = month((number + 7 * index) % 30);
    return {
      eventId: `con_${String(number * 4 + index).padStart(26, '0')}`,
      customerId,
      kind: kinds[(number + index) % kinds.length] ?? 'given',
      purpose: index === 2 ? 'research' : 'marketing',
      channels: ['email', 'sms', 'post'],
      jurisdiction: places[number % places.length] ?? 'GB',
      at,
      recordedAt: at,
      decidedFor: [customerId],
    };
  });

export async function measureRehearsal({
  customers = million,
  stored = 20_000,
  seed = 7,
  onProgress = () => {},
}: {
  readonly customers?: number;
  readonly stored?: number;
  readonly seed?: number;
  readonly onProgress?: (message: string) => void;
} = {}): Promise<RehearsalBench> {
  const core = await measureCore(customers);
  onProgress(`${customers} customers decided both ways`);
  const steps = await measureSteps(stored, seed, onProgress);
  return { ...core, ...steps, million: carried(steps) };
}

async function measureCore(customers: number) {
  const law = await lawInForce({ governance: { signOffs: { list: async () => [] } } } as never);
  const ways: BothWays = { purposes: [{ before, after }], law: { before: law, after: law } };
  const caseAt = (number: number) => {
    const customerId = String(number);
    const place = places[number % places.length] ?? 'GB';
    return (purpose: Purpose, channel: ContactCase['channel']): ContactCase => ({
      purpose,
      channel,
      at: now,
      knownAt: now,
      members: [customerId],
      events: wordsOf(customerId, number),
      relationships: [],
      jurisdictions: [place],
      birthDate: `${1950 + (number % 60)}-05-17`,
    });
  };
  for (let number = 0; number < 2000; number += 1) decideBothWays(ways, caseAt(number));
  const cpu = process.cpuUsage();
  let tally: Tally = sumTallies([]);
  for (let from = 0; from < customers; from += 100)
    tally = sumTallies([
      tally,
      ...Array.from({ length: 100 }, (_, index) =>
        tallyOf(String(from + index), decideBothWays(ways, caseAt(from + index))),
      ),
    ]);
  const cpuSeconds = secondsSince(cpu);
  const decisions = 2 * before.channels.length * customers;
  if (resultOf(tally).loses === 0) throw new Error('the change changes nothing');
  return {
    customers,
    decisions,
    cpuSeconds: rounded(cpuSeconds, 1),
    cpuSecondsPerMillionDecisions: rounded((cpuSeconds / decisions) * million, 1),
  };
}

async function measureSteps(wanted: number, seed: number, onProgress: (message: string) => void) {
  prepareCredentials(process.env);
  const engine = await filledEngine(householdsOf(seed, wanted), { seed, probability: 0 }, 2);
  try {
    const client = tableClient(engine.dynamoDbUrl);
    const { services, work } = servicesOver(client, engine);
    const ids = await allIds(services);
    await writeWords(client, ids);
    const at = services.clock();
    const change = { actor: 'tok_bench', action: 'bench', correlationId: 'bench', at };
    await services.governance.purposes.put(before, change);
    const runId = `run_${'0'.repeat(26)}`;
    await services.consentRehearsals.create(
      {
        runId,
        at,
        state: 'running',
        actor: 'tok_bench',
        correlationId: 'bench',
        change: { kind: 'purpose', purpose: after },
        progress: { stage: 'scan', done: 0, total: 0 },
        createdAt: at,
      },
      change,
    );
    onProgress(`${ids.length} customers stored with their words`);
    const step = rehearsalStepsOf(() => services);
    const units = meter(client);
    const [cpu, startedAt] = [process.cpuUsage(), performance.now()];
    const { items } = (await step({ step: 'plan', runId })) as { items: readonly number[] };
    for (const piece of items) await step({ step: 'scan', runId, piece });
    await step({ step: 'finish', runId });
    const [cpuSeconds, wallMs] = [secondsSince(cpu), performance.now() - startedAt];
    const used = units.take();
    const run = await services.consentRehearsals.read(runId);
    if (run?.result?.customers !== ids.length) throw new Error('not all were rehearsed');
    return {
      stored: ids.length,
      cpuMsPerCustomer: rounded((1000 * cpuSeconds) / ids.length, 3),
      wallMsPerCustomer: rounded(wallMs / ids.length, 3),
      readUnitsPerCustomer: rounded(used.readUnits / ids.length, 2),
      writeUnits: Math.round(used.writeUnits),
      objectBytesPerCustomer: Math.round(work.bytes() / ids.length),
    };
  } finally {
    await engine.stop();
  }
}

function servicesOver(
  client: TableClient,
  { kmsUrl, keyArn }: { readonly kmsUrl: string; readonly keyArn: string },
) {
  const clock = () => new Date().toISOString();
  const store = storeOver({
    client,
    table: tableNames.main,
    vaultTable: tableNames.vault,
    wrapper: kmsKeyWrapper(new KMSClient({ endpoint: kmsUrl }), keyArn),
    tenant,
    clock,
  });
  const objects = new Map<string, string>();
  const services = {
    ...store,
    clock,
    newId: (prefix: string) => `${prefix}_bench`,
    measure: () => undefined,
    log: () => undefined,
    limits: { ...sizeLimits, rowsInPart: 10_000 },
    workflows: { startConsentRehearsal: async () => undefined },
    work: {
      put: async (name: string, body: string | Uint8Array) => void objects.set(name, String(body)),
      text: async (name: string) => objects.get(name),
      size: async (name: string) => objects.get(name)?.length,
    },
  } satisfies RehearsalServices;
  const bytes = () => [...objects.values()].reduce((sum, { length }) => sum + length, 0);
  return { services, work: { bytes } };
}

async function allIds({ consentRehearsals }: RehearsalServices): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let shard = 0; shard < listShards; shard += 1)
    for await (const some of consentRehearsals.idsOf('person', shard)) ids.push(...some);
  return ids;
}

/** As the store writes entries, without their chain of the audit, of which nothing is read here. */
async function writeWords(client: TableClient, ids: readonly string[]): Promise<void> {
  const sealed = new Uint8Array(220);
  const items = ids.flatMap((customerId, number) =>
    wordsOf(customerId, number).map((event, index) => ({
      ...consentKey(consentPartition(customerId), event.eventId),
      ...event,
      actor: 'tok_bench',
      correlationId: 'bench',
      sequence: index + 1,
      sealed,
    })),
  );
  for (let from = 0; from < items.length; from += 25)
    await client.send(
      new BatchWriteCommand({
        RequestItems: {
          [tableNames.main]: items.slice(from, from + 25).map((Item) => ({ PutRequest: { Item } })),
        },
      }),
    );
}

/** As lib/workflows/run-workflows.ts and workflows/consent-rehearsal.asl.json say. */
const memoryGb = 1769 / 1024;
const atOnce = 40;

/** What a group of a hundred waits for, in round trips: heads with records, keys, and fifty ledgers twice. */
const tripsOfGroup = 5;
const groupSize = 100;

/** A function of one processor: its time, and what it waits for DynamoDB. */
function carried({
  cpuMsPerCustomer,
  readUnitsPerCustomer,
  objectBytesPerCustomer,
}: Awaited<ReturnType<typeof measureSteps>>) {
  const chunks = Math.ceil(million / chunkSize(million, sizeLimits));
  const waitMs = (tripsOfGroup * assumptions.roundTripMs) / groupSize;
  const seconds = (million * (cpuMsPerCustomer + waitMs)) / 1000;
  const parts = Math.max(chunks, (million * objectBytesPerCustomer) / (10_000 * 200));
  const use: Use = {
    lambdaRequest: chunks + 2,
    lambdaGbSecond: Math.round(seconds * memoryGb),
    tableRead: Math.round(million * readUnitsPerCustomer),
    tableWrite: 2 * chunks,
    // A child execution begins, does its task and ends.
    transition: 3 * chunks + 8,
    objectPut: Math.ceil(parts) + chunks + 2,
    objectGet: 3 * chunks,
  };
  return {
    chunks,
    minutes: rounded(seconds / atOnce / 60, 1),
    use,
    dollars: rounded(dollars(use), 2),
  };
}

function secondsSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

export function printRehearsal({ million: carriedTo, ...measured }: RehearsalBench): void {
  printTable([{ ...measured }]);
  const { chunks, minutes, use, dollars: cost } = carriedTo;
  console.log(
    `\nA million: ${chunks} chunks, ${atOnce} at once, ${minutes} minutes, ${cost} dollars: ${JSON.stringify(use)}`,
  );
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  process.env.LOG_LEVEL = 'SILENT';
  const { values } = parseArgs({
    options: { customers: { type: 'string' }, stored: { type: 'string' } },
  });
  printRehearsal(
    await measureRehearsal({
      ...(values.customers !== undefined && { customers: Number(values.customers) }),
      ...(values.stored !== undefined && { stored: Number(values.stored) }),
      onProgress: (message) => console.error(message),
    }),
  );
  process.exit(0);
}
