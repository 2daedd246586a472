import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, type HubUnderTest, hubUnderTest } from '#test/support/hub-under-test';

let hub: HubUnderTest;
beforeAll(async () => {
  hub = await hubUnderTest();
  for (const spoke of ['after-till', 'webshop'])
    await hub.ask('PUT', `/spokes/${spoke}`, { body: { style: 'consolidation', trust: 50 } });
}, 120_000);
afterAll(() => hub.close());

const put = (sourceId: string, attributes: object) =>
  hub.ask('PUT', `/spokes/after-till/records/${sourceId}`, {
    body: { schema: 'person', attributes, updatedAt: '2026-01-01T00:00:00Z' },
  });
const person = (given: string, family: string) => ({
  name: { given, family },
  birthDate: '1979-03-14',
  emails: [{ value: `${given}.${family}@example.com`.toLowerCase() }],
});

describe('what follows a commit', () => {
  // In which order subscribers hear is EventBridge's; test/functions/publisher shows that of sending.
  it('tells the spokes of every change, with its place among the customer’s', async () => {
    const { customerId } = (await put('heard', person('Henry', 'Hearer'))).body;
    const etag = (await hub.ask('GET', `/customers/${customerId}`)).headers.get('etag') ?? '';
    await hub.ask('PATCH', `/customers/${customerId}`, {
      body: { attributes: { jobTitle: 'Listener' } },
      headers: { 'if-match': etag },
    });
    const heard = await eventually(
      () => hub.heard(customerId),
      (lines) => new Set(lines.map(({ sequence }) => sequence)).size >= 2,
    );
    expect(new Set(heard.map(({ type, sequence }) => `${sequence} ${type}`))).toEqual(
      new Set(['1 customer.created.v1', '2 customer.changed.v1']),
    );
  });

  it('makes one customer of what was created at the same time', async () => {
    const made = await Promise.all(
      ['one', 'two', 'three', 'four'].map((id) => put(id, person('Conny', 'Current'))),
    );
    expect(made.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    const ids = await eventually(
      async () => {
        const answers = await Promise.all(
          ['one', 'two', 'three', 'four'].map((id) =>
            hub.ask('GET', `/crosswalk/after-till/${id}`),
          ),
        );
        return new Set(answers.map(({ body }) => body.customerId as string));
      },
      (each) => each.size === 1,
    );
    expect(ids.size).toBe(1);
  });
});
