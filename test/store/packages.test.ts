import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EmbeddedStore, embeddedStore } from '#test/support/embedded-table';

const requestId = 'req_00000000000000000000000001';
let store: EmbeddedStore;
let now = '';
beforeEach(async () => {
  now = '2026-03-01T00:00:00.000Z';
  store = await embeddedStore({ clock: () => now });
});
afterEach(() => store.stop());

const kept = (text: string, endsAt = '2026-04-01T00:00:00.000Z') => ({
  requestId,
  madeAt: now,
  endsAt,
  text,
});

describe('a kept package', () => {
  it('opens as it was written, however large it is and however little it deflates', async () => {
    const large = `ü€𐐷${randomBytes(2_000_000).toString('base64')}`;
    await store.packages.write(kept(large));
    expect((await store.packages.read(requestId))?.text === large).toBe(true);
    const text = 'the newer one';
    await store.packages.write(kept(text));
    expect(await store.packages.read(requestId)).toEqual(kept(text));
  });

  it('is used up once by each, also by many at once, and not after its end', async () => {
    await store.packages.write(kept('it'));
    const tries = Array.from({ length: 10 }, () => store.packages.useOnce(requestId, 'lnk html'));
    expect((await Promise.all(tries)).filter(Boolean).length).toBe(1);
    expect(await store.packages.useOnce(requestId, 'lnk json')).toBe(true);
    now = '2026-04-01T00:00:00.000Z';
    expect(await store.packages.useOnce(requestId, 'lnk2 html')).toBe(false);
    expect(await store.packages.useOnce('req_nobody', 'lnk html')).toBe(false);
  });

  it('takes annexes of many spokes at once, under one key', async () => {
    const spokes = Array.from({ length: 8 }, (_, n) => `spoke-${n}`);
    const annex = (spoke: string) => ({ spoke, receivedAt: now, text: JSON.stringify({ spoke }) });
    await Promise.all(
      spokes.map((spoke) => store.packages.putAnnex(requestId, annex(spoke), 10_000)),
    );
    expect(await store.packages.annexes(requestId)).toEqual(spokes.map(annex));
  });

  it('is destroyed with its key and all its items when it has ended, and not before', async () => {
    await store.packages.write(kept('it'));
    await store.packages.putAnnex(requestId, { spoke: 'web', receivedAt: now, text: '{}' }, 10_000);
    await store.packages.endAt(requestId, '2026-05-01T00:00:00.000Z');
    now = '2026-04-02T00:00:00.000Z';
    expect(await store.packages.destroyEnded()).toBe(0);
    expect((await store.packages.read(requestId))?.text).toBe('it');
    now = '2026-05-01T00:00:00.000Z';
    expect(await store.packages.read(requestId)).toBeUndefined();
    expect(await store.packages.destroyEnded()).toBe(1);
    expect(await store.packages.annexes(requestId)).toEqual([]);
    expect(await store.packages.destroyEnded()).toBe(0);
  });

  it('never comes where it was destroyed', async () => {
    await store.packages.write(kept('it'));
    now = '2026-05-01T00:00:00.000Z';
    await store.packages.destroyEnded();
    await expect(store.packages.write(kept('again'))).rejects.toThrow();
  });
});
