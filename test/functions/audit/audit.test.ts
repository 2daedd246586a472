import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyChain } from '#core/audit/verify-chain';
import { checkpointTools } from '#store/checkpoint-tools';
import { startHub, type TestHub } from '#test/support/hub';

let hub: TestHub;
let customerId: string;
beforeAll(async () => {
  hub = await startHub();
  await hub.spoke('crm', 80);
  const put = await hub.put('crm', '1', { name: { given: 'Ada', family: 'Lovelace' } });
  customerId = put.body.customerId;
  await hub.put('crm', '1', { name: { given: 'Ada', family: 'King' } }, 2026);
});
afterAll(() => hub.stop());

const hour = 3600_000;
const around = () => ({
  from: new Date(Date.now() - hour).toISOString(),
  to: new Date(Date.now() + hour).toISOString(),
});
const ask = async (query: Record<string, string>, limit?: number) => {
  const answer = await hub.call('listAudit', {
    query: { ...query, ...(limit && { limit: String(limit) }) },
  });
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return answer.body;
};
/** All pages of a search. */
async function all(query: Record<string, string>, limit: number) {
  const items: { object: string; sequence: number; writtenAt: string; action: string }[] = [];
  let cursor: string | undefined;
  do {
    const page = await ask({ ...query, ...(cursor && { cursor }) }, limit);
    items.push(...page.items);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return items;
}

describe('the audit of changes', () => {
  it('commits to the state after each change, and chains what comes before', async () => {
    const { items } = await ask({ object: `customer:${customerId}` });
    expect(items).toHaveLength(2);
    expect(verifyChain(items, checkpointTools.hash)).toBeUndefined();
    expect(new Set(items.map(({ state }: { state: string }) => state)).size).toBe(2);
    for (const { state } of items) expect(state).toMatch(/^[0-9a-f]{64}$/);
  });

  it('shows of configuration what it was after each change', async () => {
    await hub.spoke('pos', 10);
    await hub.spoke('pos', 20);
    const { items } = await ask({ object: 'spoke:pos' });
    expect(items.map(({ after }: { after: { trust: number } }) => after.trust)).toEqual([10, 20]);
    expect(verifyChain(items, checkpointTools.hash)).toBeUndefined();
  });

  it('still verifies when the person is erased, without any value', async () => {
    const { body } = await hub.put('crm', 'gone', { name: { given: 'Grace', family: 'Hopper' } });
    const read = await hub.call('readCustomer', { params: { customerId: body.customerId } });
    await hub.call('removeCustomer', {
      params: { customerId: body.customerId },
      headers: { 'if-match': read.headers.etag ?? '' },
    });
    await hub.settle();
    const { items } = await ask({ object: `customer:${body.customerId}` });
    expect(items).toHaveLength(2);
    expect(verifyChain(items, checkpointTools.hash)).toBeUndefined();
    expect(JSON.stringify(items)).not.toContain('Hopper');
  });
});

describe('asking the audit', () => {
  it('answers by time, newest last, page by page, each entry once', async () => {
    const range = around();
    const items = await all(range, 2);
    const places = items.map(
      ({ writtenAt, object, sequence }) => `${writtenAt}#${object}#${sequence}`,
    );
    expect(places).toEqual(places.toSorted());
    expect(new Set(places).size).toBe(places.length);
    expect(items.filter(({ object }) => object === `customer:${customerId}`)).toHaveLength(2);
    expect(places.slice(0, 5)).toEqual(
      (await all(range, 200))
        .slice(0, 5)
        .map(({ writtenAt, object, sequence }) => `${writtenAt}#${object}#${sequence}`),
    );
  });

  it('answers by actor and by action', async () => {
    await hub.call('putSpoke', {
      params: { spoke: 'loyalty' },
      body: { style: 'consolidation', trust: 50 },
      actorId: 'tok_other',
    });
    const own = await all({ ...around(), actor: 'tok_other' }, 1);
    expect(own.map(({ object }) => object)).toEqual(['spoke:loyalty']);
    expect(await all({ ...around(), actor: 'tok_nobody' }, 10)).toEqual([]);
    const puts = await all({ ...around(), action: own[0]!.action }, 3);
    expect(puts.map(({ object }) => object)).toEqual(
      expect.arrayContaining(['spoke:crm', 'spoke:loyalty']),
    );
    expect(new Set(puts.map(({ action }) => action)).size).toBe(1);
  });

  it('leaves an entry when somebody reads across objects, none when he reads one chain', async () => {
    const exportsOf = async (actor: string) =>
      (await all({ ...around(), actor }, 50)).filter(({ action }) => action === 'audit.export');
    await hub.call('listAudit', { query: { object: 'spoke:crm' }, actorId: 'tok_reads' });
    expect(await exportsOf('tok_reads')).toEqual([]);
    await hub.call('listAudit', { query: around(), actorId: 'tok_reads' });
    expect(await exportsOf('tok_reads')).toHaveLength(1);
  });

  it.each([
    ['no object and no range', {}],
    ['no end', { from: '2026-01-01T00:00:00Z' }],
    ['an actor alone', { actor: 'tok_a' }],
    ['more than 31 days', { from: '2026-01-01T00:00:00Z', to: '2026-02-02T00:00:00Z' }],
    ['an end before the beginning', { from: '2026-01-02T00:00:00Z', to: '2026-01-01T00:00:00Z' }],
    ['no name of a chain', { object: 'nobody' }],
    ['an unknown kind of chain', { object: 'nobody:x' }],
    [
      'a cursor of another range',
      {
        from: '2026-01-01T00:00:00Z',
        to: '2026-01-02T00:00:00Z',
        cursor: Buffer.from('["1970-01-01T00:00:00.000Z#a#1"]').toString('base64url'),
      },
    ],
  ])('refuses %s with 400', async (_, query) => {
    expect((await hub.call('listAudit', { query })).status).toBe(400);
  });

  it('answers to those who may read the audit, and to nobody else', async () => {
    for (const role of ['administrator', 'steward', 'auditor', 'privacy-officer'] as const)
      expect((await hub.call('listAudit', { query: around(), role })).status).toBe(200);
    for (const role of ['integrator', 'reader', 'analyst'] as const)
      for (const [route, call] of [
        ['listAudit', { query: around() }],
        ['listCheckpoints', {}],
        ['readCheckpoint', { params: { number: '1' } }],
      ] as const)
        expect((await hub.call(route, { ...call, role })).status).toBe(403);
  });
});

describe('entries that change nothing', () => {
  const records = (actor: string, count: number) =>
    Promise.all(
      Array.from({ length: count }, (_, at) =>
        hub.services.audit.record({
          actor,
          action: 'customer.read-sensitive',
          about: `customer:${customerId}`,
          reason: `because ${at}`,
          correlationId: `cor-${at}`,
          changed: ['nationality'],
        }),
      ),
    );

  it('make one chain of this function and day, however many come at once', async () => {
    await records('tok_many', 20);
    const found = await all({ ...around(), actor: 'tok_many' }, 7);
    expect(found).toHaveLength(20);
    expect(new Set(found.map(({ object }) => object)).size).toBe(1);
    const { items } = await ask({ object: found[0]!.object }, 50);
    expect(verifyChain(items, checkpointTools.hash)).toBeUndefined();
    expect(items.map(({ reason }: { reason: string }) => reason)).toContain('because 7');
  });

  it('are found by what they were about', async () => {
    await records('tok_about', 2);
    const about = `customer:${customerId}`;
    const found = await all({ ...around(), about, actor: 'tok_about' }, 10);
    expect(found).toHaveLength(2);
    expect(await all({ ...around(), about: 'customer:cus_x', actor: 'tok_about' }, 10)).toEqual([]);
  });

  it('of two functions lie in two chains, and neither waits for the other', async () => {
    const other = hub.store.another();
    const fact = { actor: 'tok_two', action: 'audit.export', correlationId: 'cor-1' };
    await Promise.all([hub.services.audit.record(fact), other.audit.record(fact)]);
    const found = await all({ ...around(), actor: 'tok_two' }, 10);
    expect(new Set(found.map(({ object }) => object)).size).toBe(2);
    expect(found.map(({ sequence }) => sequence)).toEqual([1, 1]);
  });
});

describe('a change that is not permitted', () => {
  const refused = async (actor: string) => {
    const found = await all({ ...around(), actor }, 10);
    const { items } = await ask({ object: found[0]?.object ?? 'access:none' });
    return items;
  };

  it('leaves an entry that says who, what, about what and why not', async () => {
    const answer = await hub.call('putSpoke', {
      params: { spoke: 'crm' },
      body: { style: 'consolidation', trust: 1 },
      role: 'reader',
      actorId: 'tok_refused',
    });
    expect(answer.status).toBe(403);
    expect(await refused('tok_refused')).toMatchObject([
      { action: 'governance:write', about: 'spoke:crm', refused: 'auth.forbidden' },
    ]);
  });

  it('names no source id, for that may be a person’s number', async () => {
    await hub.call('deleteRecord', {
      params: { spoke: 'crm', sourceId: 'ada.lovelace' },
      role: 'reader',
      actorId: 'tok_source',
    });
    const items = await refused('tok_source');
    expect(items).toMatchObject([{ about: 'spoke:crm' }]);
    expect(JSON.stringify(items)).not.toContain('lovelace');
  });

  it('leaves none when it was a read, or refused for another reason', async () => {
    await hub.call('listTasks', { role: 'reader', actorId: 'tok_quiet' });
    await hub.call('putSpoke', {
      params: { spoke: 'crm' },
      body: { style: 'unknown' },
      actorId: 'tok_quiet',
    });
    expect(await all({ ...around(), actor: 'tok_quiet' }, 10)).toEqual([]);
  });

  it('is answered though its entry cannot be written', async () => {
    const { record } = hub.services.audit;
    Object.assign(hub.services.audit, { record: () => Promise.reject(new Error('no table')) });
    const call = { params: { spoke: 'x' }, body: {}, role: 'reader' } as const;
    const answer = await hub.call('putSpoke', call);
    Object.assign(hub.services.audit, { record });
    expect(answer.status).toBe(403);
  });
});
