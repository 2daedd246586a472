import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { authenticate } from '#functions/shared/authenticate';
import { newId } from '#functions/shared/services';
import { makeFirstToken } from '#lib/first-token';
import { type EmbeddedStore, embeddedStore } from '../support/embedded-table.ts';

let store: EmbeddedStore;
beforeAll(async () => {
  store = await embeddedStore();
});
afterAll(() => store.stop());

const at = (instant: string) => ({
  tokens: store.tokens,
  users: store.users,
  doorSessions: store.doorSessions,
  clock: () => instant,
  log: () => undefined,
  newId,
});

describe('the first token of a deployed hub', () => {
  it('is an administrator’s for a day, and is audited', async () => {
    const { token, secret } = await makeFirstToken(at('2026-01-01T00:00:00.000Z'));
    const header = `Bearer ${secret}`;

    expect(await authenticate(header, at('2026-01-01T23:59:59.999Z'))).toEqual({
      actorId: token.tokenId,
      grants: [{ role: 'administrator', orgUnit: 'root' }],
    });
    expect(await authenticate(header, at('2026-01-02T00:00:00.000Z'))).toBeUndefined();
    const { items } = await store.audit.entries(`token:${token.tokenId}`, { limit: 10 });
    expect(items).toMatchObject([{ actor: 'operator', action: 'token.create' }]);
  });

  it('is another one each time', async () => {
    const [one, other] = await Promise.all([
      makeFirstToken(at('2026-01-01T00:00:00.000Z')),
      makeFirstToken(at('2026-01-01T00:00:00.000Z')),
    ]);
    expect(one.secret).not.toBe(other.secret);
  });
});
