import { itemSize } from '#store/item-size';
import type { TableClient } from '#store/table-client';

/** Units by AWS's rules, computed from the items sent and received, beside what the engine reported. */
export interface Units {
  calls: number;
  itemsWritten: number;
  writeUnits: number;
  readUnits: number;
  engineWriteUnits: number;
  engineReadUnits: number;
}

type Item = Record<string, unknown>;

/** Watches every command of the client. `take` gives what was used since it was last called. */
export function meter(client: TableClient): { readonly take: () => Units } {
  const none = (): Units => ({
    calls: 0,
    itemsWritten: 0,
    writeUnits: 0,
    readUnits: 0,
    engineWriteUnits: 0,
    engineReadUnits: 0,
  });
  let used = none();
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const command = String(context.commandName).replace(/Command$/, '');
      const input = args.input as Item;
      const answer = await next({
        ...args,
        input: { ...input, ReturnConsumedCapacity: 'INDEXES' } as never,
      });
      const output = answer.output as unknown as Item;
      used.calls += 1;
      count(command, input, output, used);
      const isWrite = /Put|Update|Delete|Write/.test(command);
      for (const each of [output.ConsumedCapacity ?? []].flat() as { CapacityUnits?: number }[])
        used[isWrite ? 'engineWriteUnits' : 'engineReadUnits'] += each.CapacityUnits ?? 0;
      return answer;
    },
    { step: 'initialize', name: 'capacityMeter', priority: 'high' },
  );
  return {
    take() {
      const taken = used;
      used = none();
      return taken;
    },
  };
}

const writeUnitsOf = (bytes: number) => Math.max(1, Math.ceil(bytes / 1024));
const readUnitsOf = (bytes: number, isConsistent: boolean) =>
  Math.max(1, Math.ceil(bytes / 4096)) * (isConsistent ? 1 : 0.5);

/** The table's write, one for the index that projects the whole item and one for that of keys, where the item is in it. */
const put = (item: Item, factor: 1 | 2) =>
  writeUnitsOf(itemSize(item)) * factor +
  (item.GSI1PK === undefined ? 0 : writeUnitsOf(itemSize(item))) +
  (item.GSI2PK === undefined ? 0 : 1);

/** A projection saves no units. Of our match keys, which alone are read so, it leaves the partition key away. */
function unprojected(item: Item, input: Item): number {
  const partition = (input.ExpressionAttributeValues as Item | undefined)?.[':key'];
  return item.PK === undefined && partition !== undefined ? itemSize({ PK: partition }) : 0;
}

function count(command: string, input: Item, output: Item, used: Units): void {
  const items = (output.Items ?? []) as readonly Item[];
  switch (command) {
    case 'TransactWrite':
    case 'TransactWriteItems':
      for (const action of input.TransactItems as readonly Record<string, Item>[]) {
        const item = action.Put?.Item as Item | undefined;
        // A deletion or a check counts the item as it lies there; ours of both kinds are below 1 KB, heads aside.
        used.writeUnits += item === undefined ? 2 : put(item, 2);
        if (action.ConditionCheck === undefined) used.itemsWritten += 1;
      }
      return;
    case 'Put':
    case 'PutItem':
      used.writeUnits += put(input.Item as Item, 1);
      used.itemsWritten += 1;
      return;
    case 'Update':
    case 'UpdateItem':
    case 'Delete':
    case 'DeleteItem':
      used.writeUnits += 1;
      used.itemsWritten += 1;
      return;
    case 'Get':
    case 'GetItem':
      used.readUnits += readUnitsOf(
        itemSize((output.Item ?? {}) as Item),
        input.ConsistentRead === true,
      );
      return;
    case 'Query':
      used.readUnits += readUnitsOf(
        items.reduce((sum, item) => sum + itemSize(item) + unprojected(item, input), 0),
        input.ConsistentRead === true,
      );
      return;
    case 'BatchGet':
    case 'BatchGetItem':
      for (const [table, { Keys = [] }] of Object.entries(
        input.RequestItems as Record<string, { Keys?: readonly Item[] }>,
      )) {
        const found = (output.Responses as Record<string, Item[]> | undefined)?.[table] ?? [];
        for (const item of found) used.readUnits += readUnitsOf(itemSize(item), true);
        used.readUnits += Keys.length - found.length;
      }
      return;
    default:
      throw new Error(`the meter does not know ${command}`);
  }
}
