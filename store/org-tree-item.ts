import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { OrgUnit } from '#core/access/org-tree';
import { placeUnit, removeUnit } from '#core/access/place-unit';
import { orgTreeKey } from './keys.ts';
import type { TableClient } from './table-client.ts';
import type { Action } from './transact.ts';

interface OrgTreeItem {
  readonly parents: Readonly<Record<string, string>>;
  readonly revision: number;
}

/**
 * What a change of a unit does to the tree: nothing where it stays in its place, else the whole tree
 * under a condition on what was read. Two moves at once, each right by itself, thus cannot close a
 * circle: the later one reads again. At most 2,000 units of some 130 bytes, so one item holds them.
 */
export async function orgTreeActions(
  { client, table }: { readonly client: TableClient; readonly table: string },
  { name, parent, isRemoved }: OrgUnit,
): Promise<readonly Action[]> {
  const answer = await client.send(
    new GetCommand({ TableName: table, Key: orgTreeKey, ConsistentRead: true }),
  );
  const item = answer.Item as OrgTreeItem | undefined;
  const tree = new Map(Object.entries(item?.parents ?? {}));
  if (parent === undefined || (isRemoved ? !tree.has(name) : tree.get(name) === parent)) return [];
  const changed = isRemoved ? removeUnit(tree, name) : placeUnit(tree, name, parent);
  const revision = (item?.revision ?? 0) + 1;
  return [
    {
      Put: {
        TableName: table,
        Item: { ...orgTreeKey, parents: Object.fromEntries(changed), revision },
        ...(item === undefined
          ? { ConditionExpression: 'attribute_not_exists(PK)' }
          : {
              ConditionExpression: 'revision = :read',
              ExpressionAttributeValues: { ':read': item.revision },
            }),
      },
    },
  ];
}
