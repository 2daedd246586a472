import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { StoredCustomer } from '#core/identity/change';
import { commitCustomers } from './commit-customers.ts';
import type { HeadItem } from './customer-items.ts';
import { versionKey } from './keys.ts';
import type { CustomerTables } from './read-customers.ts';
import { readMember } from './read-member.ts';
import { inParallel } from './scan-segment.ts';
import { customerVersionOf, type VersionItem } from './version-item.ts';

/**
 * Goes on with a removal that was too large for one transaction: each of `heads` that still stands
 * under the removed `root` is removed by itself, with its version and audit entry, at the moment and
 * in the name of the root's removal. Those that are done are passed over. Whether there was any.
 */
export async function removeMembers(
  tables: CustomerTables,
  root: HeadItem,
  heads: readonly HeadItem[],
): Promise<boolean> {
  const left = heads.filter(
    ({ status, root: at }) => status === 'merged' && at === root.customerId,
  );
  if (root.status !== 'removed' || left.length === 0) return false;
  const item = await lastVersion(tables, root);
  // A root that the erasure replay removed in a restored table: its members may be somebody else.
  if (item?.type !== 'removed') return false;

  const keys = await tables.vault.subjectKeys([root, ...left].map((each) => each.customerId));
  const { reason } = customerVersionOf(item, tables.tenant, keys.get(root.customerId));
  const { actor, action, correlationId, causationId, changed, erasedFor, at } = item;
  await inParallel(left, async (head) => {
    const key = keys.get(head.customerId);
    if (key === undefined) return;
    await commitCustomers(tables, {
      before: [await asCustomer(tables, head, key)],
      after: [],
      facts: [
        {
          customerId: head.customerId,
          type: 'removed',
          changed,
          ...(erasedFor !== undefined && { erasedFor }),
        },
      ],
      matchKeys: {},
      cause: {
        actor,
        action,
        correlationId,
        ...(causationId === undefined ? {} : { causationId }),
        ...(reason === undefined ? {} : { reason }),
      },
      at,
    });
  });
  return true;
}

async function lastVersion({ client, table }: CustomerTables, head: HeadItem) {
  const { customerId, versionAt, sequence } = head;
  const Key = versionKey(customerId, versionAt, sequence);
  const answer = await client.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
  return answer.Item as VersionItem | undefined;
}

/** A member of nobody living, as a customer of its own: nobody else writes it, its own revision is the lock. */
async function asCustomer(
  tables: CustomerTables,
  head: HeadItem,
  key: Uint8Array,
): Promise<StoredCustomer> {
  const { customerId, schema, revision, sequence, updatedAt } = head;
  const member = await readMember(tables, head, key);
  const golden = { schema, schemaVersion: 0, attributes: {}, lineage: {} };
  const stored = {
    customer: { customerId, schema, members: [member] as const, golden },
    revision,
    sequence,
    updatedAt,
  };
  tables.backings.set(stored, {
    heads: new Map([[customerId, head]]),
    subjectKeys: new Map([[customerId, key]]),
  });
  return stored;
}
