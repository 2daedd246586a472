import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { auditHashOf } from '#store/audit-chain';
import { startHub, type TestHub } from '#test/support/hub';

let hub: TestHub;
let turn = 0;
let one: string;
let other: string;
let name: string;

beforeAll(async () => {
  hub = await startHub();
  await hub.spoke('crm', 70);
  await hub.spoke('web', 50);
});
afterAll(() => hub.stop());

beforeEach(async () => {
  turn += 1;
  name = `t${turn}`;
  const a = await hub.put('crm', `${name}-a`, person('Alpha', `Smith${letters(turn)}`));
  const b = await hub.put('web', `${name}-b`, person('Omega', `Jones${letters(turn)}`));
  one = a.body.customerId;
  other = b.body.customerId;
  expect(one).not.toBe(other);
});

const letters = (n: number) => 'abcdefghijklmnopqrstuvwxyz'.charAt(n % 26).repeat(3);
const person = (given: string, family: string) => ({
  name: { given, family },
  emails: [{ value: `${given}.${family}@example.com`.toLowerCase() }],
});
const read = async (customerId: string) => hub.call('readCustomer', { params: { customerId } });
const golden = async (customerId: string) => (await read(customerId)).body.attributes;

describe('merge and unmerge', () => {
  it('makes two one, keeps the retired id resolving, and undoes it exactly', async () => {
    const [before, beforeOther] = [await golden(one), await golden(other)];

    const merged = await hub.call('mergeCustomers', {
      params: { customerId: one },
      body: { with: other, reason: 'seen at the counter' },
    });
    expect(merged).toMatchObject({ status: 200, body: { idMap: { [other]: one } } });
    expect(await read(other)).toMatchObject({
      status: 301,
      headers: { location: `/v1/customers/${one}` },
    });
    const sources = await hub.call('readSources', { params: { customerId: one } });
    expect(
      sources.body.items.map((each: { constituentId: string }) => each.constituentId).toSorted(),
    ).toEqual([one, other].toSorted());
    const crosswalk = await hub.call('readCrosswalk', {
      params: { spoke: 'web', sourceId: `${name}-b` },
    });
    expect(crosswalk.body.customerId).toBe(one);

    const undone = await hub.call('unmergeCustomer', {
      params: { customerId: one },
      body: { customerId: other },
    });
    expect(undone).toMatchObject({ status: 200, body: { idMap: { [other]: other } } });
    expect(await golden(one)).toEqual(before);
    expect(await golden(other)).toEqual(beforeOther);
    const back = await hub.call('readCrosswalk', {
      params: { spoke: 'web', sourceId: `${name}-b` },
    });
    expect(back.body.customerId).toBe(other);
  });

  it('refuses merging with itself, a second time, and with a customer that is not there', async () => {
    const merge = (into: string, duplicate: string) =>
      hub.call('mergeCustomers', { params: { customerId: into }, body: { with: duplicate } });
    expect((await merge(one, one)).body.type).toBe('/problems/customer.merge-with-itself');
    expect((await merge(one, `cus_${'0'.repeat(26)}`)).body.type).toBe(
      '/problems/customer.not-found',
    );
    await merge(one, other);
    expect((await merge(one, other)).body.type).toBe('/problems/customer.already-merged');
    expect((await merge(other, one)).status).toBe(301);
  });

  it('leads from a retired id to the same route of the living one, so that following never does something else', async () => {
    const put = await hub.put('web', `${name}-c`, person('Una', 'Unmoved'));
    const third: string = put.body.customerId;
    await hub.call('mergeCustomers', { params: { customerId: one }, body: { with: other } });
    const retired = { customerId: other };
    const attribute = 'employer';
    const asked = await Promise.all([
      hub.call('readSources', { params: retired }),
      hub.call('readLineage', { params: retired }),
      hub.call('listPins', { params: retired }),
      hub.call('pinAttribute', { params: retired, body: { attribute, value: null } }),
      hub.call('unpinAttribute', { params: { ...retired, attribute } }),
      hub.call('mergeCustomers', { params: retired, body: { with: third } }),
      hub.call('unmergeCustomer', { params: retired, body: { customerId: third } }),
      hub.call('splitCustomer', {
        params: retired,
        body: { sources: [{ spoke: 'web', sourceId: `${name}-b` }] },
      }),
      hub.call('markDifferent', { params: { ...retired, otherId: third } }),
      hub.call('liftDifference', { params: { customerId: third, otherId: other } }),
      hub.call('mergeCustomers', { params: { customerId: third }, body: { with: other } }),
    ]);
    expect(asked.map(({ status }) => status)).toEqual(asked.map(() => 301));
    expect(asked.map(({ headers }) => headers.location)).toEqual(
      [
        `${one}/sources`,
        `${one}/lineage`,
        `${one}/pins`,
        `${one}/pins`,
        `${one}/pins/${attribute}`,
        `${one}/merge`,
        `${one}/unmerge`,
        `${one}/split`,
        `${one}/different/${third}`,
        `${third}/different/${one}`,
        `${third}/merge?with=${one}`,
      ].map((path) => `/v1/customers/${path}`),
    );
  });

  it('refuses a stale If-Match', async () => {
    const answer = await hub.call('mergeCustomers', {
      params: { customerId: one },
      body: { with: other },
      headers: { 'if-match': '"99"' },
    });
    expect(answer).toMatchObject({ status: 412, body: { type: '/problems/precondition.failed' } });
  });

  it('refuses to take back a merge that never was', async () => {
    const answer = await hub.call('unmergeCustomer', {
      params: { customerId: one },
      body: { customerId: other },
    });
    expect(answer).toMatchObject({ status: 409, body: { type: '/problems/customer.not-merged' } });
  });
});

