import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeLinks } from '#store/links';
import { type EmbeddedStore, embeddedStore } from '#test/support/embedded-table';

let store: EmbeddedStore;
let now = '2026-03-01T12:00:00.000Z';
beforeAll(async () => {
  store = await embeddedStore({ clock: () => now });
});
afterAll(() => store.stop());

const claims = {
  kind: 'unsubscribe',
  customerId: 'cus_01',
  facts: { purpose: 'marketing' },
  expiresAt: '2026-03-01T13:00:00.000Z',
};

describe('links', () => {
  it('open what they were signed for until they end', async () => {
    now = '2026-03-01T12:00:00.000Z';
    const token = await store.links.sign(claims);
    expect(token).toMatch(/^[\w.-]+$/);
    expect(await store.links.open('unsubscribe', token)).toEqual(claims);
    now = '2026-03-01T12:59:59.999Z';
    expect(await store.links.open('unsubscribe', token)).toEqual(claims);
    now = '2026-03-01T13:00:00.000Z';
    expect(await store.links.open('unsubscribe', token)).toBeUndefined();
  });

  it('open nothing of another kind, of another hub, after a change, or made up', async () => {
    now = '2026-03-01T12:00:00.000Z';
    const token = await store.links.sign(claims);
    expect(await store.links.open('door', token)).toBeUndefined();
    const other = makeLinks({ vault: store.vault, tenant: 'other', clock: () => now });
    expect(await other.open('unsubscribe', token)).toBeUndefined();
    const [header, , signature] = token.split('.');
    const payload = Buffer.from(
      JSON.stringify({ sub: 'cus_02', iss: 'test', exp: 9_999_999_999, facts: {} }),
    ).toString('base64url');
    expect(
      await store.links.open('unsubscribe', `${header}.${payload}.${signature}`),
    ).toBeUndefined();
    const none = Buffer.from('{"alg":"none","typ":"goldspoke-unsubscribe"}').toString('base64url');
    expect(await store.links.open('unsubscribe', `${none}.${payload}.`)).toBeUndefined();
    for (const text of ['', 'x', 'a.b.c', token.slice(0, -2)])
      expect(await store.links.open('unsubscribe', text)).toBeUndefined();
  });

  it('are opened by every function of the hub, under one key', async () => {
    const token = await store.links.sign(claims);
    expect(await store.another().links.open('unsubscribe', token)).toEqual(claims);
  });
});
