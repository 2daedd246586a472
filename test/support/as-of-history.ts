import { accessOf } from '#functions/shared/access';
import type { Caller } from '#functions/shared/handle';
import { type RouteName, startHub, type TestAnswer, type TestCall, type TestHub } from './hub.ts';

/** A number from 0 up to and without `below`; the same seed, the same numbers (mulberry32). */
export function randomOf(seed: number) {
  let state = seed;
  return (below: number): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * below);
  };
}
type Random = ReturnType<typeof randomOf>;

const lensNames = ['contact', 'ages', 'units'] as const;
const unitNames = ['north', 'south', 'york'] as const;
const spokeNames = ['till', 'shop', 'van'] as const;
const people = ['usr_ada', 'usr_ben'] as const;

/** A hub whose clock only its history moves, and all that anybody may ask it. */
export interface AsOfWorld {
  readonly hub: TestHub;
  /** Does something of the many things that can be done, a while after the last. */
  readonly act: () => Promise<void>;
  readonly now: () => string;
  /** What is believed and configured, and who may do what; now, or as of a moment. */
  readonly believed: (asOf?: string, lenses?: readonly (string | undefined)[]) => Promise<object>;
  readonly allLenses: readonly (string | undefined)[];
  readonly done: ReadonlyMap<string, number>;
}

