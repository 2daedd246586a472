import { GetCommand, PutCommand, ScanCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeEpochRoll, rollPlan } from '#store/epoch-roll';
import { epochKeyKey, subjectKeyKey, tombstoneKey } from '#store/keys';
import { type EmbeddedStore, embeddedStore } from '../support/embedded-table.ts';

let engine: EmbeddedStore;
beforeAll(async () => {
  engine = await embeddedStore();
});
afterAll(() => engine.stop());

const sunday = '2026-11-22T12:00:00.000Z';
const tuesday = '2026-11-24T03:00:00.000Z';

/** A vault of its own whose clock a test sets, and what rolls it. */
async function vaultAt(start: string) {
  let now = start;
  const clock = () => now;
  const own = await embeddedStore({ clock }, { endpoint: engine.endpoint, stop: async () => {} });
  const roll = makeEpochRoll({
    client: own.client,
    table: own.names.vault,
    tenant: 'test',
    wrapper: own.keys,
    clock,
    nowMs: Date.now,
  });
  /** Whole passes until one finds nothing; then the epochs go. */
  const rollAll = async (plan = rollPlan(now)) => {
    for (;;) {
      const page = await roll.rewrapPage({ segment: 0, segments: 1 }, plan);
      if (page.found > 0) continue;
      await roll.destroyEpochs(page.epochs, plan);
      return page;
    }
  };
  const mint = async (subject: string, vault = own.vault) => {
    const { key, actions } = await vault.mint(subject);
    const commit = () =>
      own.client.send(
        new TransactWriteCommand({
          TransactItems: actions.map(({ whenFailed: _, ...each }) => each),
        }),
      );
    return { key: Buffer.from(key), commit };
  };
  const minted = async (subject: string) => {
    const { key, commit } = await mint(subject);
    await commit();
    return key;
  };
  const item = async (Key: { PK: string; SK: string }) =>
    (await own.client.send(new GetCommand({ TableName: own.names.vault, Key }))).Item;
  const epochs = async () => {
    const { Items = [] } = await own.client.send(new ScanCommand({ TableName: own.names.vault }));
    return Items.filter(({ SK }) => SK === 'EPOCH')
      .map(({ PK }) => String(PK))
      .toSorted();
  };
  return {
    own,
    roll,
    rollAll,
    mint,
    minted,
    item,
    epochs,
    to: (instant: string) => {
      now = instant;
    },
  };
}

const keyOf = (keys: ReadonlyMap<string, Uint8Array>, subject: string) =>
  Buffer.from(keys.get(subject) ?? []);

describe('rolling the epochs', () => {
  it('re-wraps the living keys of weeks that are over, then destroys the weeks’ keys', async () => {
    const { own, minted, rollAll, epochs, to } = await vaultAt('2026-11-08T12:00:00.000Z');
    const one = await minted('cus_one');
    to(sunday);
    const two = await minted('cus_two');
    expect(await epochs()).toEqual(['EPOCH#2026-W45', 'EPOCH#2026-W47']);
    to(tuesday);

    await rollAll();

    expect(await epochs()).toEqual(['EPOCH#2026-W48']);
    for (const { vault } of [own, own.another()]) {
      const keys = await vault.subjectKeys(['cus_one', 'cus_two']);
      expect([keyOf(keys, 'cus_one'), keyOf(keys, 'cus_two')]).toEqual([one, two]);
    }
  });

  it('leaves a destroyed key unreadable, were a copy of its item put back', async () => {
    const { own, minted, rollAll, item, to } = await vaultAt(sunday);
    await minted('cus_gone');
    const copy = await item(subjectKeyKey('cus_gone', 'profile'));
    await own.vault.destroy('cus_gone');
    to(tuesday);
    await rollAll();

    await own.client.send(new PutCommand({ TableName: own.names.vault, Item: copy }));

    await expect(own.another().vault.subjectKeys(['cus_gone'])).rejects.toThrow('epoch key');
    expect(await item(tombstoneKey('cus_gone'))).toMatchObject({ at: sunday });
  });

  it('spares the week that just ended: its last requests may still be on their way', async () => {
    const { mint, rollAll, own, epochs, to } = await vaultAt(sunday);
    const late = await mint('cus_late');
    to('2026-11-23T23:59:59.999Z');
    await rollAll();
    expect(await epochs()).toEqual(['EPOCH#2026-W47']);
    await late.commit();
    to(tuesday);

    await rollAll();

    expect(keyOf(await own.another().vault.subjectKeys(['cus_late']), 'cus_late')).toEqual(
      late.key,
    );
  });

  it('never brings back what was destroyed while it ran, and goes on past it', async () => {
    const { own, minted, roll, rollAll, item, to } = await vaultAt(sunday);
    await Promise.all(Array.from({ length: 40 }, (_, n) => minted(`cus_${n}`)));
    to(tuesday);
    await Promise.all([
      roll.rewrapPage({ segment: 0, segments: 1 }, rollPlan(tuesday)),
      ...Array.from({ length: 20 }, (_, n) => own.vault.destroy(`cus_${n}`)),
      ...Array.from({ length: 20 }, (_, n) => minted(`cus_new_${n}`)),
    ]);
    await rollAll();

    for (let n = 0; n < 20; n += 1)
      expect(await item(subjectKeyKey(`cus_${n}`, 'profile'))).toBeUndefined();
    const living = Array.from({ length: 20 }, (_, n) => [`cus_${n + 20}`, `cus_new_${n}`]).flat();
    expect((await own.another().vault.subjectKeys(living)).size).toBe(40);
  });

  it('destroys no epoch whose week is not over, whatever it is told', async () => {
    const { roll, minted, item } = await vaultAt(sunday);
    await minted('cus_one');
    await roll.destroyEpochs(['2026-W47'], { closed: '2099-W01', before: '2099-W01', into: 'x' });
    expect(await item(epochKeyKey('2026-W47'))).toMatchObject(epochKeyKey('2026-W47'));
  });

  it('at once, on a suspicion: re-wraps this week’s keys, too; the next roll ends the week', async () => {
    const { own, minted, roll, rollAll, item, epochs, to } = await vaultAt(sunday);
    const one = await minted('cus_one');
    const plan = rollPlan(sunday, { atOnce: true });
    expect(await roll.rewrapPage({ segment: 0, segments: 1 }, plan)).toMatchObject({
      rewrapped: 1,
      found: 0,
    });
    expect(await item(subjectKeyKey('cus_one', 'profile'))).toMatchObject({ epoch: '2026-W48' });
    expect(keyOf(await own.another().vault.subjectKeys(['cus_one']), 'cus_one')).toEqual(one);
    to(tuesday);
    await rollAll();
    expect(await epochs()).toEqual(['EPOCH#2026-W48']);
    expect(keyOf(await own.another().vault.subjectKeys(['cus_one']), 'cus_one')).toEqual(one);
  });
});
