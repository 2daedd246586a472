import { readdirSync, readFileSync } from 'node:fs';
import { type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '#core/kernel/types';
import { auditHashOf } from '#store/audit-chain';
import {
  type FormatChains,
  ItemTooNew,
  kindOf,
  stamped,
  upgraded,
  upgradedValue,
} from '#store/item-format';
import { headKey, matchKeyKey, recordKey, tombstoneKey } from '#store/keys';
import { storeOver } from '#store/make-store';
import { documentClient } from '#store/table-client';
import { type EmbeddedTable, startEmbeddedTable } from '../support/embedded-table.ts';
import {
  clientOf,
  dump,
  openRelease,
  type ReleaseItems,
  readAll,
} from './releases/release-items.ts';

const releases = readdirSync(`${import.meta.dirname}/releases`)
  .filter((name) => name.endsWith('.json'))
  .map(
    (name): ReleaseItems =>
      JSON.parse(readFileSync(`${import.meta.dirname}/releases/${name}`, 'utf8')),
  );

let table: EmbeddedTable;
beforeAll(async () => {
  table = await startEmbeddedTable();
});
afterAll(() => table.stop());

const kindsIn = ({ items }: ReleaseItems) =>
  Object.values(items)
    .flat()
    .map(({ PK, SK }) => kindOf({ PK: textOf(PK), SK: textOf(SK) }));
const textOf = (attribute: unknown) => String((attribute as { S: string }).S);

describe.each(releases)('items that release $release wrote', (fixture) => {
  it('are read as they were put', async () => {
    const { store, dynamo } = await openRelease(fixture, table);

    const said = (await readAll(store, fixture.asked)) as {
      audit: { items: never[] }[];
      customers: unknown;
    };

    expect(said).toMatchObject(fixture.said as object);
    for (const { items } of said.audit)
      for (const entry of items) expect(auditHashOf(entry)).toBe((entry as { hash: string }).hash);
    dynamo.destroy();
  });
});

describe('the fixture of the first release', () => {
  const [first] = releases;

  it('holds every kind of item; none told its format then, and so all are of the first', () => {
    const items = Object.values(first!.items).flat();
    expect([...new Set(kindsIn(first!))].toSorted()).toEqual([
      'CFG#schema/AUD',
      'CFG#schema/CFG',
      'CFG#schema/V',
      'CFG#spoke/AUD',
      'CFG#spoke/CFG',
      'CFG#token/AUD',
      'CFG#token/CFG',
      'CUS/AUD',
      'CUS/HEAD',
      'CUS/REC',
      'CUS/VER',
      'EPOCH/EPOCH',
      'IDEM/IDEM',
      'INDEX/KEY',
      'KEY/CUS',
      'PAIR/PAIR',
      'STATS/CUSTOMERS',
      'SUB/KEY',
      'SUB/TOMB',
      'TOK/TOK',
      'TSK/TASK',
      'XREF/XREF',
    ]);
    expect(items.every(({ format }) => format === undefined)).toBe(true);
  });

  it('was read back as people had put it', () => {
    const said = JSON.stringify(first!.said);
    for (const value of ['Lovelace', 'Hopper', 'Babbage Ltd', 'Analytical Engines Ltd', 'a test'])
      expect(said).toContain(value);
    const stored = JSON.stringify(first!.items);
    for (const value of ['Lovelace', 'Hopper', 'Babbage Ltd']) expect(stored).not.toContain(value);
  });
});

/** A later release, as it might be: heads say since when, names have a nickname, pins say how sure they are. */
const later: FormatChains = {
  'CUS/HEAD': [
    { clear: (item) => ({ ...item, since: item.createdAt }) },
    {
      clear: (item) => ({ ...item, since: `${item.since}!` }),
      sealed: { golden: (value) => ({ ...(value as JsonObject), upgraded: true }) },
    },
  ],
  'CUS/REC': [{ sealed: { sealed: withSource } }],
  'CUS/VER': [
    { sealed: { sealed: (value) => ({ ...(value as JsonObject), reason: 'upgraded' }) } },
  ],
};
function withSource(value: Json): Json {
  const record = value as JsonObject;
  return { ...record, attributes: { ...(record.attributes as JsonObject), nickname: 'none' } };
}

describe('a later release', () => {
  it('reads older items in its own form, clear and sealed parts alike, and writes the new form', async () => {
    const { dynamo, names, parts, store: older } = await openRelease(releases[0]!, table);
    const newer = storeOver({ ...parts, client: documentClient(clientOf(table.endpoint), later) });
    const [customerId = ''] = releases[0]!.asked.customerIds;

    const found = await newer.customers.find(customerId);
    if (found.status !== 'living') throw new Error(found.status);
    expect(found.stored.customer.golden).toMatchObject({ upgraded: true });
    expect(found.stored.customer.members[0].records[0]?.attributes.nickname).toBe('none');
    const { items } = await newer.customers.versions(customerId, { limit: 1 });
    expect(items[0]?.reason).toBe('upgraded');

    expect(await formatOfHead(dynamo, names.main, customerId)).toBe(undefined);
    await newer.customers.commit({
      before: [found.stored],
      after: [found.stored.customer],
      facts: [{ customerId, type: 'changed', changed: [] }],
      matchKeys: {},
      cause: { actor: 'tok_test', action: 'test', correlationId: 'cor-1' },
      at: new Date().toISOString(),
    });
    expect(await formatOfHead(dynamo, names.main, customerId)).toBe('3');
    expect(await newer.customers.find(customerId)).toMatchObject({
      stored: { customer: { golden: { upgraded: true } } },
    });
    await expect(older.customers.find(customerId)).rejects.toThrow(ItemTooNew);
    dynamo.destroy();
  });

  it('is refused by an earlier one with the kind and both formats, and no value', async () => {
    const { dynamo, names, store } = await openRelease(releases[0]!, table);
    const Item = marshall({ ...headKey('cus_new'), format: 9, golden: 'Lovelace' });
    await dynamo.send(new PutItemCommand({ TableName: names.main, Item }));

    await expect(store.customers.find('cus_new')).rejects.toThrow(
      'an item of kind CUS/HEAD has format 9, this release knows up to 1',
    );
    dynamo.destroy();
  });
});

const formatOfHead = async (client: DynamoDBClient, name: string, customerId: string) =>
  (await dump(client, name))
    .filter(({ PK, SK }) => textOf(PK) === `CUS#${customerId}` && textOf(SK) === 'HEAD')
    .map(({ format }) => (format as { N: string } | undefined)?.N)
    .at(0);

describe('a format', () => {
  const head = { ...headKey('cus_1'), createdAt: 'now' };

  it('is told by the kind alone, which the key says without an id', () => {
    expect(kindOf(headKey('cus_1'))).toBe('CUS/HEAD');
    expect(kindOf(recordKey('cus_1', 'web', 'tok'))).toBe('CUS/REC');
    expect(kindOf(matchKeyKey('email#tok', 'cus_1'))).toBe('KEY/CUS');
    expect(kindOf(tombstoneKey('cus_1'))).toBe('SUB/TOMB');
  });

  it('is the newest when written, and the first when an item tells none', () => {
    expect(stamped({ ...head, format: 7 }, later)).toEqual({ ...head, format: 3 });
    expect(upgraded(head, later)).toMatchObject({ since: 'now!' });
    expect(upgraded({ ...head, format: 2, since: 'then' }, later)).toMatchObject({
      since: 'then!',
    });
  });

  it('leaves an item of the newest form as it is, and its values', () => {
    const now = upgraded({ ...head, format: 3, since: 'x' }, later);
    expect(now).toEqual({ ...head, since: 'x' });
    expect(upgradedValue(now, 'golden', { a: 1 })).toEqual({ a: 1 });
  });
});
