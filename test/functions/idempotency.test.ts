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

  it('is not heeded by what changes nothing: a decision is made anew', async () => {
    await hub.spoke('crm');
    const define = { title: 'Ads', legalBases: ['consent'], channels: ['email'] };
    await hub.call('putPurpose', { params: { name: 'ads' }, body: define });
    const { body } = await hub.put('crm', '1', { emails: [{ value: 'asked@example.com' }] });
    const { customerId } = body;
    const say = (status: string) =>
      hub.call('putConsent', {
        params: { customerId, purpose: 'ads' },
        body: { status, jurisdiction: 'GB', collection: { method: 'app' } },
      });
    const decided = async () =>
      (
        await hub.call('decideContact', {
          body: { customerId, purpose: 'ads', channel: 'email' },
          headers: { 'idempotency-key': 'key-6' },
        })
      ).body.allowed;
    await say('given');
    expect(await decided()).toBe(true);
    await say('withdrawn');
    expect(await decided()).toBe(false);
  });

  it('keeps no value of an answer that was for a purpose', async () => {
    const lens = { title: 'Ads', attributes: ['emails'], purpose: 'ads' };
    await hub.call('putLens', { params: { name: 'ads' }, body: lens });
    await hub.spoke('ads', 50, { lens: 'ads' });
    const ids = await Promise.all(
      ['Rosalind', 'Lise'].map(async (given) => {
        const emails = [{ value: `${given.toLowerCase()}@example.com` }];
        const { body } = await hub.put('ads', given, { name: { given, family: given }, emails });
        const params = { customerId: body.customerId, purpose: 'ads' };
        const said = { status: 'given', jurisdiction: 'GB', collection: { method: 'app' } };
        await hub.call('putConsent', { params, body: said });
        return body.customerId as string;
      }),
    );
    const merge = async () =>
      (
        await hub.call('mergeCustomers', {
          params: { customerId: ids[0] ?? '' },
          body: { with: ids[1] },
          spoke: 'ads',
          headers: { 'idempotency-key': 'key-7' },
        })
      ).body.customer;
    expect(JSON.stringify(await merge())).toContain('lise@example.com');
    const again = await merge();
    expect([again.customerId, again.attributes]).toEqual([ids[0], {}]);
  });
});
