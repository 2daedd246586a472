import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTodaysRun } from '#functions/retention-clock/start-todays-run';
import { startHub, type TestHub } from '#test/support/hub';

let hub: TestHub;
let day = 1;
let started: string[] = [];
const services = () => ({
  ...hub.services,
  workflows: {
    startRetention: async (name: string) => void started.push(name),
  },
});
const start = (RETENTION_ERASES?: string) => startTodaysRun(services(), { RETENTION_ERASES });
const runOf = async (runId = '') => {
  const run = await hub.services.retentionRuns.read(runId);
  if (run === undefined) throw new Error('there is no such run');
  return run;
};
beforeAll(async () => {
  hub = await startHub({ clock: () => `2026-12-${String(day).padStart(2, '0')}T02:30:00.000Z` });
});
beforeEach(() => {
  [day, started] = [day + 1, []];
});
afterAll(() => hub.stop());

describe('the run of a day', () => {
  it('is none where nothing has a retention', async () => {
    expect(await start('1')).toEqual({});
    expect((await hub.services.retentionRuns.list({ limit: 1 })).items).toEqual([]);
    const body = {
      title: 'Service',
      legalBases: ['contract'],
      channels: ['email'],
      retention: { value: 3, unit: 'years', after: 'last-activity' },
    };
    await hub.call('putPurpose', { params: { name: 'service' }, body });
  });

  it('is dry unless the deployment says that it erases', async () => {
    for (const [setting, dryRun] of [
      [undefined, true],
      ['0', true],
      ['true', true],
      ['1', false],
    ] as const) {
      day += 1;
      const { runId } = await start(setting);
      expect(await runOf(runId)).toMatchObject({ dryRun, actor: 'system:retention' });
      const change = { actor: 'x', action: 'y', correlationId: 'z', at: hub.services.clock() };
      await hub.services.retentionRuns.move(runId ?? '', ['running'], 'failed', change);
    }
  });

  it('begins once, however often and by however many it is called', async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => start('1')));
    expect(answers.filter(({ runId }) => runId !== undefined)).toHaveLength(1);
    expect(await start('1')).toEqual({});
    expect(new Set(started).size).toBe(1);
    const run = await runOf(started[0]);
    const change = { actor: 'x', action: 'y', correlationId: 'z', at: run.createdAt };
    // The day has its run: that is no refusal because of it.
    const again = { ...run, runId: `run_${'9'.repeat(26)}` };
    const today = run.createdAt.slice(0, 10);
    expect(await hub.services.retentionRuns.create(again, change, today)).toBe(false);
  });

  it('waits for nobody: while the real run of a day before goes on, this day has no other', async () => {
    expect(await start('1')).toEqual({});
    expect((await start('0')).runId).toMatch(/^run_/);
  });
});