describe('split', () => {
  it('makes a customer of the named sources and keeps the machine from joining them again', async () => {
    const twin = await hub.put('web', `${name}-twin`, person('Alpha', `Smith${letters(turn)}`));
    expect(twin.body).toMatchObject({ outcome: 'linked', customerId: one });

    const { status, body } = await hub.call('splitCustomer', {
      params: { customerId: one },
      body: { sources: [{ spoke: 'web', sourceId: `${name}-twin` }] },
    });
    expect(status).toBe(200);
    const ids = body.customers.map((each: { customerId: string }) => each.customerId);
    expect(ids).toContain(one);
    expect(ids).toHaveLength(2);
    await hub.settle();
    const crosswalk = await hub.call('readCrosswalk', {
      params: { spoke: 'web', sourceId: `${name}-twin` },
    });
    expect(crosswalk.body.customerId).not.toBe(one);

    const why = await hub.call('whyCustomers', {
      params: { customerId: one, otherId: crosswalk.body.customerId },
    });
    expect(why.body).toMatchObject({ same: false, markedDifferent: true, decision: 'match' });
  });

  it('refuses to leave nothing behind and to move what is not here', async () => {
    const split = (sourceId: string) =>
      hub.call('splitCustomer', {
        params: { customerId: one },
        body: { sources: [{ spoke: 'crm', sourceId }] },
      });
    expect((await split(`${name}-a`)).body.type).toBe('/problems/split.leaves-nothing');
    expect((await split('elsewhere')).body.type).toBe('/problems/split.source-not-here');
  });
});

describe('pins and edits', () => {
  it('holds a pinned value against every source until it is unpinned', async () => {
    const pin = await hub.call('pinAttribute', {
      params: { customerId: one },
      body: { attribute: 'jobTitle', value: 'Countess', reason: 'told us' },
    });
    expect(pin).toMatchObject({ status: 200, body: { attributes: { jobTitle: 'Countess' } } });
    await hub.put(
      'crm',
      `${name}-a`,
      { ...person('Alpha', `Smith${letters(turn)}`), jobTitle: 'Clerk' },
      2026,
    );
    expect((await golden(one)).jobTitle).toBe('Countess');
    const pins = await hub.call('listPins', { params: { customerId: one } });
    expect(pins.body.items).toMatchObject([
      { attribute: 'jobTitle', value: 'Countess', reason: 'told us' },
    ]);
    const lineage = await hub.call('readLineage', { params: { customerId: one } });
    expect(lineage.body.lineage.jobTitle).toMatchObject({ rule: 'pinned' });

    await hub.call('unpinAttribute', { params: { customerId: one, attribute: 'jobTitle' } });
    expect((await golden(one)).jobTitle).toBe('Clerk');
    const again = await hub.call('unpinAttribute', {
      params: { customerId: one, attribute: 'jobTitle' },
    });
    expect(again).toMatchObject({ status: 404, body: { type: '/problems/pin.not-found' } });
  });

  it('refuses an attribute that the schema does not have and a value that breaks it', async () => {
    const pin = (attribute: string, value: unknown) =>
      hub.call('pinAttribute', { params: { customerId: one }, body: { attribute, value } });
    expect(await pin('shoeSize', 42)).toMatchObject({
      status: 422,
      body: { type: '/problems/pin.unknown-attribute' },
    });
    expect(await pin('birthDate', '1985-02-31')).toMatchObject({
      status: 422,
      body: { type: '/problems/record.invalid', errors: [{ pointer: '/value' }] },
    });
    expect(await pin('emails', [{ value: 'ada at example' }])).toMatchObject({
      body: { errors: [{ pointer: '/value/0/value', rule: 'email.syntax' }] },
    });
    expect(await pin('emails', [])).toMatchObject({
      body: { errors: [{ pointer: '/value', rule: 'required' }] },
    });
  });

  it('edits by merge patch, guarded by If-Match, and finds the customer under the new name', async () => {
    const patch = (headers: Record<string, string>, attributes: object) =>
      hub.call('editCustomer', { params: { customerId: one }, body: { attributes }, headers });
    expect((await patch({}, { gender: 'female' })).status).toBe(428);
    expect((await patch({ 'if-match': '"99"' }, { gender: 'female' })).status).toBe(412);

    const { headers } = await read(one);
    const edited = await patch(
      { 'if-match': headers.etag ?? '' },
      { name: { family: `Renamed${letters(turn)}` }, emails: null },
    );
    expect(edited).toMatchObject({
      status: 200,
      body: { attributes: { name: { given: 'Alpha', family: `Renamed${letters(turn)}` } } },
    });
    expect(edited.body.attributes).not.toHaveProperty('emails');
    const found = await hub.call('listCustomers', {
      query: { name: `alpha renamed${letters(turn)}` },
    });
    expect(found.body.items.map((each: { customerId: string }) => each.customerId)).toEqual([one]);
  });
});

