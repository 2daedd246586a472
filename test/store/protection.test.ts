import { readFile } from 'node:fs/promises';
import { GetCommand, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { headKey } from '#store/keys';
import { SealBroken } from '#store/seal';
import { makeTokeniser } from '#store/tokeniser';
import { type EmbeddedStore, embeddedStore } from '../support/embedded-table.ts';
import {
  block,
  cause,
  changeOf,
  creation,
  customer,
  fact,
  searchable,
  sourceRecord,
} from '../support/stored-customers.ts';

let store: EmbeddedStore;
beforeAll(async () => {
  store = await embeddedStore();
});
afterAll(() => store.stop());

/** A word that stands nowhere else, long enough not to appear by chance. */
const planted = Array.from({ length: 12 }, (_, each) => `Zzyzx${each}Quetzalcoatl`);
const [given, family, mail, phone, street, sourceId, pinned, reason, word, loyalty, answer, key] =
  planted as [string, ...string[]] as string[];

async function plantEverywhere() {
  const record = sourceRecord('web', sourceId!, {
    name: { given: given!, family: family! },
    emails: [{ value: mail! }],
    phones: [{ value: phone! }],
    addresses: [{ line1: street! }],
    identifiers: [{ type: 'loyalty', value: loyalty! }],
  });
  const commit = creation(record, [block('email', mail!), searchable('word', word!)]);
  const [stored] = await store.customers.commit({
    ...commit,
    cause: { ...cause, reason: reason! },
  });
  const [root] = stored!.customer.members;
  const pin = { attribute: 'jobTitle', value: pinned!, actor: 'tok', pinnedAt: commit.at };
  const [after] = await store.customers.commit(
    changeOf({
      before: [stored!],
      after: [customer({ ...root, pins: [{ ...pin, reason: reason! }] })],
      facts: [fact(root.customerId, 'changed', { changed: ['jobTitle'] })],
      cause: { ...cause, reason: reason! },
    }),
  );
  await store.governance.putSpoke(
    { name: 'web', style: 'consolidation', trust: 50 },
    { ...cause, at: commit.at, reason: reason! },
  );
  await store.idempotency.begin('tok', key!, 'hash', 0);
  await store.idempotency.finish('tok', key!, { name: answer! });
  return after!;
}

describe('protection', () => {
  it('leaves no planted value readable in the database file, in no encoding', async () => {
    await plantEverywhere();

    const files = store.file === undefined ? [] : [store.file, `${store.file}-wal`];
    const bytes = await Promise.all(files.map((file) => readFile(file).catch(() => Buffer.of())));
    const scans = await Promise.all(
      Object.values(store.names).map((TableName) =>
        store.client.send(new ScanCommand({ TableName })),
      ),
    );
    const all = Buffer.concat([...bytes, Buffer.from(JSON.stringify(scans))]);
    expect(all.includes('tok_test')).toBe(true);
    for (const value of planted)
      for (const encoding of ['utf8', 'base64', 'base64url', 'hex'] as const) {
        // Three byte offsets: base64 text depends on where in the value it begins.
        const shapes = [0, 1, 2].map((from) =>
          Buffer.from(value).subarray(from).toString(encoding),
        );
        for (const shape of encoding === 'utf8' ? [value] : shapes)
          expect(all.includes(shape.replace(/=+$/, '').slice(0, -1))).toBe(false);
      }
  });

  it("does not open a golden record that was moved into another customer's head", async () => {
    const [one] = await store.customers.commit(creation(sourceRecord('web', 'moved-1')));
    const [two] = await store.customers.commit(creation(sourceRecord('web', 'moved-2')));
    const [from, to] = [one!.customer.customerId, two!.customer.customerId];
    const read = async (id: string) =>
      (await store.client.send(new GetCommand({ TableName: store.names.main, Key: headKey(id) })))
        .Item;
    const Item = { ...(await read(to)), golden: (await read(from))?.golden };

    await store.client.send(new PutCommand({ TableName: store.names.main, Item }));

    await expect(store.customers.find(to)).rejects.toThrow(SealBroken);
  });

  it('does not open an older golden record put back under a newer revision', async () => {
    const [stored] = await store.customers.commit(creation(sourceRecord('web', 'rolled-back')));
    const id = stored!.customer.customerId;
    const read = async () =>
      (await store.client.send(new GetCommand({ TableName: store.names.main, Key: headKey(id) })))
        .Item;
    const older = await read();
    await store.customers.commit(
      changeOf({ before: [stored!], after: [stored!.customer], facts: [fact(id, 'changed')] }),
    );

    const Item = { ...(await read()), golden: older?.golden };
    await store.client.send(new PutCommand({ TableName: store.names.main, Item }));

    await expect(store.customers.find(id)).rejects.toThrow(SealBroken);
  });

  it('keeps tokens of equal texts apart by kind, spoke and purpose', async () => {
    const tokeniser = await makeTokeniser(store.vault);

    const tokens = [
      tokeniser.matchKey({ kind: 'email', text: 'x' }),
      tokeniser.matchKey({ kind: 'phone', text: 'x' }),
      tokeniser.source('web', 'x'),
      tokeniser.source('crm', 'x'),
      tokeniser.idempotency('web', 'x'),
    ].map((token) => token.replace(/^.*#/, ''));

    expect(new Set(tokens).size).toBe(5);
    for (const token of tokens) expect(token).toMatch(/^[\w-]{43}$/);
    expect(tokeniser.source('web', 'x')).toBe(tokens[2]);
  });

  it("another hub's index key gives other tokens", async () => {
    const other = await embeddedStore({}, { endpoint: store.endpoint, stop: async () => {} });

    const [one, two] = await Promise.all([store, other].map(({ vault }) => makeTokeniser(vault)));

    expect(one!.source('web', 'x')).not.toBe(two!.source('web', 'x'));
  });
});
