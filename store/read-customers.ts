import type { StoredCustomer } from '#core/identity/change';
import type { Member } from '#core/identity/customer';
import { compareText, type NonEmpty } from '#core/kernel/types';
import { CommitConflict } from './commit-conflict.ts';
import { goldenOf, type HeadItem, memberOf, type RecordItem } from './customer-items.ts';
import { customerPartition, headAndRecords, recordPrefix } from './keys.ts';
import type { Found } from './ports.ts';
import { queryAll, type TableClient } from './table-client.ts';
import type { Vault } from './vault.ts';

/** What a commit needs of a customer beyond its value: every member's head, and the subject keys. */
export interface Backing {
  readonly heads: ReadonlyMap<string, HeadItem>;
  readonly subjectKeys: ReadonlyMap<string, Uint8Array>;
}

/** Goes with a `StoredCustomer` from the read to the commit, and dies with it: keys are not kept elsewhere. */
export type Backings = WeakMap<StoredCustomer, Backing>;

export interface CustomerTables {
  readonly client: TableClient;
  readonly table: string;
  readonly vault: Vault;
  readonly tenant: string;
  readonly nowMs: () => number;
  readonly backings: Backings;
}

interface Partition {
  readonly head: HeadItem;
  readonly records: readonly RecordItem[];
}

type Partitions = ReadonlyMap<string, Partition>;

/** A reader may meet a merge half-way between two queries; then it reads again. */
const readAttempts = 4;

export async function findCustomer(tables: CustomerTables, customerId: string): Promise<Found> {
  for (let attempt = 0; attempt < readAttempts; attempt += 1) {
    const partitions = await readPartitions(tables, [customerId], new Map());
    const head = partitions.get(customerId)?.head;
    if (head === undefined) return { status: 'unknown' };
    if (head.status === 'removed') return { status: 'removed' };
    if (head.status === 'merged') return { status: 'merged', into: head.root };
    const { stored, torn } = await readRoots(tables, [customerId], partitions);
    const [found] = stored;
    if (found !== undefined) return { status: 'living', stored: found };
    if (torn.length === 0) return { status: 'removed' };
  }
  throw new CommitConflict();
}

export async function loadCustomers(
  tables: CustomerTables,
  customerIds: readonly string[],
): Promise<readonly StoredCustomer[]> {
  const loaded = new Map<string, StoredCustomer>();
  let left: readonly string[] = [...new Set(customerIds)];
  for (let attempt = 0; left.length > 0; attempt += 1) {
    if (attempt === readAttempts) throw new CommitConflict();
    const partitions = await readPartitions(tables, left, new Map());
    const roots = left.flatMap((id) => {
      const head = partitions.get(id)?.head;
      return head === undefined || head.status === 'removed' ? [] : [head.root];
    });
    const { stored, torn } = await readRoots(tables, [...new Set(roots)], partitions);
    for (const each of stored) loaded.set(each.customer.customerId, each);
    left = torn;
  }
  return [...loaded.values()];
}

/** Living customers by root id; `torn` are those of whom another writer just moved a member. */
async function readRoots(
  tables: CustomerTables,
  rootIds: readonly string[],
  known: Partitions,
): Promise<{ readonly stored: readonly StoredCustomer[]; readonly torn: readonly string[] }> {
  const withRoots = await readPartitions(tables, rootIds, known);
  const heads = rootIds.flatMap((id) => withRoots.get(id)?.head ?? []);
  const memberIds = heads.flatMap((head) => head.members ?? []);
  const partitions = await readPartitions(tables, memberIds, withRoots);
  const subjectKeys = await tables.vault.subjectKeys(memberIds);

  const stored: StoredCustomer[] = [];
  const torn: string[] = [];
  for (const head of heads) {
    if (head.status === 'removed') continue;
    const ids = head.members ?? [];
    const isWhole =
      head.status === 'living' &&
      ids.every((id) => partitions.get(id)?.head.root === head.customerId);
    if (!isWhole) torn.push(head.customerId);
    // A key that is gone was destroyed: to every reader the customer is removed from that moment on.
    else if (ids.every((id) => subjectKeys.has(id)))
      stored.push(assemble(tables, head, ids, partitions, subjectKeys));
  }
  return { stored, torn };
}

function assemble(
  { tenant, backings }: CustomerTables,
  head: HeadItem,
  memberIds: readonly string[],
  partitions: Partitions,
  subjectKeys: ReadonlyMap<string, Uint8Array>,
): StoredCustomer {
  const memberWith = (id: string): Member => {
    const { head: own, records } = present(partitions.get(id));
    return memberOf(own, records, { tenant, key: present(subjectKeys.get(id)) });
  };
  const others = memberIds.filter((id) => id !== head.customerId).toSorted(compareText);
  const members: NonEmpty<Member> = [memberWith(head.customerId), ...others.map(memberWith)];
  const golden = goldenOf(head, { tenant, key: present(subjectKeys.get(head.customerId)) });
  const stored: StoredCustomer = {
    customer: { customerId: head.customerId, schema: head.schema, members, golden },
    revision: head.revision,
    sequence: head.sequence,
    updatedAt: head.updatedAt,
  };
  backings.set(stored, {
    heads: new Map(memberIds.map((id) => [id, present(partitions.get(id)).head])),
    subjectKeys: new Map(memberIds.map((id) => [id, present(subjectKeys.get(id))])),
  });
  return stored;
}

/** Head and source records of each id, strongly consistent, in parallel; what is known is not read again. */
async function readPartitions(
  { client, table }: CustomerTables,
  customerIds: readonly string[],
  known: Partitions,
): Promise<Partitions> {
  const missing = [...new Set(customerIds)].filter((id) => !known.has(id));
  const read = await Promise.all(
    missing.map(async (id) => {
      const items = await queryAll(client, {
        TableName: table,
        KeyConditionExpression: 'PK = :partition AND SK BETWEEN :from AND :to',
        ExpressionAttributeValues: {
          ':partition': customerPartition(id),
          ':from': headAndRecords.from,
          ':to': headAndRecords.to,
        },
        ConsistentRead: true,
      });
      const head = items.find((item) => item.SK === 'HEAD') as HeadItem | undefined;
      const records = items.filter((item) => String(item.SK).startsWith(recordPrefix));
      return head === undefined
        ? []
        : [[id, { head, records: records as unknown as RecordItem[] }] as const];
    }),
  );
  return new Map([...known, ...read.flat()]);
}

function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('a member of a customer was not read');
  return value;
}
