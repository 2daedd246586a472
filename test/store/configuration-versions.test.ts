import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { configurationKey, configurationList } from '#store/keys';
import type { Change, Spoke } from '#store/ports';
import { type EmbeddedStore, embeddedStore } from '../support/embedded-table.ts';

let store: EmbeddedStore;
beforeAll(async () => {
  store = await embeddedStore();
});
afterAll(() => store.stop());

const day = (of: number) => `2026-01-${String(of).padStart(2, '0')}T00:00:00.000Z`;
const change = (at: string): Change => ({
  actor: 'tok_1',
  action: 'put',
  correlationId: 'cor',
  at,
});
const web = (name: string, trust: number): Spoke => ({ name, style: 'consolidation', trust });

describe('a configuration object as of a moment', () => {
  it('is the newest state of that moment or before, and is not there before the first', async () => {
    const { governance } = store;
    for (const of of [2, 4, 6]) await governance.putSpoke(web('till', of), change(day(of)));

    const trusts = await Promise.all(
      [1, 2, 3, 4, 5, 6, 7].map(async (of) => {
        const found = await governance.asOf(day(of)).spoke('till');
        return found === undefined ? undefined : [found.value.trust, found.revision];
      }),
    );
    expect(trusts).toEqual([undefined, [2, 1], [2, 1], [4, 2], [4, 2], [6, 3], [6, 3]]);
  });

  it('is found behind dozens of later states', async () => {
    const { governance } = store;
    for (let of = 0; of < 60; of += 1)
      await governance.putSpoke(web('busy', of), change(new Date(of * 1000).toISOString()));

    const found = await governance.asOf('1970-01-01T00:00:03.500Z').spoke('busy');
    expect(found?.value.trust).toBe(3);
  });

  it('was built in before anybody wrote, and is not listed before it was', async () => {
    const { governance } = store;
    await governance.lenses.put(
      { name: 'whole', title: 'Changed', attributes: ['name'] },
      change(day(10)),
    );
    await governance.orgUnits.put(
      { name: 'north', title: 'North', parent: 'root' },
      change(day(12)),
    );

    const before = governance.asOf(day(9));
    expect((await before.lenses.read('whole'))?.value.attributes).toBe('all');
    expect((await before.lenses.list()).map(({ revision }) => revision)).toEqual([0]);
    expect((await before.orgUnits.list()).map(({ value }) => value.name)).toEqual(['root']);
    const after = governance.asOf(day(12));
    expect((await after.lenses.list()).map(({ value }) => value.title)).toEqual(['Changed']);
    expect((await after.orgUnits.list()).map(({ value }) => value.name)).toEqual(['north', 'root']);
  });

  it('never seems older than the state that it replaced, whichever clock was behind', async () => {
    const { governance } = store;
    await governance.putSpoke(web('clocks', 1), change(day(20)));
    await governance.putSpoke(web('clocks', 2), change(day(19)));

    expect(await governance.asOf(day(19)).spoke('clocks')).toBeUndefined();
    expect((await governance.asOf(day(20)).spoke('clocks'))?.value.trust).toBe(2);
  });

  it('that an older release wrote without versions is kept when it is replaced', async () => {
    const old = { value: web('old', 1), revision: 4, updatedAt: day(3) };
    await store.client.send(
      new PutCommand({
        TableName: store.names.main,
        Item: {
          ...configurationKey('spoke', 'old'),
          ...old,
          auditSequence: 4,
          auditHash: '0'.repeat(64),
          GSI1PK: configurationList('spoke'),
          GSI1SK: 'old',
        },
      }),
    );
    const { governance } = store.another();
    expect(await governance.asOf(day(2)).spoke('old')).toBeUndefined();
    expect(await governance.asOf(day(3)).spoke('old')).toEqual(old);

    await governance.putSpoke(web('old', 2), change(day(5)));
    expect(await governance.asOf(day(4)).spoke('old')).toEqual(old);
    expect((await governance.asOf(day(5)).spoke('old'))?.revision).toBe(5);
  });
});

describe('a schema as of a moment', () => {
  it('is the version of that moment; a named version has no age', async () => {
    const { governance } = store;
    const club = {
      name: 'club',
      version: 1,
      kind: 'person',
      title: 'One',
      attributes: [{ name: 'name', type: 'person-name', classification: 'personal' }],
    } as const;
    await governance.putSchema(club, change(day(2)));
    await governance.putSchema({ ...club, title: 'Two' }, change(day(4)));

    const then = governance.asOf(day(3));
    expect((await then.schema('club'))?.value).toMatchObject({ version: 1, title: 'One' });
    expect((await then.schema('club', 2))?.value).toMatchObject({ version: 2, title: 'Two' });
    expect((await then.schema('person'))?.revision).toBe(0);
    const named = async (at: string) =>
      (await governance.asOf(at).schemas()).map(({ value }) => `${value.name} ${value.version}`);
    expect(await named(day(1))).not.toContain('club 1');
    expect(await named(day(3))).toContain('club 1');
    expect(await named(day(4))).toContain('club 2');
  });
});

describe('what a person might do at a moment', () => {
  it('is what was granted then, and nothing before the hub knew him', async () => {
    const put = (role: string, of: number) =>
      store.users.put(
        {
          userId: 'usr_1',
          email: 'ada@example.com',
          state: 'active',
          grants: [{ role, orgUnit: 'root' }],
        },
        change(day(of)),
      );
    for (const [role, of] of [
      ['reader', 2],
      ['steward', 4],
      ['auditor', 6],
    ] as const)
      await put(role, of);

    const roles = await Promise.all(
      [1, 2, 3, 5, 6].map(async (of) => {
        const may = await store.users.accessAt('usr_1', day(of));
        return may?.grants.map(({ role }) => role).join();
      }),
    );
    expect(roles).toEqual([undefined, 'reader', 'reader', 'steward', 'auditor']);
    expect(await store.users.accessAt('usr_2', day(6))).toBeUndefined();
  });
});
