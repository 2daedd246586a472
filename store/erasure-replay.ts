import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { StoredCustomer } from '#core/identity/change';
import type { GoldenRecord, Member } from '#core/identity/customer';
import type { NonEmpty } from '#core/kernel/types';
import { goldenOf, type HeadItem } from './customer-items.ts';
import { crosswalkKey, headKey, recordPrefix, tombstoneKey } from './keys.ts';
import type { CustomerTables } from './read-customers.ts';
import { readMember } from './read-member.ts';
import { type ScanPlace, scanSegment } from './scan-segment.ts';
import { sweepCustomer } from './sweep-customer.ts';
import { batchGet } from './table-client.ts';
import { makeTokeniser } from './tokeniser.ts';

/** A destroyed subject key: whose, and the sort keys of the source records that went with it. */
export interface Tombstone {
  readonly customerId: string;
  readonly erased: readonly string[];
}

/** A source record of an erased person that another customer of the restored table holds. */
export interface StrayRecord {
  readonly holderId: string;
  readonly spoke: string;
  readonly sourceToken: string;
}

/** What is left to decide of one tombstone: golden records are core's to make. */
export interface ReplayedErasure {
  /** Heads that were living or merged, and are removed now. */
  readonly removed: number;
  /** Customers whom the restored table showed as one with the removed; what is left of each, whole. Commit all at once. */
  readonly survivors: readonly StoredCustomer[];
  readonly strays: readonly StrayRecord[];
}

/**
 * Does again, in a main table that was restored to an earlier moment, what the vault's tombstones
 * say was erased since. The vault itself is never restored. Idempotent.
 */
export interface ErasureReplay {
  tombstonesPage(
    place: ScanPlace,
  ): Promise<{ readonly cursor?: string; readonly tombstones: readonly Tombstone[] }>;
  replay(tombstone: Tombstone): Promise<ReplayedErasure>;
  /** The token under which the table knows a source record. */
  sourceToken(spoke: string, sourceId: string): Promise<string>;
}

export function makeErasureReplay(tables: CustomerTables, vaultTable: string): ErasureReplay {
  const { client, vault } = tables;
  return {
    async tombstonesPage(place) {
      const { items, cursor } = await scanSegment(client, vaultTable, place);
      const isTombstone = (key: unknown) => key === tombstoneKey('').SK;
      const tombstones = items
        .filter(({ SK }) => isTombstone(SK))
        .map(({ PK, erased }) => ({
          customerId: String(PK).slice('SUB#'.length),
          erased: (erased ?? []) as readonly string[],
        }));
      return { ...(cursor === undefined ? {} : { cursor }), tombstones };
    },
    replay: (tombstone) => replay(tables, tombstone),
    async sourceToken(spoke, sourceId) {
      return (await makeTokeniser(vault)).source(spoke, sourceId);
    },
  };
}

async function replay(
  tables: CustomerTables,
  { customerId, erased }: Tombstone,
): Promise<ReplayedErasure> {
  const own = (await readHeads(tables, [customerId])).get(customerId);
  // Its removal was in the table already when it was as it is restored: what its records are now is newer.
  const strays = own?.status === 'removed' ? [] : await findStrays(tables, erased);
  if (own === undefined) return { removed: 0, survivors: [], strays };

  const root = (await readHeads(tables, [own.root])).get(own.root) ?? own;
  const ids = [...new Set([customerId, root.customerId, ...(root.members ?? [])])];
  const [heads, keys] = await Promise.all([readHeads(tables, ids), tables.vault.subjectKeys(ids)]);
  const gone = [...heads.values()].filter((head) => !keys.has(head.customerId));
  const staying = [...heads.values()].filter(
    (head) => keys.has(head.customerId) && head.root === root.customerId,
  );
  let removed = 0;
  for (const head of gone.filter(({ status }) => status !== 'removed'))
    if (await markRemoved(tables, head.customerId)) removed += 1;
  for (const head of gone) await sweepCustomer(tables, head.customerId);
  const survivors =
    gone.length === 0 || isWhole(staying, root) ? [] : await survivorsOf(tables, staying, keys);
  return { removed, survivors, strays };
}

