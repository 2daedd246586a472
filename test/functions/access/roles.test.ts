import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startHub, type TestCall, type TestHub } from '#test/support/hub';

let hub: TestHub;
const role = { title: 'Counter', permissions: ['customer:read'], reads: ['public'] };
const put = (name: string, body: object, more: TestCall = {}) =>
  hub.call('putRole', { params: { role: name }, body, ...more });
const code = (answer: { body: { type?: string } }) => answer.body.type?.replace('/problems/', '');
const at = (name: string, orgUnit = 'root'): TestCall => ({ grants: [{ role: name, orgUnit }] });

beforeAll(async () => {
  hub = await startHub();
  await hub.call('putOrgUnit', { params: { orgUnit: 'north' }, body: { title: 'North' } });
});
afterAll(() => hub.stop());

describe('roles of one’s own', () => {
  it('permit what they say, where they are granted', async () => {
    const made = await put('counter', role);
    expect([made.status, made.body.isBuiltIn]).toEqual([201, false]);
    expect((await hub.call('listCustomers', at('counter'))).status).toBe(200);
    expect((await hub.call('listTasks', at('counter'))).status).toBe(403);
    expect(
      (await put('counter', { ...role, permissions: ['customer:read', 'task:read'] })).status,
    ).toBe(200);
    expect((await hub.call('listTasks', at('counter'))).status).toBe(200);
    const { body } = await hub.call('listAudit', { query: { object: 'role:counter' } });
    expect(body.items.map((each: { changed: string[] }) => each.changed.join())).toEqual([
      'name,permissions,reads,title',
      'permissions',
    ]);
  });

  it('stand in the list beside the built-in ones, which cannot be changed', async () => {
    const { body } = await hub.call('listRoles');
    const builtIn = body.items.filter((each: { isBuiltIn: boolean }) => each.isBuiltIn);
    expect(builtIn.map((each: { name: string }) => each.name)).toContain('steward');
    for (const name of ['administrator', 'steward', 'break-glass'])
      expect((await put(name, role)).status).toBe(400);
    const read = await hub.call('readRole', { params: { role: 'auditor' } });
    expect(read.body.permissions).toContain('audit:read');
    expect((await hub.call('readRole', { params: { role: 'nobody' } })).status).toBe(404);
  });

  it('that hold under a condition are not handed on without it', async () => {
    const managing = { title: 'x', permissions: ['access:manage', 'access:read'], reads: [] };
    const looking = { title: 'x', permissions: ['customer:read'], reads: ['sensitive'] };
    const when = '!(resource is Goldspoke::Customer) || !resource.spokes.contains("staff")';
    await put('manager', managing);
    await put('looker', { ...looking, when });
    await put('looker-of-all', looking);
    const who: TestCall = {
      grants: ['manager', 'looker'].map((each) => ({ role: each, orgUnit: 'root' })),
    };
    const token = (role: string) => hub.call('createToken', { body: { title: 'x', role }, ...who });
    expect((await token('manager')).status).toBe(201);
    for (const role of ['looker-of-all', 'looker'])
      expect(code(await token(role)), role).toBe('access.not-held');
  });

  it('hold under a condition in Cedar', async () => {
    const when = 'context has purpose && context.purpose == "service"';
    expect((await put('service-desk', { ...role, when })).status).toBe(201);
    expect((await hub.call('readRole', { params: { role: 'service-desk' } })).body.when).toBe(when);
  });

  it.each([
    ['an attribute that is not there', 'principal.bogus == 1', /`bogus`.*\(at character 1\)/],
    ['one that may be missing', 'context.purpose == "x"', /has purpose/],
    ['no expression', ')(', /unexpected token `\)` \(at character 1\)/],
    ['a place further on', 'true && principal.bogus == 1', /\(at character 9\)/],
    ['another policy', 'true }; permit(principal, action, resource', /unexpected token `permit`/],
    ['another clause', 'true } unless { false', /more than one expression/],
    ['a number where a claim must stand', '1', /expected|type/],
    ['an end of its own and a comment over ours', 'true }; //', /token|unexpected/],
  ])('are refused with %s, with its place and Cedar’s words', async (_, when, message) => {
    const answer = await put('broken', { ...role, when });
    expect(code(answer)).toBe('role.invalid');
    expect(answer.body.errors[0]).toMatchObject({ pointer: '/when', rule: 'cedar' });
    expect(answer.body.errors[0].message).toMatch(message);
  });

  it('are defined at the root, by whoever holds all that they bring', async () => {
    expect(code(await put('mine', role, at('administrator', 'north')))).toBe('auth.forbidden');
    await put('granter', {
      title: 'Granter',
      permissions: ['access:manage', 'access:read'],
      reads: [],
    });
    const granter = at('granter');
    const own = { title: 'Less', permissions: ['access:read'], reads: [] };
    expect((await put('less', own, granter)).status).toBe(201);
    for (const more of [
      { ...own, permissions: ['customer:read'] },
      { ...own, reads: ['public'] },
      { ...own, readsNamed: true },
    ])
      expect(code(await put('less', more, granter))).toBe('access.not-held');
  });

  it('let nobody raise himself: by a role, a grant, a token or a new secret of another’s', async () => {
    await put('granter', {
      title: 'Granter',
      permissions: ['access:manage', 'access:read'],
      reads: [],
    });
    const granter = at('granter', 'north');
    const grants = [{ role: 'steward', orgUnit: 'north' }];
    const user = await hub.call('putUser', {
      params: { email: 'me@example.com' },
      body: { grants },
      ...granter,
    });
    expect([code(user), user.body.errors[0].pointer]).toEqual([
      'access.not-held',
      '/grants/0/role',
    ]);
    const body = { title: 'x', role: 'steward', orgUnit: 'north' };
    expect(code(await hub.call('createToken', { body, ...granter }))).toBe('access.not-held');
    const { tokenId } = (await hub.call('createToken', { body })).body;
    const rotate = { params: { tokenId }, body: {} };
    expect(code(await hub.call('rotateToken', { ...rotate, ...granter }))).toBe('access.not-held');
    expect((await hub.call('revokeToken', { params: { tokenId }, ...granter })).status).toBe(200);
  });

  it('are not handed on by the light of a broken glass', async () => {
    await put('granter', {
      title: 'Granter',
      permissions: ['access:manage', 'access:read'],
      reads: [],
    });
    await put('seer', { title: 'Seer', permissions: [], reads: ['sensitive'] });
    const grants = [
      { role: 'granter', orgUnit: 'root' },
      { role: 'break-glass', orgUnit: 'root' },
    ];
    const answer = await hub.call('createToken', { body: { title: 'x', role: 'seer' }, grants });
    expect(code(answer)).toBe('access.not-held');
  });

  it('lets an administrator grant every built-in role, though he breaks no glass himself', async () => {
    for (const { name } of (await hub.call('listRoles')).body.items)
      expect((await hub.call('createToken', { body: { title: 'x', role: name } })).status).toBe(
        201,
      );
  });
});
