import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Commit, StoredCustomer, Transition } from '#core/identity/change';
import { createCustomer } from '#core/identity/create';
import type { Customer, SourceRecord } from '#core/identity/customer';
import { differenceBetween } from '#core/identity/differ';
import { merge } from '#core/identity/merge';
import { putRecord } from '#core/identity/put-record';
import { removeRecord } from '#core/identity/remove-record';
import { split } from '#core/identity/split';
import { templates } from '#core/schema/templates';
import { type EmbeddedStore, embeddedStore } from '../support/embedded-table.ts';
import { at, block, cause, newCustomerId, sourceRecord } from '../support/stored-customers.ts';

let store: EmbeddedStore;
beforeAll(async () => {
  store = await embeddedStore();
});
afterAll(() => store.stop());

const context = {
  schema: templates.person,
  trust: { web: { trust: 50, tier: 2 }, crm: { trust: 60, tier: 2 } },
  at,
} as const;

type Step = readonly [act: number, one: number, other: number];
const steps = fc.array(fc.tuple(fc.nat(4), fc.nat(9), fc.nat(9)), { minLength: 4, maxLength: 14 });

/** What the store must hold: living customers, and every id ever made with whether it still lives. */
class World {
  living: StoredCustomer[] = [];
  readonly ids = new Set<string>();
  readonly records = new Map<string, SourceRecord>();
  private readonly run: number;
  private made = 0;

  constructor(run: number) {
    this.run = run;
  }

  /** Few values, so that customers share match keys. */
  newRecord(pick: number): SourceRecord {
    this.made += 1;
    const record = sourceRecord(pick % 2 === 0 ? 'web' : 'crm', `${this.run}-${this.made}`, {
      name: { given: ['Ada', 'Grace', 'Mary'][pick % 3]!, family: 'Lovelace' },
    });
    this.records.set(`${record.spoke} ${record.sourceId}`, record);
    return record;
  }

  async commit(before: readonly StoredCustomer[], transition: Transition): Promise<void> {
    const members = transition.after.flatMap((each) => each.members);
    const commit: Commit = {
      before,
      ...transition,
      matchKeys: Object.fromEntries(members.map((each) => [each.customerId, this.keysOf(each)])),
      cause,
      at,
    };
    const stored = await store.customers.commit(commit);
    for (const each of members) this.ids.add(each.customerId);
    this.living = [...this.living.filter((each) => !before.includes(each)), ...stored];
  }

  keysOf({ records }: { records: readonly SourceRecord[] }) {
    const texts = records.map((each) => `${this.run} ${JSON.stringify(each.attributes.name)}`);
    return [...new Set(texts)].map((text) => block('name', text));
  }
}

async function step(world: World, [act, one, other]: Step): Promise<void> {
  const [a, b] = [one, other].map((pick) => world.living[pick % Math.max(1, world.living.length)]);
  if (act === 0 || a === undefined || b === undefined) {
    const id = newCustomerId();
    return world.commit([], createCustomer(id, world.newRecord(other), context));
  }
  const records = a.customer.members.flatMap((each) => each.records);
  const record = records[other % records.length]!;
  if (act === 1) {
    const put = putRecord(
      a.customer,
      a.customer.members.at(-1)!.customerId,
      world.newRecord(other),
      context,
    );
    return 'transition' in put ? world.commit([a], put.transition) : undefined;
  }
  if (act === 2 && a !== b && !differenceBetween(a.customer, b.customer))
    return world.commit([a, b], merge(a.customer, b.customer, 'steward', context));
  if (act === 3 && records.length > 1)
    return world.commit([a], split(a.customer, [record], newCustomerId(), context));
  if (act === 4) {
    world.records.delete(`${record.spoke} ${record.sourceId}`);
    return world.commit([a], removeRecord(a.customer, record, context));
  }
}

const rootOf = (world: World, id: string): Customer | undefined =>
  world.living.find(({ customer }) => customer.members.some((each) => each.customerId === id))
    ?.customer;

async function check(world: World): Promise<void> {
  for (const id of world.ids) {
    const root = rootOf(world, id);
    const expected =
      root === undefined
        ? { status: 'removed' }
        : root.customerId === id
          ? { status: 'living', stored: world.living.find((each) => each.customer === root) }
          : { status: 'merged', into: root.customerId };
    expect(await store.customers.find(id)).toEqual(expected);
  }
  for (const record of world.records.values()) {
    const holder = world.living
      .flatMap(({ customer }) => customer.members)
      .find((each) => each.records.some(({ sourceId }) => sourceId === record.sourceId));
    expect(await store.customers.crosswalk(record)).toBe(holder?.customerId);
  }
  const members = world.living.flatMap(({ customer }) => customer.members);
  const keys = members.flatMap((each) => world.keysOf(each));
  for (const { key, customerIds } of await store.customers.candidates(keys)) {
    const sharers = members.filter((each) =>
      world.keysOf(each).some(({ text }) => text === key.text),
    );
    expect(customerIds).toEqual(sharers.map((each) => each.customerId).toSorted());
  }
  for (const { customer, sequence } of world.living) {
    const { items } = await store.customers.versions(customer.customerId, { limit: 200 });
    expect(items.map((each) => each.sequence)).toEqual(items.map((_, index) => index + 1));
    expect(items).toHaveLength(sequence);
    const audit = await store.audit.entries(`customer:${customer.customerId}`, { limit: 200 });
    for (const [index, entry] of audit.items.entries())
      expect(entry.previousHash).toBe(audit.items[index - 1]?.hash ?? '0'.repeat(64));
  }
}

describe('any history of creating, adding, merging, splitting and removing', () => {
  it('reads back as it was committed: customers, retired ids, crosswalks, match keys, chains', async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(steps, async (history) => {
        run += 1;
        const world = new World(run);
        for (const each of history) await step(world, each);
        await check(world);
      }),
      { numRuns: 25 },
    );
  }, 120_000);
});