describe('review tasks and differences', () => {
  it('keeps a different apart until it is lifted', async () => {
    const params = { customerId: one, otherId: other };
    expect((await hub.call('markDifferent', { params })).status).toBe(200);
    const merge = () =>
      hub.call('mergeCustomers', { params: { customerId: one }, body: { with: other } });
    expect(await merge()).toMatchObject({
      status: 409,
      body: { type: '/problems/customer.marked-different' },
    });
    expect((await hub.call('liftDifference', { params })).status).toBe(200);
    expect((await hub.call('liftDifference', { params })).status).toBe(404);
    expect((await merge()).status).toBe(200);
  });
});

describe('history and asOf', () => {
  it('tells every version and what was believed at a moment', async () => {
    const before = await golden(one);
    const moment = new Date().toISOString();
    await new Promise((resolve) => setTimeout(resolve, 5));
    await hub.call('pinAttribute', {
      params: { customerId: one },
      body: { attribute: 'jobTitle', value: 'Later' },
    });

    const then = await hub.call('readCustomer', {
      params: { customerId: one },
      query: { asOf: moment },
    });
    expect(then.body.attributes).toEqual(before);
    const history = await hub.call('readHistory', { params: { customerId: one } });
    expect(history.body.items).toMatchObject([
      { sequence: 1, type: 'created', action: 'record.upsert' },
      {
        sequence: 2,
        type: 'changed',
        action: 'customer.pin',
        changed: [{ attribute: 'jobTitle', now: 'Later' }],
      },
    ]);
    const never = await hub.call('readCustomer', {
      params: { customerId: one },
      query: { asOf: '2001-01-01T00:00:00Z' },
    });
    expect(never.status).toBe(404);
  });

  it('chains the audit entries of a customer by hash', async () => {
    await hub.call('pinAttribute', {
      params: { customerId: one },
      body: { attribute: 'jobTitle', value: 'Chained', reason: 'read on a card' },
    });
    const { body } = await hub.call('readEvents', { params: { customerId: one } });
    expect(body.items).toHaveLength(2);
    expect(body.items[1]).toMatchObject({
      reason: 'read on a card',
      previousHash: body.items[0].hash,
    });
    // A reader has all that the hash is over.
    expect(body.items.map(auditHashOf)).toEqual(
      body.items.map((each: { hash: string }) => each.hash),
    );
  });
});

describe('removal', () => {
  it('removes the customer, sweeps its records and answers 410', async () => {
    const params = { customerId: one };
    expect((await hub.call('removeCustomer', { params })).status).toBe(428);
    const { headers } = await read(one);
    const removed = await hub.call('removeCustomer', {
      params,
      headers: { 'if-match': headers.etag ?? '' },
    });
    expect(removed).toMatchObject({ status: 200, body: { customerId: one, status: 'removed' } });
    await hub.settle();
    expect((await read(one)).status).toBe(410);
    const crosswalk = await hub.call('readCrosswalk', {
      params: { spoke: 'crm', sourceId: `${name}-a` },
    });
    expect(crosswalk.status).toBe(404);
    const found = await hub.call('listCustomers', {
      query: { email: `alpha.smith${letters(turn)}@example.com` },
    });
    expect(found.body.items).toEqual([]);
  });
});
