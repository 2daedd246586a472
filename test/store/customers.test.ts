import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StoredCustomer } from '#core/identity/change';
import { Refusal } from '#core/kernel/refusal';
import { CommitConflict } from '#store/commit-conflict';
import { keyCap } from '#store/customers';
import { type EmbeddedStore, embeddedStore } from '../support/embedded-table.ts';
import {
  at,
  block,
  cause,
  changeOf,
  creation,
  customer,
  fact,
  member,
  merging,
  newCustomerId,
  searchable,
  sourceRecord,
} from '../support/stored-customers.ts';

let store: EmbeddedStore;
beforeAll(async () => {
  store = await embeddedStore();
});
afterAll(() => store.stop());

let records = 0;
const freshRecord = (spoke = 'web') => sourceRecord(spoke, `r-${++records}`);

async function create(...keys: Parameters<typeof creation>[1] & object): Promise<StoredCustomer> {
  const [stored] = await store.customers.commit(creation(freshRecord(), keys));
  return stored!;
}

async function living(customerId: string): Promise<StoredCustomer> {
  const found = await store.customers.find(customerId);
  if (found.status !== 'living') throw new Error(found.status);
  return found.stored;
}

describe('a commit', () => {
  it('stores a new customer that reads back as it was written', async () => {
    const record = freshRecord();
    const commit = creation(record, [block('email', 'ada@example.com')]);

    const [stored] = await store.customers.commit(commit);

    expect(stored).toEqual({ customer: commit.after[0], revision: 1, sequence: 1, updatedAt: at });
    expect(await living(stored!.customer.customerId)).toEqual(stored);
    expect(await store.customers.crosswalk(record)).toBe(stored!.customer.customerId);
  });

  it('is a conflict when another one changed the customer since it was read, and writes nothing', async () => {
    const stored = await create();
    const id = stored.customer.customerId;
    const [first, second] = [await living(id), await living(id)];
    const adding = (read: StoredCustomer, spoke: string) => {
      const [root] = read.customer.members;
      const grown = { ...root, records: [...root.records, sourceRecord(spoke, id)] };
      return changeOf({
        before: [read],
        after: [customer(grown)],
        facts: [fact(id, 'changed')],
      });
    };

    await store.customers.commit(adding(first, 'crm'));

    await expect(store.customers.commit(adding(second, 'erp'))).rejects.toThrow(CommitConflict);
    expect(await store.customers.crosswalk({ spoke: 'erp', sourceId: id })).toBeUndefined();
    expect((await living(id)).revision).toBe(2);
  });

  it('lets exactly one of twenty creators of one source record win', async () => {
    const record = freshRecord();

    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, () => store.customers.commit(creation(record))),
    );

    const won = outcomes.filter((each) => each.status === 'fulfilled');
    const lost = outcomes.filter((each) => each.status === 'rejected');
    expect(won).toHaveLength(1);
    expect(lost.every((each) => each.reason instanceof CommitConflict)).toBe(true);
  });

  it('of a copy that lost its backing reads heads and keys again', async () => {
    const stored = await create(block('phone', 'lost backing'));
    const copy = structuredClone(stored);
    const [root] = copy.customer.members;
    const pin = { attribute: 'language', value: 'en', actor: 'tok', pinnedAt: at };

    const [after] = await store.customers.commit(
      changeOf({
        before: [copy],
        after: [{ ...copy.customer, members: [{ ...root, pins: [pin] }] }],
      }),
    );

    expect(await living(stored.customer.customerId)).toEqual(after);
    const [hit] = await store.customers.candidates([block('phone', 'lost backing')]);
    expect(hit?.customerIds).toEqual([stored.customer.customerId]);
  });

  it('refuses more parts than one transaction holds', async () => {
    const keys = Array.from({ length: 100 }, (_, each) => block('email', `many-${each}`));

    const refused = store.customers.commit(creation(freshRecord(), keys));

    await expect(refused).rejects.toThrow(new Refusal('customer.too-large'));
  });

  it('refuses an item larger than DynamoDB holds, before it writes anything', async () => {
    // Random text does not deflate.
    const name = randomBytes(420 * 1024).toString('base64');
    const record = sourceRecord('web', 'large', { name: { full: name } });

    const refused = store.customers.commit(creation(record));

    await expect(refused).rejects.toThrow(new Refusal('customer.too-large'));
    expect(await store.customers.crosswalk(record)).toBeUndefined();
  });

  it('checks customers that were read but stay as they are', async () => {
    const [read, other] = [await create(), await create()];
    const id = read.customer.customerId;
    const [root] = read.customer.members;
    await store.customers.commit(
      changeOf({
        before: [read],
        after: [customer({ ...root, differentFrom: [other.customer.customerId] })],
      }),
    );

    const depending = store.customers.commit({
      ...creation(freshRecord()),
      before: [read],
      after: [...creation(freshRecord()).after, read.customer],
    });

    await expect(depending).rejects.toThrow(CommitConflict);
    expect((await living(id)).revision).toBe(2);
  });

  it('of nothing new writes nothing', async () => {
    const stored = await create();

    const after = await store.customers.commit(
      changeOf({ before: [stored], after: [stored.customer] }),
    );

    expect(after).toEqual([stored]);
    expect((await living(stored.customer.customerId)).revision).toBe(1);
  });
});

