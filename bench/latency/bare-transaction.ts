import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { TableClient } from '#store/table-client';

type Item = Readonly<Record<string, unknown>>;
type Actions = readonly Readonly<Record<string, Item>>[];

/** The transactions that a client sends, as they were last sent. */
export function watchTransactions(client: TableClient): {
  readonly take: () => Actions | undefined;
} {
  let last: Actions | undefined;
  client.middlewareStack.add(
    (next, context) => async (args) => {
      if (context.commandName?.startsWith('TransactWrite'))
        last = (args.input as unknown as { TransactItems: Actions }).TransactItems;
      return next(args);
    },
    { step: 'initialize', name: 'watchTransactions', priority: 'high' },
  );
  return {
    take() {
      const taken = last;
      last = undefined;
      return taken;
    },
  };
}

/**
 * The same transaction once more, under other keys of the same length, so that it finds as few items
 * as the first one did: as many actions, items of the same bytes, a condition where there was one.
 */
export const bareTransaction = (actions: Actions): TransactWriteCommand =>
  new TransactWriteCommand({
    TransactItems: actions.map((action) =>
      Object.fromEntries(
        Object.entries(action).map(([kind, each]) => {
          const { ExpressionAttributeValues: _, ConditionExpression: condition, ...rest } = each;
          return [
            kind,
            {
              ...rest,
              ...(each.Item === undefined ? {} : { Item: moved(each.Item as Item) }),
              ...(each.Key === undefined ? {} : { Key: moved(each.Key as Item) }),
              ...(condition === undefined
                ? {}
                : { ConditionExpression: 'attribute_not_exists(PK)' }),
            },
          ];
        }),
      ),
    ),
  } as ConstructorParameters<typeof TransactWriteCommand>[0]);

/** Into partitions that nothing else reads. */
const moved = (item: Item): Item => ({
  ...item,
  PK: turned(String(item.PK)),
  ...(item.GSI1PK === undefined ? {} : { GSI1PK: turned(String(item.GSI1PK)) }),
});

const turned = (key: string): string => `~${key.slice(1)}`;
