import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startHub, type TestCall, type TestHub } from '#test/support/hub';

let hub: TestHub;
const at = (role: string, orgUnit: string): TestCall => ({ grants: [{ role, orgUnit }] });
const putUnit = (orgUnit: string, parent?: string, more: TestCall = {}) =>
  hub.call('putOrgUnit', {
    params: { orgUnit },
    body: { title: `Unit ${orgUnit}`, ...(parent && { parent }) },
    ...more,
  });
const putUser = (email: string, body: object, more: TestCall = {}) =>
  hub.call('putUser', { params: { email }, body, ...more });
const code = (answer: { body: { type?: string } }) => answer.body.type?.replace('/problems/', '');
const actions = async (object: string) =>
  (await hub.call('listAudit', { query: { object } })).body.items.map(
    (each: { action: string; changed: string[] }) => [each.action, each.changed.join()],
  );

beforeAll(async () => {
  hub = await startHub();
  await putUnit('europe');
  await putUnit('north', 'europe');
  await putUnit('oslo', 'north');
  await putUnit('asia');
});
afterAll(() => hub.stop());

const northAdmin = at('administrator', 'north');

describe('org units', () => {
  it('are a tree below the root, which is there and stays as it is', async () => {
    const { body } = await hub.call('listOrgUnits');
    expect(
      body.items.map((each: { id: string; parent?: string }) => [each.id, each.parent]),
    ).toEqual([
      ['asia', 'root'],
      ['europe', 'root'],
      ['north', 'europe'],
      ['oslo', 'north'],
      ['root', undefined],
    ]);
    expect((await putUnit('root', 'asia')).status).toBe(400);
  });

  it('say 201 and 200, and refuse a stale revision', async () => {
    expect((await putUnit('lima')).status).toBe(201);
    const { status, headers } = await putUnit('lima', 'asia');
    expect([status, headers.etag]).toEqual([200, '"2"']);
    const stale = await putUnit('lima', 'root', { headers: { 'if-match': '"1"' } });
    expect(stale.status).toBe(412);
    expect(await actions('org-unit:lima')).toEqual([
      ['org-unit.put', 'name,parent,title'],
      ['org-unit.put', 'parent'],
    ]);
  });

  it('never close a circle, also when two moves meet that are right one by one', async () => {
    expect(code(await putUnit('europe', 'oslo'))).toBe('org-unit.below-itself');
    for (let round = 0; round < 3; round += 1) {
      const [a, b] = [`left-${round}`, `right-${round}`];
      await putUnit(a);
      await putUnit(b);
      const both = await Promise.all([putUnit(a, b), putUnit(b, a)]);
      expect(both.map(({ status }) => status).toSorted()).toEqual([200, 422]);
    }
  });

  it('are managed by whoever manages them from above, and by nobody from beside', async () => {
    expect((await putUnit('bergen', 'north', northAdmin)).status).toBe(201);
    expect((await putUnit('bergen', 'oslo', northAdmin)).status).toBe(200);
    expect(code(await putUnit('bergen', 'asia', northAdmin))).toBe('org-unit.not-found');
    expect(code(await putUnit('bergen', 'nowhere', northAdmin))).toBe('org-unit.not-found');
    // Out of Europe's hands and into North's own: that is Europe's to decide.
    expect(code(await putUnit('asia', 'north', northAdmin))).toBe('auth.forbidden');
    expect(code(await putUnit('north', 'oslo', northAdmin))).toBe('auth.forbidden');
    // A new name for one's own unit is one's own matter.
    expect((await putUnit('north', 'europe', northAdmin)).status).toBe(200);
    const { body } = await hub.call('listOrgUnits', northAdmin);
    expect(body.items.map((each: { id: string }) => each.id)).toEqual(['bergen', 'north', 'oslo']);
    const hidden = await hub.call('readOrgUnit', { params: { orgUnit: 'asia' }, ...northAdmin });
    const absent = await hub.call('readOrgUnit', { params: { orgUnit: 'no' }, ...northAdmin });
    expect([hidden.status, hidden.body.title]).toEqual([404, absent.body.title]);
  });

  it('that were removed come back by the hand of the root, for what still names them', async () => {
    await putUnit('malmo', 'europe');
    await hub.call('originateCustomer', {
      body: { schema: 'person', orgUnit: 'malmo', attributes: { name: { full: 'Ebba Wirsen' } } },
    });
    await hub.call('deleteOrgUnit', { params: { orgUnit: 'malmo' } });
    expect(code(await putUnit('malmo', 'north', northAdmin))).toBe('auth.forbidden');
    expect((await putUnit('malmo', 'north')).status).toBe(201);
    await hub.call('deleteOrgUnit', { params: { orgUnit: 'malmo' } });
  });

  it('go when nothing belongs to them any more', async () => {
    await putUnit('rome', 'europe');
    await putUnit('trastevere', 'rome');
    const remove = (orgUnit: string, more: TestCall = {}) =>
      hub.call('deleteOrgUnit', { params: { orgUnit }, ...more });
    expect(code(await remove('rome'))).toBe('org-unit.not-empty');
    await putUser('keats@example.com', { grants: [{ role: 'reader', orgUnit: 'trastevere' }] });
    expect(code(await remove('trastevere'))).toBe('org-unit.not-empty');
    await putUser('keats@example.com', { grants: [] });
    const { body: token } = await hub.call('createToken', {
      body: { title: 'till', role: 'reader', orgUnit: 'trastevere' },
    });
    expect(code(await remove('trastevere'))).toBe('org-unit.not-empty');
    await hub.call('revokeToken', { params: { tokenId: token.tokenId } });
    expect(code(await remove('trastevere', northAdmin))).toBe('org-unit.not-found');
    expect(code(await remove('north', northAdmin))).toBe('auth.forbidden');
    expect((await remove('trastevere')).status).toBe(200);
    await hub.spoke('vatican', 50, { orgUnit: 'rome' });
    expect(code(await remove('rome'))).toBe('org-unit.not-empty');
    await hub.spoke('vatican', 50, { orgUnit: 'europe' });
    expect((await remove('rome')).status).toBe(200);
    expect((await hub.call('readOrgUnit', { params: { orgUnit: 'rome' } })).status).toBe(404);
    expect(code(await putUnit('ostia', 'rome'))).toBe('org-unit.not-found');
    expect((await putUnit('rome', 'europe')).status).toBe(201);
  });
});