describe('merging and splitting', () => {
  it('makes retired ids resolve to the living root, through a chain of merges', async () => {
    const [a, b, c] = [await create(), await create(), await create()];
    const [bc] = await store.customers.commit(merging(b, c));
    const [abc] = await store.customers.commit(merging(a, bc!));
    const rootId = a.customer.customerId;

    for (const each of [b, c])
      expect(await store.customers.find(each.customer.customerId)).toEqual({
        status: 'merged',
        into: rootId,
      });
    expect(await living(rootId)).toEqual(abc);
    expect(await store.customers.load([c, b, a].map((each) => each.customer.customerId))).toEqual([
      abc,
    ]);
  });

  it('a member that becomes a customer again goes on with its own numbers', async () => {
    const [a, b] = [await create(), await create()];
    const [merged] = await store.customers.commit(merging(a, b));
    const [rootA, memberB] = merged!.customer.members;
    const { parent: _, mergedBy: __, ...rootB } = memberB!;

    const [, again] = await store.customers.commit(
      changeOf({
        before: [merged!],
        after: [customer(rootA), customer(rootB)],
        facts: [fact(rootA.customerId, 'split'), fact(rootB.customerId, 'split')],
      }),
    );

    expect(again).toMatchObject({ revision: 3, sequence: 3 });
    expect(await living(rootB.customerId)).toEqual(again);
    expect((await living(rootA.customerId)).customer.members).toHaveLength(1);
  });

  it('moves a source record and its crosswalk to a new constituent', async () => {
    const stored = await create();
    const [root] = stored.customer.members;
    const [kept, moved] = [root.records[0]!, freshRecord('crm')];
    const [grown] = await store.customers.commit(
      changeOf({ before: [stored], after: [customer({ ...root, records: [kept, moved] })] }),
    );
    const newId = newCustomerId();

    await store.customers.commit(
      changeOf({
        before: [grown!],
        after: [customer(root), customer(member(newId, [moved]))],
        facts: [fact(root.customerId, 'split'), fact(newId, 'created')],
      }),
    );

    expect(await store.customers.crosswalk(moved)).toBe(newId);
    expect((await living(newId)).customer.members[0].records).toEqual([moved]);
    expect((await living(root.customerId)).customer.members[0].records).toEqual([kept]);
  });

  it('a reader that meets an unmerge half-way reads again', async () => {
    const [a, b] = [await create(), await create()];
    const [merged] = await store.customers.commit(merging(a, b));
    const [rootA, memberB] = merged!.customer.members;
    const { parent: _, mergedBy: __, ...rootB } = memberB!;
    const apart = [customer(rootA), customer(rootB)];
    let isMet = false;
    store.client.middlewareStack.add(
      (next) => async (args) => {
        // The root's partition was read, the member's is about to be: now another writer comes.
        if (!isMet && JSON.stringify(args.input).includes(`CUS#${rootB.customerId}`)) {
          isMet = true;
          await store.customers.commit(changeOf({ before: [merged!], after: apart }));
        }
        return next(args);
      },
      { step: 'initialize', name: 'unmergeMeanwhile' },
    );

    const found = await living(rootA.customerId);
    store.client.middlewareStack.remove('unmergeMeanwhile');

    expect(isMet).toBe(true);
    expect(found.customer).toEqual(apart[0]);
  });

  it('a write to a member conflicts with a write to the root', async () => {
    const [a, b] = [await create(), await create()];
    const [merged] = await store.customers.commit(merging(a, b));
    const [rootA, memberB] = merged!.customer.members;
    const withRecord = (read: StoredCustomer, which: 0 | 1) =>
      changeOf({
        before: [read],
        after: [
          {
            ...read.customer,
            members: [
              which === 0 ? { ...rootA, records: [...rootA.records, freshRecord()] } : rootA,
              which === 1
                ? { ...memberB!, records: [...memberB!.records, freshRecord()] }
                : memberB!,
            ],
          },
        ],
      });

    await store.customers.commit(withRecord(merged!, 1));

    await expect(store.customers.commit(withRecord(merged!, 0))).rejects.toThrow(CommitConflict);
  });
});

