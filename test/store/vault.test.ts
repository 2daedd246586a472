import { PutCommand, ScanCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isoWeekOf } from '#store/iso-week';
import { keyHoldMs, systemSubject } from '#store/vault';
import { type EmbeddedStore, embeddedStore } from '../support/embedded-table.ts';

let store: EmbeddedStore;
beforeAll(async () => {
  store = await embeddedStore();
});
afterAll(() => store.stop());

/** A vault of its own over fresh tables of the same engine. */
const fresh = (options?: Parameters<typeof embeddedStore>[0]) =>
  embeddedStore(options, { endpoint: store.endpoint, stop: async () => {} });

async function mintFor(
  own: EmbeddedStore,
  subject: string,
  vault = own.vault,
): Promise<Uint8Array> {
  const { key, actions } = await vault.mint(subject);
  await own.client.send(
    new TransactWriteCommand({
      TransactItems: actions.map(({ whenFailed: _, ...action }) => action),
    }),
  );
  return key;
}

describe('the vault', () => {
  it('gives many subjects their keys, and none for unknown or destroyed ones', async () => {
    const own = await fresh();
    const [one, two] = [await mintFor(own, 'cus_one'), await mintFor(own, 'cus_two')];
    await mintFor(own, 'cus_gone');
    await own.vault.destroy('cus_gone');

    const keys = await own.vault.subjectKeys(['cus_one', 'cus_gone', 'cus_two', 'cus_unknown']);

    expect(new Map([...keys].map(([id, key]) => [id, Buffer.from(key)]))).toEqual(
      new Map([
        ['cus_one', Buffer.from(one)],
        ['cus_two', Buffer.from(two)],
      ]),
    );
  });

  it('asks KMS once for all of a hundred parallel calls, in each warm function', async () => {
    const own = await fresh();
    const first = await Promise.all(Array.from({ length: 100 }, (_, n) => own.vault.mint(`c${n}`)));
    expect(first).toHaveLength(100);
    expect(own.keys.calls).toEqual({ generate: 1, unwrap: 0 });
    await mintFor(own, 'cus_one');

    const { vault } = own.another();
    await Promise.all(Array.from({ length: 100 }, () => vault.subjectKeys(['cus_one'])));

    expect(own.keys.calls).toEqual({ generate: 1, unwrap: 1 });
  });

  it('unwraps an epoch key again when it was held for five minutes', async () => {
    let now = 0;
    const own = await fresh({ nowMs: () => now });
    await mintFor(own, 'cus_one');

    now = keyHoldMs - 1;
    await own.vault.subjectKeys(['cus_one']);
    expect(own.keys.calls.unwrap).toBe(0);
    now = keyHoldMs;
    await own.vault.subjectKeys(['cus_one']);
    expect(own.keys.calls.unwrap).toBe(1);
  });

  it('makes one index key and one system key, however many functions start at once', async () => {
    const own = await fresh();
    const vaults = Array.from({ length: 8 }, () => own.another().vault);

    const index = await Promise.all(vaults.map((vault) => vault.indexKey()));
    const system = await Promise.all(vaults.map((vault) => vault.systemKey()));

    const distinct = (keys: readonly Uint8Array[]) =>
      new Set(keys.map((key) => Buffer.from(key).toString('hex'))).size;
    expect([distinct(index), distinct(system)]).toEqual([1, 1]);
  });

  it('tries KMS again after a failure instead of remembering it', async () => {
    const own = await fresh();
    const generate = own.keys.generate;
    own.keys.generate = () => Promise.reject(new Error('KMS is away'));
    await expect(own.vault.mint('cus_one')).rejects.toThrow('KMS is away');
    own.keys.generate = generate;

    expect((await own.vault.mint('cus_one')).key).toHaveLength(32);
  });

  it('wraps under the key of the week, and reads the keys of earlier weeks', async () => {
    let clock = '2026-11-22T23:59:59.999Z';
    const own = await fresh({ clock: () => clock });
    await mintFor(own, 'cus_sunday');
    clock = '2026-11-23T00:00:00.000Z';
    await mintFor(own, 'cus_monday');

    expect((await own.vault.subjectKeys(['cus_sunday', 'cus_monday'])).size).toBe(2);
    const { Items = [] } = await own.client.send(new ScanCommand({ TableName: own.names.vault }));
    expect(Items.map((item) => String(item.PK)).toSorted()).toEqual([
      'EPOCH#2026-W47',
      'EPOCH#2026-W48',
      'SUB#cus_monday',
      'SUB#cus_sunday',
    ]);
  });

  it("does not open a subject's wrapped key in another's place", async () => {
    const own = await fresh();
    await mintFor(own, 'cus_one');
    const { Items = [] } = await own.client.send(new ScanCommand({ TableName: own.names.vault }));
    const item = Items.find((each) => each.PK === 'SUB#cus_one');
    await own.client.send(
      new PutCommand({ TableName: own.names.vault, Item: { ...item, PK: 'SUB#cus_two' } }),
    );

    await expect(own.vault.subjectKeys(['cus_two'])).rejects.toThrow();
  });

  it('holds no key of a person in clear', async () => {
    const own = await fresh();
    const keys = [
      await mintFor(own, 'cus_one'),
      await own.vault.indexKey(),
      await own.vault.systemKey(),
    ];

    const { Items = [] } = await own.client.send(new ScanCommand({ TableName: own.names.vault }));
    for (const { wrapped } of Items)
      for (const key of keys)
        expect(Buffer.from(wrapped ?? []).includes(Buffer.from(key))).toBe(false);
    expect(Items.map((item) => item.PK)).toContain(`SUB#${systemSubject}`);
  });
});

describe('the ISO week', () => {
  it.each([
    ['2026-01-01T00:00:00.000Z', '2026-W01'],
    ['2027-01-03T23:59:59.999Z', '2026-W53'],
    ['2027-01-04T00:00:00.000Z', '2027-W01'],
    ['2024-12-30T00:00:00.000Z', '2025-W01'],
  ])('of %s is %s', (instant, week) => expect(isoWeekOf(instant)).toBe(week));
});
