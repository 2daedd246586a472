import { GetCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Crosswalk } from '#core/identity/customer';
import type { MatchKey } from '#core/matching/match-model';
import { type Cached, cached } from './cached.ts';
import { commitCustomers } from './commit-customers.ts';
import { readVersionAt, readVersions } from './customer-versions.ts';
import { forgetAttributes } from './forget-attributes.ts';
import { kindOf, newestFormat } from './item-format.ts';
import { countKey, crosswalkKey, customerIdInSort, matchKeyPartition } from './keys.ts';
import { listCustomers, readHeads, searchCustomers } from './list-customers.ts';
import type { CrosswalkState, Customers, KeyHit } from './ports.ts';
import { type CustomerTables, findCustomer, loadCustomers } from './read-customers.ts';
import { sweepCustomer } from './sweep-customer.ts';
import type { TableClient } from './table-client.ts';
import { makeTokeniser } from './tokeniser.ts';
import type { Vault } from './vault.ts';

/** A key that more customers share than this brings no candidates; the query reads one more to know. */
export const keyCap = 50;

/** The count weighs how rare a value is; it need not be younger than this. */
const countHoldMs = 5_000;

interface CustomersOptions {
  readonly client: TableClient;
  readonly table: string;
  readonly vault: Vault;
  readonly tenant: string;
  readonly nowMs: () => number;
  /** Names of all schemas, for a list over all of them. */
  readonly schemaNames: () => Promise<readonly string[]>;
}

export function makeCustomers({ schemaNames, ...options }: CustomersOptions): Customers {
  const tables: CustomerTables = { ...options, backings: new WeakMap() };
  const { client, table, nowMs } = options;
  const counts: Cached<number> = cached(() => readCount(tables), { holdMs: countHoldMs, nowMs });
  return {
    find: (customerId) => findCustomer(tables, customerId),
    load: (customerIds) => loadCustomers(tables, customerIds),
    roots: (customerIds) => readRoots(tables, customerIds),
    crosswalk: async (crosswalk) => (await readCrosswalk(tables, crosswalk)).customerId,
    crosswalkState: (crosswalk) => readCrosswalk(tables, crosswalk),
    candidates: (keys) => readCandidates(tables, keys),
    sharers: (tokens) => readAllSharers(tables, tokens),
    commit: (commit) => commitCustomers(tables, commit),
    async list({ schema, ...paging }) {
      const schemas = schema === undefined ? (await schemaNames()).toSorted() : [schema];
      return listCustomers(tables, schemas, paging);
    },
    search: (key, paging) => searchCustomers(tables, key, paging),
    versions: (customerId, paging) => readVersions(tables, customerId, paging),
    versionAt: (customerId, at) => readVersionAt(tables, customerId, at),
    count: () => counts.get('customers'),
    async countAdd(delta) {
      await client.send(
        new UpdateCommand({
          TableName: table,
          Key: countKey,
          UpdateExpression: 'ADD living :delta SET #format = if_not_exists(#format, :format)',
          ExpressionAttributeNames: { '#format': 'format' },
          ExpressionAttributeValues: { ':delta': delta, ':format': newestFormat(kindOf(countKey)) },
        }),
      );
    },
    async forget(customerIds, attributes) {
      for (const each of customerIds) await forgetAttributes(tables, each, attributes);
    },
    sweep: (customerId) => sweepCustomer(tables, customerId),
  };
}

async function readRoots(tables: CustomerTables, customerIds: readonly string[]) {
  const heads = await readHeads(tables, customerIds);
  return new Map(
    [...heads].flatMap(([id, { status, root }]) => (status === 'removed' ? [] : [[id, root]])),
  );
}

async function readCrosswalk(
  { client, table, vault }: CustomerTables,
  { spoke, sourceId }: Crosswalk,
): Promise<CrosswalkState> {
  const tokeniser = await makeTokeniser(vault);
  const answer = await client.send(
    new GetCommand({
      TableName: table,
      Key: crosswalkKey(spoke, tokeniser.source(spoke, sourceId)),
      ConsistentRead: true,
    }),
  );
  const { customerId, deletedAt, erasedAt, erasedFor } = answer.Item ?? {};
  return {
    ...(customerId === undefined ? {} : { customerId: String(customerId) }),
    ...(deletedAt === undefined ? {} : { deletedAt: String(deletedAt) }),
    ...(erasedAt === undefined
      ? {}
      : { erasure: { erasedAt: String(erasedAt), erasedFor: String(erasedFor) } }),
  };
}

async function readCandidates(
  tables: CustomerTables,
  keys: readonly MatchKey[],
): Promise<readonly KeyHit[]> {
  const tokeniser = await makeTokeniser(tables.vault);
  const queries = new Map<string, Promise<readonly string[]>>();
  return Promise.all(
    keys.map(async (key) => {
      const token = tokeniser.matchKey(key);
      const query = queries.get(token) ?? readSharers(tables, token);
      queries.set(token, query);
      const customerIds = await query;
      const capped = customerIds.length > keyCap;
      return { key, customerIds: capped ? [] : customerIds, capped };
    }),
  );
}

async function readAllSharers(
  tables: CustomerTables,
  tokens: readonly string[],
): Promise<readonly string[]> {
  const each = await Promise.all(tokens.map((token) => readSharers(tables, token)));
  return [...new Set(each.filter((ids) => ids.length <= keyCap).flat())];
}

async function readSharers({ client, table }: CustomerTables, token: string) {
  const answer = await client.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: 'PK = :key',
      ExpressionAttributeValues: { ':key': matchKeyPartition(token) },
      ProjectionExpression: 'SK',
      ConsistentRead: true,
      Limit: keyCap + 1,
    }),
  );
  return (answer.Items ?? []).map(({ SK }) => customerIdInSort(String(SK)));
}

async function readCount({ client, table }: CustomerTables): Promise<number> {
  const answer = await client.send(new GetCommand({ TableName: table, Key: countKey }));
  return Math.max(1, Number(answer.Item?.living ?? 1));
}
