import type { TableClient } from '#store/table-client';

export type Item = Readonly<Record<string, unknown>>;
type Input = Readonly<Record<string, unknown>>;

/** What was asked, by what it was for. */
export interface Calls {
  keyQueries: number;
  cappedKeyQueries: number;
  customerQueries: number;
  /** Source records that those queries brought. */
  recordsRead: number;
  otherReads: number;
  transactions: number;
}

export const noCalls = (): Calls => ({
  keyQueries: 0,
  cappedKeyQueries: 0,
  customerQueries: 0,
  recordsRead: 0,
  otherReads: 0,
  transactions: 0,
});

export type OnPut = (item: Item, tableName: string) => void;

/** Brings the items of a partition that nobody touched yet. */
export type Bring = (partition: string) => readonly Item[] | Promise<readonly Item[]>;

/**
 * A table in memory for one writer at a time: it knows the commands that the store sends and checks
 * no condition. Partitions come into being when they are first read, so a store of a million
 * customers needs only those that matching looks at.
 */
export interface MemoryTable {
  /** A client over the table; `calls` counts what goes through it, `onPut` sees what transactions put. */
  readonly client: (calls?: Calls, onPut?: OnPut) => TableClient;
  /** Forgets everything; partitions come anew. */
  readonly clear: () => void;
}

export function memoryTable(bring: Bring, keyCap: number): MemoryTable {
  const partitions = new Map<string, Map<string, Item>>();

  const partition = async (name: string): Promise<Map<string, Item>> => {
    const known = partitions.get(name);
    if (known !== undefined) return known;
    const items = await bring(name);
    // Bringing may have written the partition itself.
    const made = partitions.get(name) ?? new Map<string, Item>();
    for (const item of items) made.set(String(item.SK), item);
    partitions.set(name, made);
    return made;
  };
  const get = async ({ PK, SK }: Item): Promise<Item | undefined> =>
    (await partition(String(PK))).get(String(SK));

  const answer = async (
    command: string,
    input: Input,
    calls: Calls,
    onPut: OnPut,
  ): Promise<unknown> => {
    switch (command) {
      case 'GetCommand':
        calls.otherReads += 1;
        return { Item: await get(input.Key as Item) };
      case 'BatchGetCommand': {
        const [[table, { Keys }] = ['', { Keys: [] }]] = Object.entries(
          input.RequestItems as Record<string, { Keys: readonly Item[] }>,
        );
        calls.otherReads += 1;
        const found = await Promise.all(Keys.map(get));
        return { Responses: { [table]: found.filter((item) => item !== undefined) } };
      }
      case 'QueryCommand': {
        const items = await query(input, partition);
        const isKey = ':key' in (input.ExpressionAttributeValues as Item);
        calls[isKey ? 'keyQueries' : 'customerQueries'] += 1;
        calls.recordsRead += items.filter(({ SK }) => String(SK).startsWith('REC#')).length;
        if (isKey && items.length > keyCap) calls.cappedKeyQueries += 1;
        return { Items: items };
      }
      case 'PutCommand':
        await put(input.Item as Item, partition);
        return {};
      case 'TransactWriteCommand':
        calls.transactions += 1;
        for (const { Put, Delete } of input.TransactItems as readonly Record<string, Item>[]) {
          if (Put !== undefined) {
            await put(Put.Item as Item, partition);
            onPut(Put.Item as Item, String(Put.TableName));
          }
          const key = Delete?.Key as Item | undefined;
          if (key !== undefined) (await partition(String(key.PK))).delete(String(key.SK));
        }
        return {};
      case 'UpdateCommand':
        // The count of customers, the only item that the store updates.
        return {};
      default:
        throw new Error(`the table in memory does not know ${command}`);
    }
  };

  return {
    client: (calls = noCalls(), onPut = () => {}) =>
      clientOf((command, input) => answer(command, input, calls, onPut)),
    clear: () => partitions.clear(),
  };
}

type Partition = (name: string) => Promise<Map<string, Item>>;

const put = async (item: Item, partition: Partition): Promise<void> => {
  (await partition(String(item.PK))).set(String(item.SK), item);
};

/** The store's two queries: a whole partition with a limit, or a range of sort keys. */
async function query(input: Input, partition: Partition): Promise<readonly Item[]> {
  const values = input.ExpressionAttributeValues as Readonly<Record<string, string>>;
  const items = [...(await partition(values[':key'] ?? values[':partition'] ?? '')).values()];
  const { ':from': from = '', ':to': to = '\uffff' } = values;
  return items
    .filter(({ SK }) => String(SK) >= from && String(SK) <= to)
    .toSorted((a, b) => (String(a.SK) < String(b.SK) ? -1 : 1))
    .slice(0, (input.Limit as number | undefined) ?? items.length);
}

type Middleware = (
  next: (args: { input: Input }) => Promise<unknown>,
  context: { readonly commandName: string },
) => (args: { input: Input }) => Promise<unknown>;

/** As much of the SDK's document client as the store and the meter use. */
function clientOf(answer: (command: string, input: Input) => Promise<unknown>): TableClient {
  const middlewares: Middleware[] = [];
  const client = {
    middlewareStack: { add: (middleware: Middleware) => middlewares.push(middleware) },
    async send(command: { readonly input: Input }) {
      const commandName = command.constructor.name;
      const last = async ({ input }: { input: Input }): Promise<unknown> => ({
        output: await answer(commandName, input),
        response: {},
      });
      const run = middlewares.reduce(
        (next, middleware) => middleware(next, { commandName }),
        last as (args: { input: Input }) => Promise<unknown>,
      );
      return ((await run({ input: command.input })) as { output: unknown }).output;
    },
  };
  return client as unknown as TableClient;
}
