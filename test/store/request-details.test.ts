import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PrivacyRequest } from '#core/privacy-request/privacy-request';
import { type EmbeddedStore, embeddedStore } from '#test/support/embedded-table';

let store: EmbeddedStore;
let now = '';
beforeEach(async () => {
  now = '2026-03-01T00:00:00.000Z';
  store = await embeddedStore({ clock: () => now });
});
afterEach(() => store.stop());

const request: PrivacyRequest = {
  requestId: 'req_00000000000000000000000001',
  rights: ['access'],
  channel: 'steward',
  jurisdictions: ['EU'],
  state: 'received',
  customerId: 'cus_00000000000000000000000001',
  receivedAt: '2026-03-01T00:00:00.000Z',
  verification: { needed: 'contact-point', tries: 0 },
  pauses: [],
  work: {},
  orders: {},
  isOrdered: false,
  keepFor: { value: 24, unit: 'months' },
  attempt: 1,
  actor: 'tok_1',
  correlationId: 'c',
};
const { requestId } = request;
const change = () => ({ actor: 'tok_1', action: 'test', correlationId: 'c', at: now });
const create = (asked = request) => store.privacyRequests.create(asked, { note: 'n' }, change());
const reject = () =>
  store.privacyRequests.move(
    requestId,
    (before) => ({ ...before, state: 'rejected', endedAt: now }),
    change(),
  );
const keys = async () => (await store.vault.subjectKeys([requestId])).size;

describe('the key of what a request knows of its person', () => {
  it('goes when the request need not be kept any more, and not before', async () => {
    await create();
    await reject();
    now = '2028-02-29T23:59:59.999Z';
    expect(await store.privacyRequests.destroyEndedDetails()).toBe(0);
    expect(await store.privacyRequests.details(requestId)).toEqual({ note: 'n' });
    now = '2028-03-01T00:00:00.000Z';
    expect(await store.privacyRequests.destroyEndedDetails()).toBe(1);
    expect(await keys()).toBe(0);
    expect(await store.privacyRequests.destroyEndedDetails()).toBe(0);
  });

  it('goes likewise of a request that ended as it came', async () => {
    await create({ ...request, state: 'duplicate', endedAt: now });
    now = '2028-03-01T00:00:00.000Z';
    expect(await store.privacyRequests.destroyEndedDetails()).toBe(1);
  });

  it('goes once the request has ended, where it is to go and the request is open still', async () => {
    await create();
    await store.privacyRequests.destroyDetailsAtEnd(requestId);
    now = '2026-04-01T00:00:00.000Z';
    expect(await store.privacyRequests.destroyEndedDetails()).toBe(0);
    expect(await keys()).toBe(1);
    await reject();
    expect(await store.privacyRequests.destroyEndedDetails()).toBe(1);
    expect(await keys()).toBe(0);
  });
});
