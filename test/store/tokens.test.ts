import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EmbeddedStore, embeddedStore } from '../support/embedded-table.ts';

let store: EmbeddedStore;
beforeAll(async () => {
  store = await embeddedStore();
});
afterAll(() => store.stop());

const at = '2026-01-01T00:00:00.000Z';
const change = { actor: 'tok_admin', action: 'token.create', correlationId: 'cor-1', at };
const token = (tokenId: string) => ({ tokenId, title: 'CI', role: 'reader', createdAt: at });

describe('API tokens', () => {
  it('are found by the hash of their secret, by id and in the list', async () => {
    await store.tokens.create(token('tok_1'), 'a'.repeat(64), change);

    expect(await store.tokens.byHash('a'.repeat(64))).toEqual(token('tok_1'));
    expect(await store.tokens.byHash('b'.repeat(64))).toBeUndefined();
    expect(await store.tokens.read('tok_1')).toEqual(token('tok_1'));
    expect((await store.tokens.list({ limit: 10 })).items).toEqual([token('tok_1')]);
  });

  it('say when they were revoked, once, also under two revocations at once', async () => {
    await store.tokens.create(token('tok_2'), 'c'.repeat(64), change);

    const revoked = await Promise.all([
      store.tokens.revoke('tok_2', change),
      store.another().tokens.revoke('tok_2', change),
    ]);

    expect(revoked).toEqual(
      Array(2).fill({ token: { ...token('tok_2'), revokedAt: at }, clientIds: [] }),
    );
    expect((await store.tokens.byHash('c'.repeat(64)))?.revokedAt).toBe(at);
    const { items } = await store.audit.entries('token:tok_2', { limit: 10 });
    expect(items.map((each) => each.changed)).toEqual([
      ['createdAt', 'role', 'title', 'tokenId'],
      ['revokedAt'],
    ]);
  });

  it('that nobody made cannot be revoked', async () => {
    expect(await store.tokens.revoke('tok_none', change)).toBeUndefined();
  });
});
