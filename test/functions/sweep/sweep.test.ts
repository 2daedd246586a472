import { readFileSync } from 'node:fs';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runSweep } from '#functions/sweep/run-sweep';
import type { Part, SweepState } from '#functions/sweep/steps';
import { type SweepServices, sweep } from '#functions/sweep/sweep';
import { epochKeyKey, subjectKeyKey } from '#store/keys';
import { maintenanceOver } from '#store/make-maintenance';
import { storeOver } from '#store/make-store';
import { startHub, type TestHub } from '#test/support/hub';

const inThreeWeeks = () => new Date(Date.now() + 21 * 86_400_000).toISOString();

let hub: TestHub;
let services: SweepServices;
let now = () => new Date().toISOString();
beforeAll(async () => {
  hub = await startHub();
  await hub.spoke('web');
  const { client, names, keys } = hub.store;
  const clock = () => now();
  const parts = {
    client,
    table: names.main,
    vaultTable: names.vault,
    wrapper: keys,
    tenant: 'test',
    clock,
  };
  services = {
    ...hub.services,
    ...storeOver(parts),
    clock,
    maintenance: maintenanceOver(parts),
    remainingMs: () => 1e9,
  };
});
afterAll(() => hub.stop());

describe('a sweep', () => {
  it('rolls closed epochs: passes until nothing is left, then destroys their keys', async () => {
    const { body } = await hub.put('web', 'rolled', { name: { given: 'Ada', family: 'Rolled' } });
    const item = async () =>
      (
        await hub.store.client.send(
          new GetCommand({
            TableName: hub.store.names.vault,
            Key: subjectKeyKey(body.customerId, 'profile'),
          }),
        )
      ).Item;
    const before = await item();
    now = inThreeWeeks;

    const { counts } = await runSweep({ task: 'roll-epoch', segments: 3 }, services);

    expect(counts).toMatchObject({ found: 0, destroyed: 1 });
    expect((await item())?.epoch).not.toBe(before?.epoch);
    const old = await hub.store.client.send(
      new GetCommand({
        TableName: hub.store.names.vault,
        Key: epochKeyKey(String(before?.epoch)),
      }),
    );
    expect(old.Item).toBeUndefined();
    expect(
      await hub.call('readCustomer', { params: { customerId: body.customerId } }),
    ).toMatchObject({ status: 200, body: { attributes: { name: { family: 'Rolled' } } } });
  });

  it('destroys the keys of answers that nobody may ask for any more', async () => {
    now = () => '2026-02-01T12:00:00.000Z';
    await services.idempotency.begin('tok_1', 'swept', 'hash', Date.parse(now()) / 1000);
    await services.idempotency.finish('tok_1', 'swept', {});
    now = () => '2026-02-03T00:15:00.000Z';

    const { state, counts } = await runSweep({ task: 'destroy-answer-keys' }, services);

    expect({ state, counts }).toEqual({
      state: 'done',
      counts: { destroyed: 1, packages: 0, requests: 0 },
    });
    expect((await runSweep({ task: 'destroy-answer-keys' }, services)).counts).toEqual({
      destroyed: 0,
      packages: 0,
      requests: 0,
    });
  });

  it('stops when its time is up, and goes on from there', async () => {
    const padding = 'x'.repeat(300_000);
    for (let n = 0; n < 6; n += 1)
      await hub.store.client.send(
        new PutCommand({
          TableName: hub.store.names.main,
          Item: { PK: `PAD#${n}`, SK: 'PAD', padding },
        }),
      );
    const busy = { ...services, remainingMs: () => 0 };
    const { parts } = (await sweep(
      { step: 'plan', input: { task: 'upgrade-items', segments: 1 } },
      busy,
    )) as SweepState;
    let part = parts[0] as Part;
    const seen: number[] = [];
    while (!part.done) {
      part = (await sweep({ step: 'part', part }, busy)) as Part;
      seen.push(part.counts.seen ?? 0);
    }
    expect(seen.length).toBeGreaterThan(1);
    const whole = await runSweep({ task: 'upgrade-items', segments: 1 }, services);
    expect(seen.at(-1)).toBe(whole.counts.seen);
  });

  it('refuses a task that it does not know', async () => {
    await expect(
      sweep({ step: 'plan', input: { task: 'drop-tables' } }, services),
    ).rejects.toThrow();
  });
});

describe('the state machine of sweeps', () => {
  it('calls nothing but the steps of the function, and hands every part back to it', () => {
    const { States } = JSON.parse(readFileSync('workflows/sweep.asl.json', 'utf8'));
    const steps = [States.Plan, States.SweepParts.ItemProcessor.States.SweepPart, States.Finish];
    expect(steps.map((each) => each.Parameters.step)).toEqual(['plan', 'part', 'finish']);
    for (const { Resource, Retry } of steps) {
      expect(Resource).toBe(`\${${'Sweep'}}`);
      expect(Retry[0].MaxAttempts).toBe(8);
    }
  });
});
