import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyChain } from '#core/audit/verify-chain';
import { checkpointTools } from '#store/checkpoint-tools';
import { startHub, type TestCall, type TestHub } from '#test/support/hub';
import { ada } from '#test/support/people';

let hub: TestHub;
let customerId = '';
beforeAll(async () => {
  hub = await startHub();
  await hub.spoke('crm', 80);
  customerId = (await hub.put('crm', '1', ada)).body.customerId;
});
afterAll(() => hub.stop());

const forClerk = { 'x-on-behalf-of': 'clerk:4711' };
const pin = (more: TestCall, value = 'Analyst') =>
  hub.call('pinAttribute', {
    params: { customerId },
    body: { attribute: 'jobTitle', value },
    ...more,
  });
const chain = async (object: string) =>
  (await hub.call('listAudit', { query: { object } })).body.items;
const search = async (query: Record<string, string>) => {
  const from = new Date(Date.now() - 3600_000).toISOString();
  const to = new Date(Date.now() + 3600_000).toISOString();
  return (await hub.call('listAudit', { query: { ...query, from, to } })).body.items;
};

describe('for whom a caller says he acts', () => {
  it('stands in the entry of the change, as part of its hash, and of no other change', async () => {
    await pin({ headers: forClerk }, 'Engineer');
    await pin({}, 'Programmer');
    const entries = await chain(`customer:${customerId}`);
    expect(entries.map(({ onBehalfOf }: { onBehalfOf?: string }) => onBehalfOf)).toEqual([
      undefined,
      'clerk:4711',
      undefined,
    ]);
    expect(verifyChain(entries, checkpointTools.hash)).toBeUndefined();
    const [first, { onBehalfOf: _, ...changed }, last] = entries;
    expect(verifyChain([first, changed, last], checkpointTools.hash)).toMatchObject({
      kind: 'changed',
      sequence: 2,
    });
  });

  it('is each call’s own, whoever else calls meanwhile', async () => {
    const ids = ['one', 'two', 'three', 'four'];
    await Promise.all(
      ids.map((id) =>
        hub.call('putLens', {
          params: { name: `lens-${id}` },
          body: { title: id, attributes: ['name'] },
          headers: { 'X-On-Behalf-Of': id },
        }),
      ),
    );
    for (const id of ids)
      expect(await chain(`lens:lens-${id}`)).toMatchObject([{ onBehalfOf: id }]);
  });

  it('stands in refusals, in reads of sensitive values, and under a broken glass', async () => {
    const reader: TestCall = { role: 'reader', actorId: 'tok_reader', headers: forClerk };
    expect((await pin(reader)).status).toBe(403);
    await hub.call('readCustomer', { params: { customerId }, headers: forClerk });
    const steward: TestCall = { role: 'steward', actorId: 'usr_ada' };
    const { glassId } = (
      await hub.call('breakGlass', {
        ...steward,
        headers: forClerk,
        body: { reason: 'A patient is in danger', minutes: 1 },
      })
    ).body;
    await hub.call('readCustomer', {
      ...steward,
      params: { customerId },
      headers: { ...forClerk, 'x-goldspoke-break-glass': glassId },
    });

    const about = await search({ about: `customer:${customerId}` });
    for (const action of [
      'customer:steward',
      'customer.read-sensitive',
      'access.under-broken-glass',
    ])
      expect(about).toContainEqual(expect.objectContaining({ action, onBehalfOf: 'clerk:4711' }));
    expect(await chain(`glass:${glassId}`)).toMatchObject([{ onBehalfOf: 'clerk:4711' }]);
  });

  it('grants nothing', async () => {
    const { status } = await hub.call('readCustomer', {
      params: { customerId },
      grants: [],
      headers: { 'x-on-behalf-of': 'tok_administrator' },
    });
    expect(status).toBe(403);
  });

  it.each(['', 'Ada Lovelace', 'ada@example.com', 'x'.repeat(65), 'a\nb', '=1+1'])(
    'is an id, and not %j',
    async (given) => {
      const before = await chain(`customer:${customerId}`);
      const { status, body } = await pin({ headers: { 'x-on-behalf-of': given } });
      expect(status).toBe(400);
      expect(body).toMatchObject({
        type: '/problems/request.invalid',
        errors: [{ in: 'header', pointer: '/x-on-behalf-of' }],
      });
      expect(await chain(`customer:${customerId}`)).toEqual(before);
    },
  );
});
