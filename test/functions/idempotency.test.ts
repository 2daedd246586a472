import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startHub, type TestHub } from '#test/support/hub';
import { grace } from '#test/support/people';

let hub: TestHub;
beforeAll(async () => {
  hub = await startHub();
});
afterAll(() => hub.stop());

const originate = (key: string, attributes: object = grace) =>
  hub.call('originateCustomer', {
    body: { schema: 'person', attributes },
    headers: { 'idempotency-key': key },
  });

describe('Idempotency-Key', () => {
  it('answers a repeat with the first answer and does nothing again', async () => {
    const first = await originate('key-1');
    const again = await originate('key-1');
    expect(first.status).toBe(201);
    expect(again).toEqual(first);
    const sources = await hub.call('readSources', {
      params: { customerId: first.body.customerId },
    });
    expect(sources.body.items).toHaveLength(1);
  });

  it('refuses the same key for another request', async () => {
    await originate('key-2');
    const other = await originate('key-2', { name: { full: 'Someone Else' } });
    expect(other).toMatchObject({ status: 422, body: { type: '/problems/idempotency.mismatch' } });
  });

  it('runs two at once only once', async () => {
    const person = { name: { given: 'Once', family: 'Only' } };
    const answers = await Promise.all([originate('key-3', person), originate('key-3', person)]);
    expect(answers.map((each) => each.status).toSorted()).toEqual([201, 409]);
  });

  it('gives the answer when it could not be kept: what was asked for is done', async () => {
    const { finish } = hub.services.idempotency;
    const person = { name: { given: 'Done', family: 'Already' } };
    Object.assign(hub.services.idempotency, { finish: () => Promise.reject(new Error('outage')) });
    const logged = vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
    const answer = await originate('key-5', person);
    logged.mockRestore();
    Object.assign(hub.services.idempotency, { finish });
    expect(answer.status).toBe(201);
    // Not freed: a repeat at once must not do it again.
    expect((await originate('key-5', person)).status).toBe(409);
  });

  it('frees the key when the request was refused', async () => {
    expect((await originate('key-4', { shoeSize: 1 })).status).toBe(422);
    expect((await originate('key-4', { name: { full: 'Second Try' } })).status).toBe(201);
  });
});
