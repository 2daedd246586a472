import type { AuditEntry } from '#core/audit/audit-entry';
import { type AuditItem, auditEntryOf } from './audit-chain.ts';
import { checkObjectName } from './audit-object.ts';
import { makeAuditRecords } from './audit-records.ts';
import { makeAuditSearch } from './audit-search.ts';
import type { CheckpointObjects } from './checkpoint-objects.ts';
import { readCheckpoint, readCheckpoints } from './checkpoints.ts';
import { cursorOf } from './cursor.ts';
import { auditPartition, auditPrefix } from './keys.ts';
import type { Audit, Page, Paging } from './ports.ts';
import { queryPage } from './query-page.ts';
import type { Item, TableClient } from './table-client.ts';
import type { Vault } from './vault.ts';

export interface AuditOptions {
  readonly client: TableClient;
  readonly table: string;
  readonly vault: Pick<Vault, 'subjectKeys' | 'systemKey'>;
  readonly tenant: string;
  readonly nowMs: () => number;
  readonly checkpointObjects: CheckpointObjects;
}

export function makeAudit(options: AuditOptions): Audit {
  const opened = (items: readonly Item[]) => openEntries(options, items);
  const entries: Audit['entries'] = async (object, paging) => {
    const page = await chainPage(options, object, paging);
    return { ...page, items: await opened(page.items) };
  };
  return {
    entries,
    search: makeAuditSearch({ ...options, entries, opened }),
    record: makeAuditRecords(options),
    checkpoints: (paging) => readCheckpoints(options, paging),
    checkpoint: (number) => readCheckpoint(options, number),
  };
}

/** In the order of the chain, from where it lies now and from where release 0.1.0 kept it. */
async function chainPage(
  { client, table }: AuditOptions,
  object: string,
  { limit, cursor }: Paging,
): Promise<Page<Item>> {
  const { earlier } = checkObjectName(object);
  const partitions = [auditPartition(object), ...(earlier === undefined ? [] : [earlier])];
  // Both places number one chain: a cursor is a sequence number, in whichever of them it was found.
  const pages = await Promise.all(
    partitions.map((partition) =>
      queryPage(client, { table, partition, prefix: auditPrefix }, { limit, cursor }),
    ),
  );
  const all = pages
    .flatMap(({ items }) => items)
    .toSorted((a, b) => Number(a.sequence) - Number(b.sequence));
  const items = all.slice(0, limit);
  const isMore = all.length > limit || pages.some((page) => page.cursor !== undefined);
  const last = items.at(-1);
  return {
    items,
    ...(isMore && last !== undefined
      ? { cursor: cursorOf([String(last.SK).slice(auditPrefix.length)]) }
      : {}),
  };
}

/** One call for the keys of all; entries of erased people come without what was sealed. */
async function openEntries(
  { vault, tenant }: AuditOptions,
  items: readonly Item[],
): Promise<readonly AuditEntry[]> {
  // Items under these keys are written by audit-chain.ts alone.
  const audited = items as readonly unknown[] as readonly AuditItem[];
  const sealedUnder = (item: AuditItem) =>
    item.sealedReason === undefined && item.sealedAfter === undefined
      ? undefined
      : checkObjectName(item.object).subject;
  const subjects = new Set(audited.flatMap((item) => sealedUnder(item) ?? []));
  const keys = await vault.subjectKeys([...subjects]);
  return audited.map((item) => {
    const subject = sealedUnder(item) ?? '';
    return auditEntryOf(item, { key: keys.get(subject), tenant, subject });
  });
}
