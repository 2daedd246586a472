import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startHub, type TestHub } from '#test/support/hub';
import { ada, adaInCapitals, grace } from '#test/support/people';

let hub: TestHub;
beforeAll(async () => {
  hub = await startHub();
  await hub.spoke('crm', 70);
  await hub.spoke('web', 50);
});
afterAll(() => hub.stop());

describe('PUT /spokes/{spoke}/records/{sourceId}', () => {
  it('creates a customer, links the same person from another spoke, and follows an update', async () => {
    const created = await hub.put('crm', 'a-1', ada);
    expect(created).toMatchObject({ status: 200, body: { outcome: 'created' } });

    const linked = await hub.put('web', 'w-1', adaInCapitals);
    expect(linked.body).toMatchObject({
      outcome: 'linked',
      customerId: created.body.customerId,
      match: { decision: 'match' },
    });

    const updated = await hub.put('web', 'w-1', { ...adaInCapitals, jobTitle: 'Analyst' }, 2026);
    expect(updated.body).toMatchObject({ outcome: 'updated', customerId: created.body.customerId });
    const read = await hub.call('readCustomer', {
      params: { customerId: created.body.customerId },
    });
    expect(read.body.attributes).toMatchObject({ jobTitle: 'Analyst', name: ada.name });
    expect(read.headers.etag).toBe(`"${read.body.revision}"`);
  });

  it('explains its score: the contributions and the prior add up to the weight', async () => {
    await hub.put('crm', 'sum-1', { ...grace, name: { given: 'Sum', family: 'Mandible' } });
    const { body } = await hub.put('web', 'sum-2', {
      ...grace,
      name: { given: 'Sum', family: 'Mandible' },
    });
    const { score } = body.match;
    const sum = score.contributions.reduce(
      (total: number, each: { matchWeight: number }) => total + each.matchWeight,
      score.priorWeight,
    );
    expect(sum).toBe(score.matchWeight);
  });

  it('takes the same request twice as once', async () => {
    const first = await hub.put('crm', 'twice', { name: { full: 'Twice Sent' } });
    const again = await hub.put('crm', 'twice', { name: { full: 'Twice Sent' } });
    expect(again.body).toMatchObject({ outcome: 'unchanged', customerId: first.body.customerId });
    const { body } = await hub.call('readHistory', {
      params: { customerId: first.body.customerId },
    });
    expect(body.items).toHaveLength(1);
  });

  it('never lets an older record overwrite a newer one', async () => {
    const newer = await hub.put('crm', 'order', { name: { full: 'Newer Name' } }, 2026);
    const older = await hub.put('crm', 'order', { name: { full: 'Older Name' } }, 2025);
    expect(older.body.outcome).toBe('unchanged');
    const read = await hub.call('readRecord', { params: { spoke: 'crm', sourceId: 'order' } });
    expect(read.body).toMatchObject({
      customerId: newer.body.customerId,
      attributes: { name: { full: 'Newer Name', given: 'Newer', family: 'Name' } },
    });
  });

  it('refuses a record from further ahead than a clock may be wrong', async () => {
    const put = (aheadMs: number) =>
      hub.call('putRecord', {
        params: { spoke: 'crm', sourceId: 'far-ahead' },
        body: {
          schema: 'person',
          attributes: { name: { full: 'Far Ahead' } },
          updatedAt: new Date(Date.now() + aheadMs).toISOString(),
        },
      });
    const day = 24 * 3_600_000;

    expect(await put(day + 60_000)).toMatchObject({
      status: 422,
      body: {
        type: '/problems/record.invalid',
        errors: [{ pointer: '/updatedAt', rule: 'not-ahead' }],
      },
    });
    expect((await put(day - 60_000)).body.outcome).toBe('created');
  });

  it('says how complete a record is and what looks wrong', async () => {
    const { body } = await hub.put('crm', 'quality', {
      name: { full: 'Quality Check' },
      phones: [{ value: '0000000000', country: 'GB' }],
    });
    expect(body.quality.completeness).toBeGreaterThan(0);
    expect(body.quality.findings).toContainEqual(
      expect.objectContaining({ pointer: '/attributes/phones/0/value', rule: 'placeholder' }),
    );
  });

  it('ends as one golden record when fifty spokes create one person at once', async () => {
    const person = {
      name: { given: 'Parallel', family: 'Fiftyfold' },
      birthDate: '1990-02-28',
      emails: [{ value: 'parallel.fiftyfold@example.com' }],
    };
    const spokes = Array.from({ length: 50 }, (_, n) => `spoke-${n}`);
    for (const name of spokes) await hub.spoke(name, 50);

    const answers = await Promise.all(spokes.map((name) => hub.put(name, 'one', person)));
    await hub.settle();

    expect(answers.map((each) => each.status)).toEqual(spokes.map(() => 200));
    const ids = await Promise.all(
      spokes.map(async (spoke) => {
        const { body } = await hub.call('readCrosswalk', { params: { spoke, sourceId: 'one' } });
        return body.customerId as string;
      }),
    );
    expect(new Set(ids).size).toBe(1);
    const sources = await hub.call('readSources', { params: { customerId: ids[0] ?? '' } });
    expect(sources.body.items).toHaveLength(50);
    for (const { body } of answers) {
      const { status, headers } = await hub.call('readCustomer', {
        params: { customerId: body.customerId },
      });
      expect([200, 301]).toContain(status);
      if (status === 301) expect(headers.location).toBe(`/v1/customers/${ids[0]}`);
    }
  }, 120_000);

  it('joins two customers whom an update made alike', async () => {
    const one = await hub.put('crm', 'alike-1', {
      name: { given: 'Later', family: 'Alike' },
      emails: [{ value: 'later.alike@example.com' }],
      birthDate: '1971-03-04',
    });
    const other = await hub.put('web', 'alike-2', { name: { given: 'L', family: 'Unknown' } });
    expect(other.body.customerId).not.toBe(one.body.customerId);

    await hub.put(
      'web',
      'alike-2',
      {
        name: { given: 'Later', family: 'Alike' },
        emails: [{ value: 'later.alike@example.com' }],
        birthDate: '1971-03-04',
      },
      2026,
    );
    await hub.settle();

    const { body } = await hub.call('readCrosswalk', {
      params: { spoke: 'web', sourceId: 'alike-2' },
    });
    expect(body.customerId).toBe(one.body.customerId);
  });

  it('refuses an unknown spoke, an unknown schema and the built-in spoke', async () => {
    expect(await hub.put('nobody', '1', ada)).toMatchObject({
      status: 404,
      body: { type: '/problems/spoke.not-found' },
    });
    expect((await hub.put('hub', '1', ada)).status).toBe(404);
    const answer = await hub.call('putRecord', {
      params: { spoke: 'crm', sourceId: '1' },
      body: { schema: 'no-such', attributes: ada, updatedAt: '2026-01-01T00:00:00Z' },
    });
    expect(answer).toMatchObject({
      status: 404,
      body: { type: '/problems/schema.not-found', errors: [{ pointer: '/schema' }] },
    });
  });

  it('refuses a record under another schema than it was first sent with', async () => {
    await hub.put('crm', 'schema-change', { name: { full: 'Schema Change' } });
    const answer = await hub.call('putRecord', {
      params: { spoke: 'crm', sourceId: 'schema-change' },
      body: {
        schema: 'organisation',
        attributes: { name: 'Change Ltd' },
        updatedAt: '2026-06-01T00:00:00Z',
      },
    });
    expect(answer).toMatchObject({
      status: 409,
      body: { type: '/problems/record.schema-mismatch' },
    });
  });
});

