import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { checkpointFlaw, claimsOf } from '#core/audit/checkpoint';
import { type CheckpointServices, makeCheckpoints } from '#functions/checkpoint/make-checkpoints';
import { checkpointTools } from '#store/checkpoint-tools';
import { CommitConflict } from '#store/commit-conflict';
import { checkpointServices, objectsInMemory } from '#test/support/checkpointing';
import {
  type EmbeddedStore,
  type EmbeddedTable,
  embeddedStore,
  startEmbeddedTable,
} from '#test/support/embedded-table';

const minute = 60_000;
const start = Date.parse('2026-03-01T12:00:00.000Z');

let table: EmbeddedTable | undefined;
let store: EmbeddedStore;
let now = start;
let objects: ReturnType<typeof objectsInMemory>;
let services: CheckpointServices;

beforeEach(async () => {
  table ??= await startEmbeddedTable();
  now = start;
  store = await embeddedStore({ nowMs: () => now }, table);
  objects = objectsInMemory();
  services = checkpointServices(store, { objects, nowMs: () => now });
});
afterAll(() => table?.stop());

const write = (actor = 'tok_a', times = 1) =>
  Promise.all(
    Array.from({ length: times }, () =>
      store.audit.record({ actor, action: 'customer.read-sensitive', correlationId: 'cor-1' }),
    ),
  );
const claims = (number: number) =>
  claimsOf(objects.all.get(number)?.jws ?? '', checkpointTools.base64Url);
const known = () =>
  [...objects.all.values()].flatMap(({ leaves }) =>
    leaves.filter(({ object }) => object.startsWith('access:')),
  );

/** Every checkpoint continues the one before, is signed and has the leaves that it says. */
async function checkAll() {
  const key = await services.signer.publicKey();
  let before: ReturnType<typeof claims> | undefined;
  for (const [number, checkpoint] of [...objects.all].toSorted(([a], [b]) => a - b)) {
    expect(checkpointFlaw(checkpoint, before, key, checkpointTools)).toBeUndefined();
    before = claims(number);
  }
}

describe('making checkpoints', () => {
  it('takes what was written up to five minutes ago, and each entry once', async () => {
    await write('tok_a', 3);
    now += 6 * minute;
    await write('tok_b', 2);

    expect(await makeCheckpoints(services)).toEqual({ made: 1 });
    expect(known()).toHaveLength(3);

    now += 60 * minute;
    expect(await makeCheckpoints(services)).toEqual({ made: 1 });
    expect(known()).toHaveLength(5);
    expect(claims(2)).toMatchObject({ number: 2, from: claims(1).to, late: 0 });
    await checkAll();
  });

  it('makes nothing twice for the same time', async () => {
    await write();
    now += 6 * minute;
    await makeCheckpoints(services);

    expect(await makeCheckpoints(services)).toEqual({ made: 0 });
  });

  it('takes an entry that came late into the index with the next one, and says that it is late', async () => {
    now += 20 * minute;
    await makeCheckpoints(services);
    now -= 10 * minute;
    await write('tok_late');
    now += 70 * minute;
    await makeCheckpoints(services);

    expect(claims(2)).toMatchObject({ late: 1 });
    expect(known().map(({ object }) => object)).toEqual([
      expect.stringMatching(/^access:tok_late/),
    ]);
    await checkAll();
  });

  it('goes on with the next one where one would have too many leaves, in one run', async () => {
    for (let each = 0; each < 5; each += 1) {
      await write('tok_a', 2);
      now += 1000;
    }
    now += 6 * minute;
    await makeCheckpoints({ ...services, mostLeaves: 3 });

    expect(objects.all.size).toBe(3);
    expect(known()).toHaveLength(10);
    expect(new Set(known().map(({ sequence }) => sequence)).size).toBe(10);
    await checkAll();
  });

  it('goes on with the object that a crashed run left, whatever was written since', async () => {
    await write('tok_a', 2);
    now += 6 * minute;
    const crashing = { ...services.store, commit: () => Promise.reject(new Error('crash')) };
    await expect(makeCheckpoints({ ...services, store: crashing })).rejects.toThrow('crash');
    expect(objects.all.size).toBe(1);
    const left = objects.all.get(1);
    await write('tok_b', 2);
    now += 10 * minute;

    await makeCheckpoints(services);

    expect(objects.all.get(1)).toBe(left);
    expect(known()).toHaveLength(4);
    await checkAll();
  });

  it('does not go on with an object that another key signed', async () => {
    now += 6 * minute;
    const forged = checkpointServices(store, { objects, nowMs: () => now });
    const crashing = { ...forged.store, commit: () => Promise.reject(new Error('crash')) };
    await expect(makeCheckpoints({ ...forged, store: crashing })).rejects.toThrow('crash');

    await expect(makeCheckpoints(services)).rejects.toThrow(
      'checkpoint 1 is not signed by this key',
    );
  });

  it('makes one where two runs make one at once', async () => {
    await write('tok_a', 4);
    now += 6 * minute;

    await Promise.all([makeCheckpoints(services), makeCheckpoints(services)]);

    expect(known()).toHaveLength(4);
    const { items } = await store.audit.checkpoints({ limit: 10 });
    expect(items.map(({ number }) => number)).toEqual([...objects.all.keys()]);
    await checkAll();
  });

  it('tries again where another one was faster', async () => {
    now += 6 * minute;
    let isFirst = true;
    const commit: typeof services.store.commit = async (...args) => {
      if (isFirst) {
        isFirst = false;
        throw new CommitConflict();
      }
      await services.store.commit(...args);
    };
    await makeCheckpoints({ ...services, store: { ...services.store, commit } });
    expect(await services.store.last()).toMatchObject({ number: 1 });
  });

  it('stops before its time is up', async () => {
    expect(await makeCheckpoints({ ...services, remainingMs: () => 1000 })).toEqual({ made: 0 });
  });

  it('leaves an entry, and what is told, for each', async () => {
    now += 6 * minute;
    await makeCheckpoints(services);

    const { items } = await store.audit.entries('audit:checkpoints', { limit: 10 });
    expect(items).toMatchObject([
      {
        actor: 'system:checkpoint',
        action: 'audit.checkpoint',
        about: 'checkpoint:1',
        sequence: 1,
      },
    ]);
  });
});
