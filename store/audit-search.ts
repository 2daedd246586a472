import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { AuditEntry } from '#core/audit/audit-entry';
import { writingOrder } from '#core/audit/audit-export';
import { compareText, type Instant } from '#core/kernel/types';
import type { AuditOptions } from './audit.ts';
import { cursorOf, placeOf, refuseCursor } from './cursor.ts';
import { auditActorPartition, auditDayPartition, auditShards, type Key } from './keys.ts';
import type { Audit, AuditQuery, Page, Paging } from './ports.ts';
import { batchGet, type Item, type TableClient } from './table-client.ts';

interface SearchOptions extends AuditOptions {
  readonly entries: Audit['entries'];
  readonly opened: (items: readonly Item[]) => Promise<readonly AuditEntry[]>;
}

/** A search for what is rare ends here and goes on with the next page. */
const mostLookedAt = 2_000;
const lookedAtOnce = 200;

/** By object, by actor and time, or by time; the other conditions are looked for among those. */
export function makeAuditSearch(options: SearchOptions): Audit['search'] {
  return async ({ object, ...query }, paging) =>
    object === undefined
      ? searchIndex(options, query, paging)
      : searchChain(options, object, query, paging);
}

async function searchChain(
  { entries }: SearchOptions,
  object: string,
  query: AuditQuery,
  paging: Paging,
): Promise<Page<AuditEntry>> {
  const page = await entries(object, paging);
  return { ...page, items: page.items.filter((entry) => isAskedFor(entry, query)) };
}

async function searchIndex(
  options: SearchOptions,
  { actor, ...query }: AuditQuery,
  { limit, cursor }: Paging,
): Promise<Page<AuditEntry>> {
  const { from = '', to = '' } = query;
  const found: AuditEntry[] = [];
  let after = cursor === undefined ? undefined : placeIn(cursor, from, to);
  for (let looked = 0; looked < mostLookedAt; looked += lookedAtOnce) {
    const wanted = Math.min(lookedAtOnce, Math.max(limit, 25));
    const range = { from, to, ...(after === undefined ? {} : { after }) };
    const items = await writtenIn(options, range, wanted, actor);
    const whole = actor === undefined ? items : await readWhole(options, items);
    const entries = await options.opened(whole);
    for (const [index, entry] of entries.entries()) {
      if (!isAskedFor(entry, query)) continue;
      found.push(entry);
      const isLast = index === entries.length - 1 && items.length < wanted;
      if (found.length === limit)
        return { items: found, ...(isLast ? {} : { cursor: cursorOf([writingOrder(entry)]) }) };
    }
    if (items.length < wanted) return { items: found };
    after = String(items.at(-1)?.GSI1SK);
  }
  return { items: found, ...(after === undefined ? {} : { cursor: cursorOf([after]) }) };
}

/** Refuses a place outside of the range: a cursor of another search. */
function placeIn(cursor: string, from: Instant, to: Instant): string {
  const place = String(placeOf(cursor, 1)[0]);
  return place >= from && place < to ? place : refuseCursor();
}

const isAskedFor = (
  { actor, action, about, writtenAt = '', at }: AuditEntry,
  query: AuditQuery,
): boolean =>
  (query.actor === undefined || query.actor === actor) &&
  (query.action === undefined || query.action === action) &&
  (query.about === undefined || query.about === about) &&
  (query.from === undefined || query.from <= (writtenAt || at)) &&
  (query.to === undefined || (writtenAt || at) < query.to);

/** The index by actor holds keys alone: the entries are read where they lie. */
async function readWhole({ client, table }: AuditOptions, items: readonly Item[]) {
  const keys = items as readonly unknown[] as readonly Key[];
  const read = await batchGet(client, table, keys);
  const byKey = new Map(read.map((item) => [`${item.PK} ${item.SK}`, item]));
  return keys.flatMap(({ PK, SK }): readonly Item[] => {
    const item = byKey.get(`${PK} ${SK}`);
    return item === undefined ? [] : [item];
  });
}

export interface WrittenRange {
  readonly from: Instant;
  /** Not included. */
  readonly to: Instant;
  /** Only what stands behind this place of the index. */
  readonly after?: string;
}

/**
 * The first `limit` items of the index that were written in the range, in that order: day after day,
 * the shards of a day at once. Eventually consistent.
 */
export async function writtenIn(
  options: Pick<AuditOptions, 'client' | 'table'>,
  { from, to, after }: WrittenRange,
  limit: number,
  actor?: string,
): Promise<readonly Item[]> {
  // A space stands before every letter of a place: the one that is given is left out.
  const bounds = { from: after === undefined ? from : `${after} `, to };
  const found: Item[] = [];
  for (const day of daysBetween(bounds.from.slice(0, 10), to)) {
    const shards = await Promise.all(
      Array.from({ length: auditShards }, (_, shard) =>
        queryShard(options, { day, shard, actor }, bounds, limit - found.length),
      ),
    );
    const items = shards.flat().toSorted((a, b) => compareText(String(a.GSI1SK), String(b.GSI1SK)));
    found.push(...items.slice(0, limit - found.length));
    if (found.length === limit) break;
  }
  return found;
}

async function queryShard(
  { client, table }: { readonly client: TableClient; readonly table: string },
  { day, shard, actor }: { day: string; shard: number; actor: string | undefined },
  { from, to }: { readonly from: string; readonly to: string },
  limit: number,
): Promise<readonly Item[]> {
  const [IndexName, attribute, partition] =
    actor === undefined
      ? (['GSI1', 'GSI1PK', auditDayPartition(day, shard)] as const)
      : (['GSI2', 'GSI2PK', auditActorPartition(actor, day, shard)] as const);
  const items: Item[] = [];
  let start: Record<string, unknown> | undefined;
  do {
    const answer = await client.send(
      new QueryCommand({
        TableName: table,
        IndexName,
        // `to` is an instant and no place: whatever was written at it sorts behind it.
        KeyConditionExpression: `${attribute} = :partition AND GSI1SK BETWEEN :from AND :to`,
        ExpressionAttributeValues: { ':partition': partition, ':from': from, ':to': to },
        Limit: limit - items.length,
        ...(start === undefined ? {} : { ExclusiveStartKey: start }),
      }),
    );
    items.push(...(answer.Items ?? []));
    start = answer.LastEvaluatedKey;
  } while (start !== undefined && items.length < limit);
  return items;
}

/** Days from the one of `from` to that of the last instant before `to`. */
function* daysBetween(from: string, to: Instant): Generator<string> {
  for (let day = from; `${day}T00:00:00.000Z` < to; day = dayAfter(day)) yield day;
}

const dayAfter = (day: string): string =>
  new Date(Date.parse(`${day}T00:00:00.000Z`) + 24 * 3600 * 1000).toISOString().slice(0, 10);