describe('candidates and search', () => {
  it('bring the constituents that share a key, and follow the keys that a record no longer has', async () => {
    const [old, other] = [block('email', 'old@example.com'), block('email', 'new@example.com')];
    const stored = await create(old);
    const id = stored.customer.customerId;

    await store.customers.commit(
      changeOf({ before: [stored], after: [stored.customer], matchKeys: { [id]: [other] } }),
    );

    expect(await store.customers.candidates([old, other])).toEqual([
      { key: old, customerIds: [], capped: false },
      { key: other, customerIds: [id], capped: false },
    ]);
  });

  it('a key that too many share is capped and brings nobody', async () => {
    const shared = block('phone', 'a shop');
    for (let each = 0; each < keyCap; each += 1) await create(shared);
    const [full] = await store.customers.candidates([shared]);
    await create(shared);
    const [over] = await store.customers.candidates([shared]);

    expect(full).toMatchObject({ capped: false });
    expect(full?.customerIds).toHaveLength(keyCap);
    expect(over).toEqual({ key: shared, customerIds: [], capped: true });
  });

  it('search resolves members to their root, each once a page, and pages', async () => {
    const word = searchable('word', 'babbage');
    const [a, b, c] = [await create(word), await create(word), await create(word)];
    await store.customers.commit(merging(a, b));

    const first = await store.customers.search(word, { limit: 2 });
    const second = await store.customers.search(word, { limit: 2, cursor: first.cursor! });

    expect(first.items.map((each) => each.customerId)).toEqual([a.customer.customerId]);
    expect(second.items.map((each) => each.customerId)).toEqual([c.customer.customerId]);
    expect(second.items[0]?.golden).toEqual(c.customer.golden);
  });

  it('lists every living customer once, whatever the page size', async () => {
    const own = await embeddedStore({}, { endpoint: store.endpoint, stop: async () => {} });
    const ids: string[] = [];
    for (let each = 0; each < 23; each += 1) {
      const [stored] = await own.customers.commit(creation(freshRecord()));
      ids.push(stored!.customer.customerId);
    }
    for (const limit of [1, 4, 200]) {
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await own.customers.list({ limit, ...(cursor ? { cursor } : {}) });
        seen.push(...page.items.map((each) => each.customerId));
        cursor = page.cursor;
      } while (cursor !== undefined);
      expect(seen.toSorted()).toEqual(ids);
    }
  });

  it('refuses a cursor that no list gave', async () => {
    const forged = Buffer.from('["person",0]').toString('base64url');

    await expect(store.customers.list({ limit: 1, cursor: forged })).rejects.toMatchObject({
      code: 'request.invalid',
      violations: [{ pointer: '/cursor' }],
    });
  });
});

describe('history', () => {
  it('gives the version in force at an instant, and none before the first', async () => {
    const stored = await create();
    const id = stored.customer.customerId;
    await store.customers.commit(
      changeOf({
        before: [stored],
        after: [{ ...stored.customer, golden: { ...stored.customer.golden, schemaVersion: 2 } }],
        facts: [fact(id, 'changed', { changed: ['name'] })],
        at: '2026-03-01T00:00:00.000Z',
      }),
    );

    const versionAt = async (instant: string) => store.customers.versionAt(id, instant);
    expect(await versionAt('2025-12-31T23:59:59.999Z')).toBeUndefined();
    expect(await versionAt(at)).toMatchObject({ sequence: 1, golden: stored.customer.golden });
    expect(await versionAt('2026-02-01T00:00:00.000Z')).toMatchObject({ sequence: 1 });
    expect(await versionAt('2026-03-01T00:00:00.000Z')).toMatchObject({
      sequence: 2,
      golden: { schemaVersion: 2 },
    });
  });

  it('never runs backwards when a clock does', async () => {
    const stored = await create();
    const id = stored.customer.customerId;
    await store.customers.commit(
      changeOf({
        before: [stored],
        after: [stored.customer],
        facts: [fact(id, 'changed')],
        at: '2025-01-01T00:00:00.000Z',
      }),
    );

    const { items } = await store.customers.versions(id, { limit: 10 });
    expect(items.map((each) => [each.sequence, each.at])).toEqual([
      [1, at],
      [2, at],
    ]);
  });

  it('pages, oldest first', async () => {
    let [stored] = [await create()];
    const id = stored.customer.customerId;
    for (let each = 0; each < 4; each += 1)
      [stored] = (await store.customers.commit(
        changeOf({ before: [stored], after: [stored.customer], facts: [fact(id, 'changed')] }),
      )) as [StoredCustomer];

    const seen: number[] = [];
    let cursor: string | undefined;
    do {
      const page = await store.customers.versions(id, { limit: 2, ...(cursor ? { cursor } : {}) });
      seen.push(...page.items.map((each) => each.sequence));
      cursor = page.cursor;
    } while (cursor !== undefined);
    expect(seen).toEqual([1, 2, 3, 4, 5]);
  });

  it('says of a merged id where it leads, and keeps the reason', async () => {
    const [a, b] = [await create(), await create()];
    await store.customers.commit({
      ...merging(a, b),
      cause: { ...cause, action: 'customer.merge', reason: 'same loyalty card' },
    });

    const { items } = await store.customers.versions(b.customer.customerId, { limit: 10 });
    expect(items[1]).toMatchObject({
      type: 'merged',
      mergedInto: a.customer.customerId,
      reason: 'same loyalty card',
    });
    expect(items[1]).not.toHaveProperty('golden');
  });
});

describe('the count', () => {
  it('is at least one and follows what the stream adds', async () => {
    expect(await store.customers.count()).toBe(1);
    await store.customers.countAdd(5);
    expect(await store.another().customers.count()).toBe(5);
  });
});
