import type { MatchKey } from '#core/matching/match-model';
import { cursorOf, placeOf, refuseCursor } from './cursor.ts';
import { goldenOf, type HeadItem } from './customer-items.ts';
import { customerIdInSort, headKey, listPartition, listShards, matchKeyPartition } from './keys.ts';
import type { CustomerSummary, Page, Paging } from './ports.ts';
import { queryIndexPage, queryPage } from './query-page.ts';
import type { CustomerTables } from './read-customers.ts';
import { batchGet } from './table-client.ts';
import { makeTokeniser } from './tokeniser.ts';

/**
 * Living customers, schema by schema and shard by shard, within a shard by id. Eventually
 * consistent: a customer written this moment may be missing.
 */
export async function listCustomers(
  tables: CustomerTables,
  schemas: readonly string[],
  { limit, cursor }: Paging,
): Promise<Page<CustomerSummary>> {
  const [schema, shard, inner] =
    cursor === undefined ? [schemas[0], 0, ''] : placeOfList(cursor, schemas);
  const partitions = schemas
    .slice(Math.max(0, schemas.indexOf(String(schema))))
    .flatMap((name, index) =>
      Array.from({ length: listShards }, (_, each) => ({ name, shard: each })).slice(
        index === 0 ? shard : 0,
      ),
    );
  const heads: HeadItem[] = [];
  let from = inner;
  for (const [index, at] of partitions.entries()) {
    const page = await queryIndexPage(
      tables.client,
      { table: tables.table, partition: listPartition(at.name, at.shard) },
      { limit: limit - heads.length, ...(from === '' ? {} : { cursor: from }) },
    );
    heads.push(...(page.items as readonly unknown[] as readonly HeadItem[]));
    from = '';
    const next = page.cursor === undefined ? partitions[index + 1] : at;
    if (next !== undefined && heads.length >= limit)
      return {
        items: await summaries(tables, heads),
        cursor: cursorOf([next.name, next.shard, page.cursor ?? '-']),
      };
  }
  return { items: await summaries(tables, heads) };
}

function placeOfList(cursor: string, schemas: readonly string[]): [string, number, string] {
  const [schema, shard, inner] = placeOf(cursor, 3);
  const isKnown =
    schemas.includes(String(schema)) &&
    Number.isInteger(shard) &&
    Number(shard) >= 0 &&
    Number(shard) < listShards;
  if (!isKnown) return refuseCursor();
  return [String(schema), Number(shard), inner === '-' ? '' : String(inner)];
}

/**
 * Living customers under one search key, in the order of their constituents' ids, each once a page.
 * Strongly consistent.
 */
export async function searchCustomers(
  tables: CustomerTables,
  key: MatchKey,
  paging: Paging,
): Promise<Page<CustomerSummary>> {
  const tokeniser = await makeTokeniser(tables.vault);
  const partition = matchKeyPartition(tokeniser.matchKey(key));
  const { items, cursor } = await queryPage(
    tables.client,
    { table: tables.table, partition },
    paging,
  );
  const ids = items.map((item) => customerIdInSort(String(item.SK)));
  const hits = await readHeads(tables, ids);
  const rootIds = [...new Set(ids.flatMap((id) => hits.get(id)?.root ?? []))];
  const missing = rootIds.filter((id) => !hits.has(id));
  const all = new Map([...hits, ...(await readHeads(tables, missing))]);
  const roots = rootIds.flatMap((id) => all.get(id) ?? []);
  return {
    items: await summaries(tables, roots),
    ...(cursor === undefined ? {} : { cursor }),
  };
}

/** The heads of these ids, missing ones left out; one BatchGetItem per hundred. */
export async function readHeads({ client, table }: CustomerTables, ids: readonly string[]) {
  const items = await batchGet(client, table, [...new Set(ids)].map(headKey));
  return new Map(
    (items as readonly unknown[] as readonly HeadItem[]).map((head) => [head.customerId, head]),
  );
}

/** Without heads that are not living and those whose key is gone. One vault read. */
async function summaries(
  { vault, tenant }: CustomerTables,
  heads: readonly HeadItem[],
): Promise<readonly CustomerSummary[]> {
  const living = heads.filter((head) => head.status === 'living');
  const keys = await vault.subjectKeys(living.map((head) => head.customerId));
  return living.flatMap((head) => {
    const key = keys.get(head.customerId);
    if (key === undefined) return [];
    const { customerId, schema, revision, updatedAt } = head;
    return [{ customerId, schema, golden: goldenOf(head, { tenant, key }), revision, updatedAt }];
  });
}