describe('people', () => {
  it('are invited once, known by an id, and found by their address in whatever case', async () => {
    const grants = [{ role: 'reader', orgUnit: 'north' }];
    const made = await putUser('Ada.Lovelace@Example.com', { grants });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ email: 'ada.lovelace@example.com', state: 'active', grants });
    expect(made.body.userId).toBe(
      `usr_${hub.directory.people.get('ada.lovelace@example.com')?.id}`,
    );
    const again = await putUser('ada.lovelace@example.com', { grants });
    expect([again.status, again.headers.etag]).toEqual([200, '"1"']);
    const read = await hub.call('readUser', { params: { email: 'ADA.LOVELACE@example.com' } });
    expect(read.body).toEqual(made.body);
    expect((await hub.call('listUsers')).body.items).toContainEqual(made.body);
  });

  it('have addresses of the named domains only', async () => {
    for (const email of ['ada@elsewhere.example', 'ada@sub.example.com', '"a b"@example.com.evil'])
      expect([422, 400]).toContain((await putUser(email, { grants: [] })).status);
    expect(hub.directory.people.has('ada@elsewhere.example')).toBe(false);
  });

  it('leave no address in the table’s keys, the audit or the log', async () => {
    const { body } = await putUser('planted-person@example.com', { grants: [] });
    await putUser('planted-person@example.com', { grants: [{ role: 'reader' }] });
    expect(await actions(`user:${body.userId}`)).toEqual([
      ['user.put', 'email,grants,state'],
      ['user.put', 'grants'],
    ]);
    const chain = await hub.call('listAudit', { query: { object: `user:${body.userId}` } });
    expect(JSON.stringify(chain.body) + hub.logged.join()).not.toContain('planted-person');
  });

  it('who left are closed in the pool, too, and may come back', async () => {
    const email = 'charles@example.com';
    const isOpen = () => hub.directory.people.get(email)?.isOpen;
    expect(code(await putUser(email, { grants: [], state: 'ended' }))).toBe('user.not-found');
    const { body } = await putUser(email, { grants: [{ role: 'reader' }] });
    await putUser(email, { grants: [], state: 'ended' });
    expect([isOpen(), (await hub.services.users.access(body.userId))?.state]).toEqual([
      false,
      'ended',
    ]);
    await putUser(email, { grants: [] });
    expect([isOpen(), (await hub.services.users.access(body.userId))?.state]).toEqual([
      true,
      'active',
    ]);
  });

  it('who were made anew in the pool are another person; the old one opens nothing', async () => {
    const email = 'anew@example.com';
    const { body: old } = await putUser(email, { grants: [{ role: 'reader' }] });
    hub.directory.people.delete(email);
    const { body: anew } = await putUser(email, { grants: [{ role: 'reader' }] });
    expect(anew.userId).not.toBe(old.userId);
    expect((await hub.services.users.access(old.userId))?.state).toBe('ended');
    const read = await hub.call('readUser', { params: { email } });
    expect(read.body.userId).toBe(anew.userId);
  });

  it('refuses roles and units that are not there, with the place', async () => {
    const answer = await putUser('x@example.com', {
      grants: [{ role: 'reader' }, { role: 'king' }],
    });
    expect(code(answer)).toBe('role.not-found');
    expect(answer.body.errors).toMatchObject([{ pointer: '/grants/1/role' }]);
    for (const role of ['break-glass', 'constructor', 'toString'])
      expect((await putUser('x@example.com', { grants: [{ role }] })).status).not.toBe(201);
    const unit = await putUser('x@example.com', { grants: [{ role: 'reader', orgUnit: 'mars' }] });
    expect([code(unit), unit.body.errors[0].pointer]).toEqual([
      'org-unit.not-found',
      '/grants/0/orgUnit',
    ]);
    expect(hub.directory.people.has('x@example.com')).toBe(false);
  });
});

