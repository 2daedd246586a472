import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rootUnit } from '#core/access/grant';
import { wholeLens } from '#core/access/lens';
import { type Basis, followConsents } from '#core/consent/follow-consents';
import type { EventDetails } from '#events/catalogue';
import { publisherOf } from '#functions/publisher/index';
import type { PublisherServices } from '#functions/publisher/services';
import { readConsentsNow } from '#functions/shared/told-consents';
import { startStream } from '#local/stream';
import { startHub, type TestHub } from '#test/support/hub';
import { busThat } from '../publisher/bus.ts';

type Told = EventDetails['consent.changed.v1'];
interface Held {
  readonly basis: Basis;
  readonly states: Told['states'];
}

const adsLens = {
  name: 'ads',
  title: 'Ads',
  attributes: ['name'],
  purpose: 'ads',
  needsConsent: true,
} as const;
let hub: TestHub;
let checkpoint: { sequenceNumber?: string } | undefined;
const bus = busThat();
const began = new Date(Date.now() - 1000).toISOString();
let next = 0;

beforeAll(async () => {
  hub = await startHub();
  await hub.spoke('web');
  await hub.call('putPurpose', { params: { name: 'ads' }, body: purpose('ads') });
  await hub.call('putPurpose', { params: { name: 'news' }, body: purpose('news') });
  const { name, ...lens } = adsLens;
  await hub.call('putLens', { params: { name }, body: lens });
  await hub.spoke('offers', 50, { lens: 'ads' });
}, 60_000);
afterAll(() => hub.stop());

const purpose = (title: string) => ({
  title,
  legalBases: ['consent'],
  channels: ['email', 'sms'],
});
const newCustomer = async () => {
  next += 1;
  const emails = [{ value: `s${next}@example.com` }];
  return (await hub.put('web', `s-${next}`, { emails })).body.customerId as string;
};
const say = (customerId: string, name: string, status: string) =>
  hub.call('putConsent', {
    params: { customerId, purpose: name },
    body: { status, jurisdiction: 'GB', collection: { method: 'app' } },
  });

