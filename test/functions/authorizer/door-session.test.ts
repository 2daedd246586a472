import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { authenticate } from '#functions/shared/authenticate';
import { hashOfToken } from '#functions/shared/token-hash';
import { type EmbeddedStore, embeddedStore } from '#test/support/embedded-table';

let store: EmbeddedStore;
let now = '2026-01-01T00:00:00.000Z';
beforeAll(async () => {
  store = await embeddedStore({ clock: () => now });
});
afterAll(() => store.stop());

const customerId = `cus_${'0'.repeat(26)}`;
const secret = `gsd_${'s'.repeat(43)}`;
const who = (bearer: string) =>
  authenticate(`Bearer ${bearer}`, { ...store, clock: () => now, log: () => undefined });

describe('a customer’s own session', () => {
  it('is the customer’s, without a grant, until it ends', async () => {
    const hash = hashOfToken(secret);
    await store.doorSessions.open(
      { customerId, pointToken: 'p', expiresAt: '2026-01-01T00:30:00.000Z' },
      hash,
    );

    expect(await who(secret)).toEqual({
      actorId: `person:${customerId}`,
      grants: [],
      person: { customerId, pointToken: 'p', sessionHash: hash },
    });
    now = '2026-01-01T00:30:00.000Z';
    expect(await who(secret)).toBeUndefined();
  });

  it('opens nothing once it was ended, nor under another secret', async () => {
    const hash = hashOfToken(secret);
    await store.doorSessions.open({ customerId, expiresAt: '2026-01-01T01:00:00.000Z' }, hash);
    expect(await who(`${secret}x`)).toBeUndefined();
    // What it is stored by is no secret that opens it, and no machine's secret opens it either.
    expect(await who(`gsd_${hash}`)).toBeUndefined();

    expect(await who(secret)).toMatchObject({ actorId: `person:${customerId}` });
    await store.doorSessions.end(hash);
    expect(await who(secret)).toBeUndefined();
  });

  it('lets a proof be used once', async () => {
    const until = '2026-01-01T01:00:00.000Z';
    const both = await Promise.all([1, 2].map(() => store.doorSessions.useOnce('proof', until)));
    expect(both.toSorted()).toEqual([false, true]);
    expect(await store.doorSessions.useOnce('another', until)).toBe(true);
  });
});
