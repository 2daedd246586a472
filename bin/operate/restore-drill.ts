import { createHash, randomBytes } from 'node:crypto';
import {
  DeleteTableCommand,
  DynamoDBClient,
  ResourceInUseException,
  ResourceNotFoundException,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { Refusal } from '#core/kernel/refusal';
import { eraseCustomer } from '#functions/shared/erase-customer';
import { ingest } from '#functions/shared/ingest';
import { newId } from '#functions/shared/services';
import { runSweep } from '#functions/sweep/run-sweep';
import type { SweepServices } from '#functions/sweep/sweep';
import type { KeyWrapper } from '#store/key-wrapper';
import { kmsKeyWrapper } from '#store/kms-key-wrapper';
import { maintenanceOver } from '#store/make-maintenance';
import { type StoreParts, storeOver } from '#store/make-store';
import { requiredSetting } from '#store/required-setting';
import { documentClient, type Item, type TableClient } from '#store/table-client';
import { createTables, type TableNames } from '#store/tables';

const people = 40;
const toErase = 20;
const spoke = 'drill';

/** What the drill did, and each promise with whether it was kept. */
export interface DrillReport {
  readonly people: number;
  readonly erased: number;
  /** Items of the copy that was restored. */
  readonly restored: number;
  /** As the replay counted. */
  readonly replayed: Readonly<Record<string, number>>;
  readonly shown: {
    readonly keysOfTheErasedAreGone: boolean;
    readonly valuesOfTheErasedCannotBeRead: boolean;
    readonly refusedBeforeTheReplay: boolean;
    readonly erasedAreGoneAfterIt: boolean;
    readonly othersAreAsTheyWere: boolean;
    readonly lateRecordsAreRefused: boolean;
  };
}

/** With the DynamoDB and the key of a deployment, and never its tables. */
export function drillHere(environment: Readonly<Record<string, string>>): Promise<DrillReport> {
  const kms = new KMSClient({});
  const wrapper = kmsKeyWrapper(kms, requiredSetting(environment, 'KMS_KEY_ID'));
  const tenant = requiredSetting(environment, 'TENANT');
  return restoreDrill(new DynamoDBClient({}), { tenant, wrapper });
}

/**
 * Makes tables of its own with invented people, copies the main table as a backup would, erases some,
 * and restores the copy beside the vault, which is never restored: the erased cannot be read, nobody
 * is served before the erasures were replayed, and then everybody else is. Deletes its tables.
 */
export async function restoreDrill(
  dynamo: DynamoDBClient,
  { tenant, wrapper }: { readonly tenant: string; readonly wrapper: KeyWrapper },
): Promise<DrillReport> {
  const name = `${tenant}-drill-${randomBytes(4).toString('hex')}`;
  const first = { main: `${name}-main`, vault: `${name}-vault` };
  const restored = { main: `${name}-restored`, vault: `${name}-unused` };
  const [drill] = await Promise.allSettled([drillOn(dynamo, { first, restored, tenant, wrapper })]);
  const left = await drop(dynamo, [first, restored]);
  const fault = drill.status === 'rejected' ? drill.reason : undefined;
  if (left.length > 0) {
    const said = fault instanceof Error ? fault.message : 'the drill is done';
    throw new Error(`${said}; tables that may be left: ${left.join(', ')}`, { cause: fault });
  }
  if (drill.status === 'rejected') throw fault;
  return drill.value;
}

interface Drill {
  readonly first: TableNames;
  /** A vault comes with it, which nobody uses. */
  readonly restored: TableNames;
  readonly tenant: string;
  readonly wrapper: KeyWrapper;
}

async function drillOn(
  dynamo: DynamoDBClient,
  { first, restored, tenant, wrapper }: Drill,
): Promise<DrillReport> {
  const client = documentClient(dynamo);
  const at = (table: string, awaitsReplay: boolean): StoreParts => ({
    client,
    table,
    tenant,
    wrapper,
    awaitsReplay,
    vaultTable: first.vault,
    clock: () => new Date().toISOString(),
  });
  await make(dynamo, first);
  await make(dynamo, restored);
  const before = over(at(first.main, true));
  const ids = await load(before);
  const copy = await everyItem(client, first.main);
  const gone = ids.slice(0, toErase);
  for (const customerId of gone)
    await eraseCustomer(
      { customerId, requestId: newId('req'), correlationId: 'restore-drill' },
      before,
    );
  for (const item of copy)
    await client.send(new PutCommand({ TableName: restored.main, Item: { ...item } }));

  // Whoever gets hold of the copy, without the gate before it.
  const copied = over(at(restored.main, false));
  const keys = await copied.vault.subjectKeys(gone);
  const readable = await copied.customers.load(gone);
  const refusedBefore = await isRefused(() => over(at(restored.main, true)).customers.load(ids));
  const { counts } = await runSweep({ task: 'replay-erasures', segments: 2 }, copied);
  const after = over(at(restored.main, true));
  const emails = await emailsOf(after, ids);
  const states = await Promise.all(
    gone.map((_, at) => after.customers.crosswalkState({ spoke, sourceId: String(at) })),
  );
  return {
    people,
    erased: toErase,
    restored: copy.length,
    replayed: counts,
    shown: {
      keysOfTheErasedAreGone: keys.size === 0,
      valuesOfTheErasedCannotBeRead: readable.length === 0,
      refusedBeforeTheReplay: refusedBefore,
      erasedAreGoneAfterIt: gone.every((id) => !emails.has(id)),
      othersAreAsTheyWere: ids
        .map((id, at) => [id, at] as const)
        .slice(toErase)
        .every(([id, at]) => emails.get(id) === emailOf(at)),
      lateRecordsAreRefused: states.every(({ erasure }) => erasure !== undefined),
    },
  };
}

const over = (parts: StoreParts): SweepServices & Pick<ReturnType<typeof storeOver>, 'vault'> => ({
  ...storeOver(parts),
  maintenance: maintenanceOver(parts),
  clock: parts.clock,
  newId,
  measure: () => undefined,
  log: () => undefined,
  remainingMs: () => Number.POSITIVE_INFINITY,
});

async function make(dynamo: DynamoDBClient, names: TableNames): Promise<void> {
  await createTables(dynamo, names);
  for (const TableName of [names.main, names.vault])
    await waitUntilTableExists({ client: dynamo, maxWaitTime: 120 }, { TableName });
}

/** Deletes what is there of them; answers the names of those that may still be there. */
async function drop(
  dynamo: DynamoDBClient,
  all: readonly TableNames[],
): Promise<readonly string[]> {
  const names = all.flatMap(({ main, vault }) => [main, vault]);
  const left = await Promise.all(
    names.map(async (TableName) => {
      const command = new DeleteTableCommand({ TableName });
      try {
        await dynamo.send(command).catch(async (error: unknown) => {
          if (!(error instanceof ResourceInUseException)) throw error;
          // One that is being made cannot be deleted yet.
          await waitUntilTableExists({ client: dynamo, maxWaitTime: 120 }, { TableName });
          await dynamo.send(command);
        });
        return [];
      } catch (error) {
        return error instanceof ResourceNotFoundException ? [] : [TableName];
      }
    }),
  );
  return left.flat();
}

const emailOf = (at: number): string => `drill-${at}@example.com`;

const hexLetter = (digit: string): string => 'ghijklmnop'[Number(digit)] ?? '';

/** Invented people who resemble nobody; their ids, by number. */
async function load(services: SweepServices): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let at = 0; at < people; at += 1) {
    const letters = createHash('sha256')
      .update(String(at))
      .digest('hex')
      .replaceAll(/\d/g, hexLetter);
    const { answer } = await ingest(
      {
        spoke,
        sourceId: String(at),
        schema: 'person',
        attributes: {
          name: { given: letters.slice(0, 12), family: letters.slice(12, 24) },
          emails: [{ value: emailOf(at) }],
        },
        updatedAt: '2026-01-01T00:00:00.000Z',
        provenance: 'first-party',
        newCustomerId: newId('cus'),
      },
      { actor: 'system:drill', action: 'record.upsert', correlationId: 'restore-drill' },
      services,
    );
    ids.push(answer.customerId);
  }
  return ids;
}

async function everyItem(client: TableClient, TableName: string): Promise<readonly Item[]> {
  const items: Item[] = [];
  for (let from: Item | undefined; ; ) {
    const page = await client.send(
      new ScanCommand({ TableName, ...(from !== undefined && { ExclusiveStartKey: { ...from } }) }),
    );
    items.push(...(page.Items ?? []));
    if (page.LastEvaluatedKey === undefined) return items;
    from = page.LastEvaluatedKey;
  }
}

async function isRefused(call: () => Promise<unknown>): Promise<boolean> {
  try {
    await call();
    return false;
  } catch (error) {
    return error instanceof Refusal && error.code === 'restore.replaying';
  }
}

async function emailsOf({ customers }: SweepServices, ids: readonly string[]) {
  const stored = await customers.load(ids);
  return new Map(
    stored.map(({ customer }) => {
      const { emails } = customer.golden.attributes as { emails?: { value: string }[] };
      return [customer.customerId, emails?.[0]?.value] as const;
    }),
  );
}