describe('DELETE /spokes/{spoke}/records/{sourceId}', () => {
  it('takes the record out, and the customer with its last one', async () => {
    const { body } = await hub.put('crm', 'gone-1', {
      name: { given: 'Gone', family: 'Tomorrow' },
    });
    const params = { spoke: 'crm', sourceId: 'gone-1' };

    expect(await hub.call('deleteRecord', { params })).toMatchObject({
      status: 200,
      body: { customerId: body.customerId, outcome: 'removed' },
    });
    expect((await hub.call('readRecord', { params })).status).toBe(404);
    expect((await hub.call('readCrosswalk', { params })).status).toBe(404);
    expect(
      await hub.call('readCustomer', { params: { customerId: body.customerId } }),
    ).toMatchObject({
      status: 410,
      body: { type: '/problems/customer.removed' },
    });
    expect((await hub.call('deleteRecord', { params })).status).toBe(404);
  });

  it('keeps the record deleted against what the spoke said before, and lets a newer word bring it back', async () => {
    const params = { spoke: 'crm', sourceId: 'back' };
    const name = { given: 'Comes', family: 'Back' };
    const first = await hub.put('crm', 'back', { name });
    await hub.call('deleteRecord', { params });

    const deletedAt = Date.now();
    const at = (ms: number) => ({
      params,
      body: {
        schema: 'person',
        attributes: { name },
        updatedAt: new Date(deletedAt + ms).toISOString(),
      },
    });
    const late = await hub.put('crm', 'back', { name });
    await hub.settle();
    const later = await hub.call('putRecord', at(-3_600_000));

    for (const refused of [late, later])
      expect(refused).toMatchObject({
        status: 409,
        body: {
          type: '/problems/record.deleted',
          errors: [{ pointer: '/updatedAt', rule: 'after-deletion' }],
        },
      });
    expect((await hub.call('readCrosswalk', { params })).status).toBe(404);
    const again = await hub.call('putRecord', at(60_000));
    expect(again.body.outcome).toBe('created');
    expect(again.body.customerId).not.toBe(first.body.customerId);
    expect((await hub.call('putRecord', at(60_000))).body.outcome).toBe('unchanged');
  });

  it('keeps a record of a customer that lives on deleted, too', async () => {
    const ada = {
      name: { given: 'Ottilie', family: 'Stays' },
      emails: [{ value: 'ottilie@example.com' }],
      birthDate: '1950-02-03',
    };
    const { body } = await hub.put('crm', 'stays-1', ada);
    expect((await hub.put('web', 'stays-2', ada)).body).toMatchObject({
      customerId: body.customerId,
      outcome: 'linked',
    });
    await hub.call('deleteRecord', { params: { spoke: 'web', sourceId: 'stays-2' } });

    expect(await hub.put('web', 'stays-2', ada)).toMatchObject({
      status: 409,
      body: { type: '/problems/record.deleted' },
    });
    expect((await hub.put('web', 'stays-3', ada)).body.outcome).toBe('linked');
  });

  it('counts from what the record said last, where the clock of its spoke is ahead', async () => {
    const params = { spoke: 'crm', sourceId: 'ahead' };
    const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
    const put = (updatedAt: string) =>
      hub.call('putRecord', {
        params,
        body: { schema: 'person', attributes: { name: { full: 'Clock Ahead' } }, updatedAt },
      });
    const ahead = inHours(5);
    await put(ahead);
    await hub.call('deleteRecord', { params });

    expect((await put(ahead)).status).toBe(409);
    expect((await put(inHours(6))).body.outcome).toBe('created');
  });

  it('of a removed customer leaves no such trace: its spoke may send a record of it again', async () => {
    const name = { given: 'Removed', family: 'Altogether' };
    const { body } = await hub.put('crm', 'altogether', { name });
    const params = { customerId: body.customerId };
    const { headers } = await hub.call('readCustomer', { params });
    await hub.call('removeCustomer', { params, headers: { 'if-match': headers.etag ?? '' } });
    await hub.settle();

    const again = await hub.put('crm', 'altogether', { name }, 2020);
    expect(again.body.outcome).toBe('created');
    expect(again.body.customerId).not.toBe(body.customerId);
  });
});