export async function asOfWorld(random: Random): Promise<AsOfWorld> {
  const hub = await startHub();
  let nowMs = Date.parse('2026-03-01T00:00:00.000Z');
  const now = () => new Date(nowMs).toISOString();
  (hub.services as { clock: () => string }).clock = now;
  const customers = new Set<string>();
  const done = new Map<string, number>();
  /** Merged into another once. */
  const retired = new Set<string>();
  const pick = <T>(from: readonly T[]): T => {
    const found = from[random(from.length)];
    if (found === undefined) throw new Error('nothing to pick from');
    return found;
  };
  const ask = async (route: RouteName, call: TestCall): Promise<TestAnswer> => {
    const answer = await hub.call(route, call);
    if (answer.status >= 500 || answer.status === 400)
      throw new Error(`${route}: ${JSON.stringify(answer.body)}`);
    if (answer.status < 300) done.set(route, (done.get(route) ?? 0) + 1);
    return answer;
  };
  const some = () => pick([...customers]);
  const living = async (customerId: string) => {
    const found = await hub.services.customers.find(customerId);
    return found.status === 'merged' ? found.into : customerId;
  };

  const acts: readonly (() => Promise<unknown>)[] = [
    async () => {
      const { body } = await ask('putRecord', {
        params: { spoke: pick(spokeNames), sourceId: `r-${random(5)}` },
        body: {
          schema: 'person',
          updatedAt: now(),
          attributes: {
            name: {
              given: pick(['Ada', 'Ben', 'Cleo', 'Dora']),
              family: pick(['Example', 'Sample']),
            },
            ...(random(2) === 0 && { birthDate: `19${60 + random(30)}-02-03` }),
            ...(random(2) === 0 && { emails: [{ value: `p${random(4)}@example.com` }] }),
            phones: [{ value: `+4477009001${10 + random(80)}`, country: 'GB' }],
          },
        },
      });
      if (body.customerId !== undefined) customers.add(body.customerId);
    },
    async () => {
      const [customerId, other] = [await living(some()), await living(some())];
      const { status } = await ask('mergeCustomers', {
        params: { customerId },
        body: { with: other },
      });
      if (status === 200) retired.add(other);
    },
    async () => {
      const merged = [...customers].filter((each) => retired.has(each));
      const customerId = merged.length === 0 ? some() : pick(merged);
      await ask('unmergeCustomer', {
        params: { customerId: await living(customerId) },
        body: { customerId },
      });
    },
    async () => {
      const customerId = await living(some());
      const { body } = await ask('readSources', { params: { customerId } });
      const { spoke, sourceId } = pick(body.items as { spoke: string; sourceId: string }[]);
      const split = await ask('splitCustomer', {
        params: { customerId },
        body: { sources: [{ spoke, sourceId }] },
      });
      for (const each of split.body.customers ?? []) customers.add(each.customerId);
    },
    async () =>
      ask('pinAttribute', {
        params: { customerId: await living(some()) },
        body: { attribute: 'birthDate', value: `19${60 + random(30)}-01-01` },
      }),
    async () =>
      ask('unpinAttribute', {
        params: { customerId: await living(some()), attribute: 'birthDate' },
      }),
    async () =>
      ask('putLens', {
        params: { name: pick(lensNames) },
        body: pick([
          { title: 'A', attributes: ['name', 'phones'], masks: { phones: 'last-four' } },
          { title: 'B', attributes: ['name', 'birthDate', 'emails'], masks: { birthDate: 'year' } },
          { title: 'C', attributes: ['name'], orgUnits: [pick(['root', 'north'])] },
          { title: 'D', attributes: ['name', 'emails'], schema: pick(['person', 'organisation']) },
        ]),
      }),
    async () => {
      const { body } = await hub.call('readSchema', { params: { name: 'person' } });
      const { version: _, ...schema } = body;
      return ask('putSchema', {
        params: { name: 'person' },
        body: { ...schema, title: `P${random(3)}` },
      });
    },
    async () =>
      ask('putOrgUnit', {
        params: { orgUnit: pick(unitNames) },
        body: { title: 'U', parent: pick(['root', ...unitNames]) },
      }),
    async () => {
      const unit = pick(['root', ...unitNames]);
      const isThere = (await hub.call('readOrgUnit', { params: { orgUnit: unit } })).status === 200;
      return ask('putSpoke', {
        params: { spoke: pick(spokeNames) },
        body: {
          style: 'consolidation',
          trust: random(100),
          ...(isThere && { orgUnit: unit }),
        },
      });
    },
    async () =>
      ask('putRole', {
        params: { role: 'helper' },
        body: {
          title: 'Helps',
          permissions: pick([
            ['customer:read'],
            ['customer:read', 'customer:write'],
            ['audit:read'],
          ]),
          reads: pick([[], ['public'], ['public', 'personal']]),
        },
      }),
    async () =>
      hub.services.users.put(
        {
          userId: pick(people),
          email: 'someone@example.com',
          state: pick(['active', 'active', 'ended']),
          grants: [
            { role: pick(['helper', 'reader', 'steward']), orgUnit: pick(['root', ...unitNames]) },
          ],
        },
        { actor: 'tok_1', action: 'user.put', correlationId: 'cor', at: now() },
      ),
  ];

  /** Records, merges, splits, lenses and units: what the past is asked about most. */
  const often = [0, 0, 1, 2, 3, 6, 6, 8, 8].flatMap((at) => acts[at] ?? []);
  /** Each once, from the last on: a merge before what undoes it. */
  const atFirst = [2, 3, 1, ...acts.keys()].flatMap((at) => acts[at] ?? []);

  for (const name of spokeNames) await hub.spoke(name);
  while (customers.size < 3) await acts[0]?.();

  const readCustomers = async (
    asOf: string | undefined,
    lenses: readonly (string | undefined)[],
  ) => {
    const seen: Record<string, unknown> = {};
    for (const customerId of customers)
      for (const lens of lenses) {
        const query = { ...(asOf && { asOf }), ...(lens && { lens }) };
        seen[`${customerId} ${lens}`] = await read(customerId, query);
      }
    return seen;
  };
  const read = async (customerId: string, query: Record<string, string>): Promise<unknown> => {
    const { status, headers, body } = await hub.call('readCustomer', {
      params: { customerId },
      query,
    });
    const into = status === 301 ? /cus_[0-9a-z]{26}/.exec(headers.location ?? '')?.[0] : undefined;
    if (into !== undefined) return read(into, query);
    const { revision: _, ...rest } = body;
    return status === 200 ? rest : { status, type: body.type };
  };

  const configured = async (asOf: string | undefined) => {
    const query = asOf === undefined ? {} : { query: { asOf } };
    const routes = [
      'listLenses',
      'listSchemas',
      'listSpokes',
      'listOrgUnits',
      'listRoles',
    ] as const;
    return Promise.all(routes.map(async (route) => (await hub.call(route, query)).body.items));
  };

  const permitted = async (asOf: string | undefined) => {
    const { users, governance: living_ } = hub.services;
    const governance = asOf === undefined ? living_ : living_.asOf(asOf);
    const callers = await Promise.all(
      people.map(async (userId): Promise<Caller> => {
        const may = await (asOf === undefined
          ? users.access(userId)
          : users.accessAt(userId, asOf));
        return { actorId: userId, grants: may?.state === 'active' ? may.grants : [] };
      }),
    );
    return Promise.all(
      callers.map(async (caller) => {
        const access = await accessOf(caller, { governance });
        const things = [
          ...['root', ...unitNames].map((name) => access.unit(name)),
          ...spokeNames.map((name) => access.spoke(name)),
        ];
        return things.map((thing) => [
          ...(['customer:read', 'customer:write', 'audit:read'] as const).filter((each) =>
            access.may(each, thing),
          ),
          ...(['public', 'personal', 'sensitive'] as const).filter((each) =>
            access.reads(each, { kind: 'Customer', units: thing.units, spokes: [] }),
          ),
        ]);
      }),
    );
  };

  const allLenses = [undefined, ...lensNames];
  return {
    hub,
    done,
    allLenses,
    now,
    async act() {
      nowMs += 1 + random(100_000);
      await (atFirst.pop() ?? pick([...acts, ...often]))();
    },
    believed: async (asOf, lenses = allLenses) => ({
      customers: await readCustomers(asOf, lenses),
      configured: await configured(asOf),
      permitted: await permitted(asOf),
    }),
  };
}

/** Of the customers that were there then: later ones were unknown. */
export function onlyKnown(now: object, then: object): object {
  const { customers, ...rest } = now as { customers: Record<string, unknown> };
  const known = (then as { customers: object }).customers;
  const both = Object.entries(customers).filter(([key]) => Object.hasOwn(known, key));
  return { ...rest, customers: Object.fromEntries(both) };
}
