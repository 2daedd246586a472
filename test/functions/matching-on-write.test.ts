import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startHub, type TestHub } from '#test/support/hub';
import { ada, adaInCapitals, grace } from '#test/support/people';

let hub: TestHub;
beforeAll(async () => {
  hub = await startHub();
  for (const spoke of ['crm', 'web', 'erp']) await hub.spoke(spoke);
});
afterAll(() => hub.stop());

const holder = async (spoke: string, sourceId: string): Promise<string> =>
  (await hub.call('readCrosswalk', { params: { spoke, sourceId } })).body.customerId;
const tasks = async () =>
  (await hub.call('listTasks', { query: { limit: '200' } })).body.items as readonly {
    taskId: string;
    because: string;
    customerIds: readonly string[];
  }[];

describe('a record that comes in', () => {
  it('between the thresholds becomes a customer of its own, and a task about the pair', async () => {
    const emails = [{ value: 'una.b@example.com' }];
    const first = await hub.put('crm', 'b-1', {
      name: { given: 'Una', family: 'Quillbb' },
      emails,
    });
    const second = await hub.put('web', 'b-1', {
      name: { given: 'Una', family: 'Otherly' },
      emails,
    });

    expect(second.body).toMatchObject({
      outcome: 'review',
      match: { decision: 'possible-match', because: 'between-thresholds' },
    });
    expect(second.body.customerId).not.toBe(first.body.customerId);
    const [taskId] = second.body.match.taskIds;
    expect((await tasks()).find((task) => task.taskId === taskId)?.customerIds).toEqual(
      [first.body.customerId, second.body.customerId].toSorted(),
    );

    await hub.settle();
    expect(await holder('web', 'b-1')).toBe(second.body.customerId);
    expect(
      (await tasks()).filter((task) => task.customerIds.includes(second.body.customerId)),
    ).toHaveLength(1);
  });

  it('that resembles two whom a steward told apart is joined to neither, at once or later', async () => {
    const { body } = await hub.put('crm', 'd-1', ada);
    await hub.put('web', 'd-1', adaInCapitals);
    await hub.call('splitCustomer', {
      params: { customerId: body.customerId },
      body: { sources: [{ spoke: 'web', sourceId: 'd-1' }] },
    });

    const third = await hub.put('erp', 'd-1', ada);
    await hub.settle();

    expect(third.body).toMatchObject({ outcome: 'review', match: { because: 'marked-different' } });
    expect(third.body.match.taskIds).toHaveLength(2);
    const ids = await Promise.all(['crm', 'web', 'erp'].map((spoke) => holder(spoke, 'd-1')));
    expect(new Set(ids).size).toBe(3);
  });

  it('goes to the constituent it resembles, so that it leaves with it when the merge is undone', async () => {
    const one = await hub.put('crm', 'm-1', {
      name: { given: 'Quite', family: 'Unlike' },
      phones: grace.phones,
    });
    const other = await hub.put('crm', 'm-2', {
      name: { given: 'Quite', family: 'Unlike' },
      emails: [{ value: 'quite.unlike@example.com' }],
    });
    await hub.call('mergeCustomers', {
      params: { customerId: one.body.customerId },
      body: { with: other.body.customerId },
    });

    const linked = await hub.put('web', 'm-2', {
      name: { given: 'Quite', family: 'Unlike' },
      emails: [{ value: 'quite.unlike@example.com' }],
    });
    expect(linked.body).toMatchObject({ outcome: 'linked', customerId: one.body.customerId });
    await hub.call('unmergeCustomer', {
      params: { customerId: one.body.customerId },
      body: { customerId: other.body.customerId },
    });

    expect(await holder('web', 'm-2')).toBe(other.body.customerId);
  });

  it('is never compared with customers of another schema', async () => {
    const { body: person } = await hub.call('readSchema', { params: { name: 'person' } });
    const { title, kind, attributes } = person;
    await hub.call('putSchema', { params: { name: 'patient' }, body: { title, kind, attributes } });
    const known = { name: { given: 'Septima', family: 'Overlap' }, birthDate: '1949-01-02' };
    await hub.put('crm', 's-1', known);
    const { body } = await hub.call('putRecord', {
      params: { spoke: 'web', sourceId: 's-1' },
      body: { schema: 'patient', attributes: known, updatedAt: '2026-01-01T00:00:00Z' },
    });
    expect(body).toMatchObject({ outcome: 'created', match: { comparedWith: 0 } });
  });

  it('is found by a name that a steward pinned, too', async () => {
    const { body } = await hub.put('crm', 'p-1', {
      name: { given: 'Misspelt', family: 'Entirely' },
    });
    await hub.call('pinAttribute', {
      params: { customerId: body.customerId },
      body: { attribute: 'name', value: { given: 'Corrected', family: 'Thoroughly' } },
    });
    const found = await hub.call('listCustomers', { query: { name: 'thoroughly' } });
    expect(found.body.items).toMatchObject([{ customerId: body.customerId }]);
  });

  it('is kept beside a customer that can hold no more, with a task', async () => {
    await hub.call('putSchema', {
      params: { name: 'noted' },
      body: {
        kind: 'person',
        title: 'With notes',
        attributes: [
          { name: 'name', type: 'person-name', classification: 'personal' },
          { name: 'birthDate', type: 'date', classification: 'personal', match: 'birth-date' },
          {
            name: 'notes',
            type: 'list',
            items: { type: 'text', maxLength: 10_000 },
            classification: 'personal',
            match: 'none',
            survivorship: 'union',
          },
        ],
      },
    });
    // Random text does not deflate: each record adds some 150 KB to the golden record.
    const send = (spoke: string) =>
      hub.call('putRecord', {
        params: { spoke, sourceId: 'full' },
        body: {
          schema: 'noted',
          updatedAt: '2026-01-01T00:00:00Z',
          attributes: {
            name: { given: 'Notable', family: 'Volumes' },
            birthDate: '1961-06-07',
            notes: Array.from({ length: 20 }, () => randomBytes(7_400).toString('base64')),
          },
        },
      });

    const outcomes = [];
    for (const spoke of ['crm', 'web', 'erp']) outcomes.push((await send(spoke)).body);
    await hub.settle();

    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['created', 'linked', 'review']);
    expect(outcomes[2].match).toMatchObject({ because: 'too-large' });
    expect(await holder('erp', 'full')).toBe(outcomes[2].customerId);
  });
});
