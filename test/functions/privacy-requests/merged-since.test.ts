import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type PrivacyHub, startPrivacyHub } from '#test/support/privacy-hub';

let hub: PrivacyHub;
let n = 0;
let own: string;
let neighbour: string;
beforeAll(async () => {
  hub = await startPrivacyHub();
  await hub.spoke('crm');
});
afterAll(() => hub.stop());
beforeEach(async () => {
  n += 1;
  const add = async (sourceId: string, full: string) =>
    (await hub.put('crm', sourceId, { name: { full } })).body.customerId as string;
  own = await add(`own-${n}`, ['', 'Ada Byron', 'Grace Hopper', 'Emmy Noether'][n] ?? '');
  neighbour = await add(`other-${n}`, ['', 'Olga Taussky', 'Vera Rubin', 'Rosa Mayer'][n] ?? '');
});

const at = (requestId: string, body?: object) => ({
  params: { requestId },
  ...(body !== undefined && { body }),
});
const word = (requestId: string, more: object = {}) =>
  hub.privacy('verifyPrivacyRequest', at(requestId, { method: 'steward', ...more }));
const approve = (requestId: string) => hub.privacy('approvePrivacyRequest', at(requestId));
const merge = (customerId = own, other = neighbour) =>
  hub.call('mergeCustomers', { params: { customerId }, body: { with: other } });
async function verified(rights: readonly string[]): Promise<string> {
  const { body } = await hub.privacy('createPrivacyRequest', {
    body: { rights, customerId: own, jurisdiction: 'EU', channel: 'steward' },
  });
  expect((await word(body.id)).body.state).toBe('verified');
  return body.id;
}

describe('who is merged with a person after it was made sure who asks', () => {
  it('is not approved along, until it is made sure again', async () => {
    const id = await verified(['erasure', 'access']);
    expect((await merge()).status).toBe(200);
    const refused = await approve(id);
    expect(refused).toMatchObject({ status: 409, body: { errors: [{ rule: 'merged' }] } });
    expect((await word(id)).status).toBe(200);
    expect((await approve(id)).body.state).toBe('in-progress');
    const { work } = await hub.until(id, (each) => each.work.erasure?.state !== 'open');
    expect(work).toMatchObject({ access: { state: 'done' }, erasure: { state: 'done' } });
  });

  it('is neither told nor erased where that comes between approval and work', async () => {
    const id = await verified(['access', 'erasure', 'opt-out']);
    const change = { actor: 'usr_1', action: 'test', correlationId: 'c', at: hub.services.clock() };
    await merge(neighbour, own);
    await hub.services.privacyRequests.move(
      id,
      (before) => ({ ...before, state: 'in-progress', work: openWork(before.rights) }),
      change,
    );
    await hub.restart();
    const { work } = await hub.until(id, (each) =>
      Object.values(each.work).every(({ state }) => state !== 'open'),
    );
    expect(work).toMatchObject({
      access: { state: 'refused', code: 'merged-since' },
      erasure: { state: 'refused', code: 'merged-since' },
      'opt-out': { state: 'done' },
    });
    const order = { params: { requestId: id, spoke: 'crm' }, role: 'integrator', spoke: 'crm' };
    const { sourceIds, customerIds } = (await hub.privacy('readOrder', order as never)).body;
    expect({ sourceIds, customerIds }).toEqual({ sourceIds: [`own-${n}`], customerIds: [own] });
    const params = { customerId: neighbour };
    expect((await hub.call('readCustomer', { params })).status).toBe(200);
    const { status } = await hub.call('readPackage', { params: { requestId: id }, query: {} });
    expect(status).toBe(404);
  });
});

it('does not take an officer’s word on one person for another', async () => {
  const { body } = await hub.privacy('createPrivacyRequest', {
    body: { rights: ['erasure'], customerId: own, jurisdiction: 'EU', channel: 'steward' },
  });
  const wrong = await word(body.id, { customerId: neighbour });
  expect(wrong).toMatchObject({ status: 422, body: { errors: [{ pointer: '/customerId' }] } });
  expect((await word(body.id, { customerId: own })).body.state).toBe('verified');
});

const openWork = (rights: readonly string[]) =>
  Object.fromEntries(rights.map((right) => [right, { state: 'open' as const }]));