/** Nobody of `staying` was shown as one with somebody who is gone. */
const isWhole = (staying: readonly HeadItem[], root: HeadItem): boolean =>
  staying.length === 0 || (root.status === 'living' && root.members?.length === staying.length);

/** False where another tombstone's replay was faster. */
async function markRemoved({ client, table }: CustomerTables, customerId: string) {
  try {
    await client.send(
      new UpdateCommand({
        TableName: table,
        Key: headKey(customerId),
        UpdateExpression:
          'SET #status = :removed ADD revision :one REMOVE golden, pins, GSI1PK, GSI1SK',
        ConditionExpression: 'attribute_exists(PK) AND #status <> :removed',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: { ':removed': 'removed', ':one': 1 },
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

/** Trees of what is left, each under the member whose parent is gone. */
async function survivorsOf(
  tables: CustomerTables,
  staying: readonly HeadItem[],
  keys: ReadonlyMap<string, Uint8Array>,
): Promise<readonly StoredCustomer[]> {
  const ids = new Set(staying.map((head) => head.customerId));
  const isRoot = (head: HeadItem) => head.parent === undefined || !ids.has(head.parent);
  const childrenOf = (id: string): readonly HeadItem[] =>
    staying
      .filter((head) => head.parent === id)
      .flatMap((head) => [head, ...childrenOf(head.customerId)]);
  return Promise.all(
    staying.filter(isRoot).map(async (head): Promise<StoredCustomer> => {
      const { customerId, schema, revision, sequence, updatedAt } = head;
      const [first, ...others] = await Promise.all(
        [head, ...childrenOf(customerId)].map((each) =>
          readMember(tables, each, keys.get(each.customerId) ?? new Uint8Array()),
        ),
      );
      if (first === undefined) throw new Error('a tree without a root');
      const members: NonEmpty<Member> = [first, ...others];
      const key = keys.get(customerId) ?? new Uint8Array();
      const golden =
        head.golden === undefined
          ? nothing(schema)
          : goldenOf(head, { tenant: tables.tenant, key });
      return { customer: { customerId, schema, members, golden }, revision, sequence, updatedAt };
    }),
  );
}

const nothing = (schema: string): GoldenRecord => ({
  schema,
  schemaVersion: 0,
  attributes: {},
  lineage: {},
});

/** Records that were with the erased person at the end, and in the restored table are with somebody living. */
async function findStrays(
  { client, table, vault }: CustomerTables,
  erased: readonly string[],
): Promise<readonly StrayRecord[]> {
  const places = erased.map((sort) => {
    const [spoke = '', sourceToken = ''] = sort.slice(recordPrefix.length).split('#');
    return { spoke, sourceToken };
  });
  const keys = places.map(({ spoke, sourceToken }) => crosswalkKey(spoke, sourceToken));
  const crosswalks = await batchGet(client, table, keys);
  const holders = new Map(
    crosswalks.flatMap(({ PK, customerId }) =>
      customerId === undefined ? [] : [[PK, String(customerId)] as const],
    ),
  );
  const alive = await vault.subjectKeys([...holders.values()]);
  return places.flatMap((place) => {
    const holderId = holders.get(crosswalkKey(place.spoke, place.sourceToken).PK);
    return holderId !== undefined && alive.has(holderId) ? [{ ...place, holderId }] : [];
  });
}

async function readHeads({ client, table }: CustomerTables, ids: readonly string[]) {
  const items = await batchGet(client, table, [...new Set(ids)].map(headKey));
  return new Map(
    (items as readonly unknown[] as readonly HeadItem[]).map((head) => [head.customerId, head]),
  );
}
