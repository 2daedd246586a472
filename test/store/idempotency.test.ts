import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EmbeddedStore, embeddedStore } from '../support/embedded-table.ts';

let store: EmbeddedStore;
beforeAll(async () => {
  store = await embeddedStore();
});
afterAll(() => store.stop());

const now = 1_800_000_000;
const begin = (key: string, requestHash = 'hash', nowSeconds = now) =>
  store.idempotency.begin('tok_1', key, requestHash, nowSeconds);

describe('an idempotency key', () => {
  it('is new once, then in progress, then gives the first answer', async () => {
    expect(await begin('k1')).toEqual({ state: 'new' });
    expect(await begin('k1')).toEqual({ state: 'in-progress' });
    await store.idempotency.finish('tok_1', 'k1', { status: 201, body: '{}' });

    expect(await begin('k1')).toEqual({ state: 'done', answer: { status: 201, body: '{}' } });
  });

  it('lets one of twenty equal requests at once begin', async () => {
    const states = await Promise.all(Array.from({ length: 20 }, () => begin('k2')));

    expect(states.filter((each) => each.state === 'new')).toHaveLength(1);
  });

  it('of another request is a mismatch, of another caller is another key', async () => {
    await begin('k3');

    expect(await begin('k3', 'other')).toEqual({ state: 'mismatch' });
    expect(await store.idempotency.begin('tok_2', 'k3', 'hash', now)).toEqual({ state: 'new' });
  });

  it('is free again after a failure, after 60 s without an end, and after 24 h', async () => {
    await begin('k4');
    await store.idempotency.release('tok_1', 'k4');
    expect(await begin('k4')).toEqual({ state: 'new' });

    expect(await begin('k4', 'hash', now + 59)).toEqual({ state: 'in-progress' });
    expect(await begin('k4', 'hash', now + 60)).toEqual({ state: 'new' });

    await store.idempotency.finish('tok_1', 'k4', {});
    expect(await begin('k4', 'hash', now + 60 + 24 * 3600 - 1)).toMatchObject({ state: 'done' });
    expect(await begin('k4', 'hash', now + 60 + 24 * 3600)).toEqual({ state: 'new' });
  });

  it('that has its answer is not freed by a late failure', async () => {
    await begin('k5');
    await store.idempotency.finish('tok_1', 'k5', { status: 200 });
    await store.idempotency.release('tok_1', 'k5');

    expect(await begin('k5')).toMatchObject({ state: 'done' });
  });
});