/** What the publisher makes of everything that was written since the last time. */
async function publishAll(): Promise<void> {
  const services: PublisherServices = {
    ...bus.services,
    listeners: async () => [
      { name: 'web', lens: wholeLens },
      { name: 'offers', lens: adsLens },
    ],
    consentsOf: (customerId) => readConsentsNow(customerId, hub.services),
  };
  const client = new DynamoDBStreamsClient({
    endpoint: hub.store.endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const stream = await startStream({
    client,
    tableName: hub.store.names.main,
    consumers: [{ name: 'publisher', handler: publisherOf(() => services) }],
    readCheckpoint: () => checkpoint as never,
    writeCheckpoint: (_, to) => {
      checkpoint = to as never;
    },
    onFailure: (_, error) => {
      throw error;
    },
    idleMs: 5,
  });
  await stream.drained(20_000);
  await stream.stop();
  client.destroy();
}
const toldTo = (spoke: string) =>
  bus.arrived.flatMap(({ type, detail }) =>
    type === 'consent.changed.v1' && detail.spoke === spoke ? [detail as Told] : [],
  );
const ask = async (spoke: string, customerId: string) =>
  (await hub.call('readSpokeConsents', { params: { spoke, customerId } })).body;
/** All pages, asked two minutes from now: what is written stands in the index by then. */
const changedSince = async (spoke: string, since: string, limit = '50') => {
  const { clock } = hub.services;
  const services = hub.services as { clock: () => string };
  services.clock = () => new Date(Date.now() + 120_000).toISOString();
  const items: (Held & { customerId: string })[] = [];
  let cursor: string | undefined;
  do {
    const { status, body } = await hub.call('listSpokeConsents', {
      params: { spoke },
      query: { since, limit, ...(cursor !== undefined && { cursor }) },
    });
    expect(status).toBe(200);
    items.push(...body.items);
    cursor = body.cursor;
  } while (cursor !== undefined);
  services.clock = clock;
  return items;
};
const isEqual = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);
const statesOf = (held: ReadonlyMap<string, Held>, ids: readonly string[]) =>
  Object.fromEntries(ids.map((id) => [id, held.get(id)?.states]));

describe('a spoke that loses, repeats and reorders what it is told', () => {
  const spokes = ['web', 'offers'] as const;
  const truth = new Map<string, Map<string, Held>>();
  let living: string[] = [];

  // Some forty acts on five customers, told two by two, so that events rest on many readings.
  beforeAll(async () => {
    const customers = await Promise.all(Array.from({ length: 5 }, newCustomer));
    const [a = '', b = '', c = '', d = ''] = customers;
    const statuses = ['given', 'withdrawn', 'given', 'denied', 'objected', 'given'];
    const acts = Array.from(
      { length: 30 },
      (_, index) => () =>
        say(
          customers[(index * 7) % 5] ?? a,
          index % 3 === 0 ? 'news' : 'ads',
          statuses[index % statuses.length] ?? 'given',
        ),
    );
    const merge = (one: string, other: string) => () =>
      hub.call('mergeCustomers', { params: { customerId: one }, body: { with: other } });
    const unmerge = (one: string, other: string) => () =>
      hub.call('unmergeCustomer', { params: { customerId: one }, body: { customerId: other } });
    acts.splice(8, 0, merge(a, b));
    acts.splice(14, 0, merge(c, d));
    acts.splice(20, 0, unmerge(a, b));
    acts.splice(26, 0, () =>
      hub.call('addRelationship', { params: { customerId: a }, body: { kind: 'purchase' } }),
    );
    for (const [index, act] of acts.entries()) {
      await act();
      if (index % 2 === 1) await publishAll();
    }
    await publishAll();
    const roots = await hub.services.customers.roots(customers);
    living = [...new Set(roots.values())].toSorted();
    for (const spoke of spokes) {
      const held = await Promise.all(living.map(async (id) => [id, await ask(spoke, id)] as const));
      truth.set(spoke, new Map(held.filter(([, body]) => body.states !== undefined)));
    }
  }, 120_000);

  /** What it holds in the end, and how often it asked. */
  const follow = (spoke: string, heard: readonly Told[]) => {
    const held = new Map<string, Held>();
    const counts: Record<string, number> = {};
    let asked = 0;
    let missed = 0;
    for (const { basis, ...told } of heard) {
      if (basis === undefined) throw new Error('rests on nothing');
      const { step, hasMissed } = followConsents(
        held.get(told.customerId)?.basis,
        { basis, entry: told.entry },
        counts,
      );
      for (const [id, count] of Object.entries(basis.heard))
        counts[id] = Math.max(count, counts[id] ?? 0);
      if (hasMissed) missed += 1;
      if (step === 'take') held.set(told.customerId, { basis, states: told.states });
      const now = truth.get(spoke)?.get(told.customerId);
      if (step === 'ask') asked += 1;
      if (step === 'ask' && now !== undefined) held.set(told.customerId, now);
    }
    return { held, asked, missed };
  };

  it('has something to follow: two living of those that were merged, one merged for good', () => {
    expect(living).toHaveLength(4);
    expect(toldTo('web').length).toBeGreaterThan(30);
    expect(toldTo('offers').length).toBeGreaterThan(15);
    expect(new Set(toldTo('web').map(({ because }) => because))).toEqual(
      new Set(['entry', 'merged', 'split']),
    );
  });

  it.each(spokes)('%s needs to ask for nothing where all arrives in order', (spoke) => {
    const { held, asked, missed } = follow(spoke, toldTo(spoke));

    expect([asked, missed]).toEqual([0, 0]);
    expect(statesOf(held, living)).toEqual(statesOf(truth.get(spoke) ?? new Map(), living));
  });

  it.each(spokes)('%s ends with the hub’s states in whatever order all arrives', (spoke) => {
    const all = toldTo(spoke);
    const places = fc.shuffledSubarray([...all.keys(), ...all.keys()], {
      minLength: 2 * all.length,
    });
    fc.assert(
      fc.property(places, (order) => {
        const { held } = follow(
          spoke,
          order.flatMap((at) => all[at] ?? []),
        );
        expect(statesOf(held, living)).toEqual(statesOf(truth.get(spoke) ?? new Map(), living));
      }),
      { numRuns: 500 },
    );
  });

  it.each(spokes)('%s can tell that one before it is missing', (spoke) => {
    const all = toldTo(spoke);
    const told = all.map(({ basis }, index) => ({
      index,
      rest: all.slice(0, index).every((before) => !isEqual(before.basis?.heard, basis?.heard)),
    }));
    let seen = 0;
    for (const { index, rest } of told) {
      const { entry, basis } = all[index] as Told;
      // Two that were told at once rest on one reading: either says all that both do.
      if (entry === undefined || !rest || basis?.heard[entry.customerId] !== entry.heard) continue;
      const later = all
        .slice(index + 1)
        .find((each) => each.entry?.customerId === entry.customerId);
      if (later?.entry === undefined) continue;
      const { missed } = follow(spoke, [...all.slice(0, index), later]);
      expect(missed).toBe(1);
      seen += 1;
    }
    expect(seen).toBeGreaterThan(5);
  });

  it.each(spokes)('%s that heard nothing at all asks for what changed since', async (spoke) => {
    const held = new Map<string, Held>();
    for (const each of await changedSince(spoke, began, '3')) held.set(each.customerId, each);

    expect(statesOf(held, living)).toEqual(statesOf(truth.get(spoke) ?? new Map(), living));
  });

  it('hears through its lens of one purpose alone, when it asks as when it is told', async () => {
    const [id = ''] = living;
    const { states, basis } = await ask('offers', id);

    expect(new Set(states.map((each: { purpose: string }) => each.purpose))).toEqual(
      new Set(['ads']),
    );
    expect(basis.purpose).toBe('ads');
  });

  it('follows an id that was merged', async () => {
    const roots = await hub.services.customers.roots(
      toldTo('web').flatMap(({ entry }) => entry?.customerId ?? []),
    );
    for (const [id, root] of roots) expect((await ask('web', id)).customerId).toBe(root);
  });
});

describe('asking for what a spoke hears', () => {
  it('tells of a consent that ended in the time asked for', async () => {
    const customerId = await newCustomer();
    const end = Date.now() + 400;
    await hub.call('putConsent', {
      params: { customerId, purpose: 'ads' },
      body: {
        status: 'given',
        jurisdiction: 'GB',
        collection: { method: 'app' },
        expiresAt: new Date(end).toISOString(),
      },
    });
    while (Date.now() <= end) await new Promise((done) => setTimeout(done, 50));

    const since = new Date(end - 1).toISOString();
    const found = await changedSince('web', since);

    expect(found.find((each) => each.customerId === customerId)?.states).toContainEqual({
      purpose: 'ads',
      channel: 'email',
      status: 'expired',
    });
  });

  it('is for the spoke itself, and for who may read consents everywhere', async () => {
    const customerId = await newCustomer();
    await say(customerId, 'ads', 'given');
    const status = async (as: object, spoke = 'web') =>
      (await hub.call('readSpokeConsents', { params: { spoke, customerId }, ...as })).status;

    expect(await status({ role: 'integrator', spoke: 'web' })).toBe(200);
    expect(await status({ role: 'integrator', spoke: 'web' }, 'offers')).toBe(403);
    expect(await status({ role: 'auditor' })).toBe(200);
    expect(await status({ role: 'analyst' })).toBe(403);
    await hub.call('putOrgUnit', {
      params: { orgUnit: 'north' },
      body: { title: 'N', parent: rootUnit },
    });
    await hub.spoke('north-till', 50, { orgUnit: 'north' });
    const north = { grants: [{ role: 'integrator', orgUnit: 'north' }] };
    expect(await status(north, 'north-till')).toBe(403);
    expect(await status({ ...north, spoke: 'north-till' }, 'north-till')).toBe(200);
  });

  it('refuses what is not there, what is no cursor, and what is too long ago', async () => {
    const list = (query: Record<string, string>, spoke = 'web') =>
      hub.call('listSpokeConsents', { params: { spoke }, query });
    const since = new Date().toISOString();
    const long = new Date(Date.now() - 36 * 24 * 3_600_000).toISOString();

    expect((await list({ since }, 'nobody')).status).toBe(404);
    expect((await list({})).status).toBe(400);
    expect((await list({ since: long })).body.errors).toMatchObject([{ pointer: '/since' }]);
    const toCome = new Date(Date.now() + 3_600_000).toISOString();
    expect((await list({ since: toCome })).body.errors).toMatchObject([
      { pointer: '/since', rule: 'past', in: 'query' },
    ]);
    const other = Buffer.from(JSON.stringify(['ends', '2020', since])).toString('base64url');
    expect((await list({ since, cursor: other })).body.errors).toMatchObject([
      { pointer: '/cursor' },
    ]);
    const gone = { params: { spoke: 'web', customerId: `cus_${'0'.repeat(26)}` } };
    expect((await hub.call('readSpokeConsents', gone)).status).toBe(404);
  });

  it('of a moment that is not over yet brings nothing, and the moment to ask from', async () => {
    const since = new Date(Date.now() - 1000).toISOString();
    const { body } = await hub.call('listSpokeConsents', {
      params: { spoke: 'web' },
      query: { since },
    });

    expect([body.items, body.until]).toEqual([[], since]);
  });
});