describe('delegated administration', () => {
  it('holds within its own subtree', async () => {
    const grant = (orgUnit: string) => ({ grants: [{ role: 'steward', orgUnit }] });
    expect((await putUser('one@example.com', grant('oslo'), northAdmin)).status).toBe(201);
    expect(code(await putUser('two@example.com', grant('asia'), northAdmin))).toBe(
      'org-unit.not-found',
    );
    expect(code(await putUser('two@example.com', grant('europe'), northAdmin))).toBe(
      'org-unit.not-found',
    );
    const european = at('privacy-officer', 'europe');
    expect((await putUser('two@example.com', grant('oslo'), european)).status).toBe(403);
  });

  it('neither sees nor touches what a person was granted elsewhere', async () => {
    const email = 'both@example.com';
    const asia = { role: 'reader', orgUnit: 'asia' };
    const oslo = { role: 'reader', orgUnit: 'oslo' };
    await putUser(email, { grants: [asia] });
    const added = await putUser(email, { grants: [oslo] }, northAdmin);
    expect(added.body.grants).toEqual([oslo]);
    // Named or not: what lies beyond reach is not told by what is accepted.
    expect(code(await putUser(email, { grants: [asia] }, northAdmin))).toBe('org-unit.not-found');
    const whole = await hub.call('readUser', { params: { email } });
    expect(whole.body.grants).toEqual([asia, oslo]);
    expect(code(await putUser(email, { grants: [], state: 'ended' }, northAdmin))).toBe(
      'auth.forbidden',
    );
    await putUser(email, { grants: [] }, northAdmin);
    expect((await hub.call('readUser', { params: { email } })).body.grants).toEqual([asia]);
  });

  it('is answered alike for a person beyond reach and for nobody', async () => {
    await putUser('far@example.com', { grants: [{ role: 'reader', orgUnit: 'asia' }] });
    const about = async (email: string) => {
      const read = await hub.call('readUser', { params: { email }, ...northAdmin });
      const put = await putUser(email, { grants: [] }, northAdmin);
      const end = await putUser(email, { grants: [], state: 'ended' }, northAdmin);
      return [read, put, end].map(({ status, body }) => [status, body.type, body.title]);
    };
    expect(await about('far@example.com')).toEqual(await about('nobody-at-all@example.com'));
    const { body } = await hub.call('listUsers', { query: { limit: '200' }, ...northAdmin });
    expect(JSON.stringify(body)).not.toContain('far@example.com');
  });
});
