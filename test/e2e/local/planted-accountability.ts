import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { call } from './planted-values.ts';

/** What the business shows of itself: names, dates and counts alone. */
export async function accountability(): Promise<void> {
  const year = String(new Date().getUTCFullYear());
  for (const format of ['json', 'csv'])
    expect((await call('readRequestRegister', { query: { year, format } })).status).toBe(200);
  expect((await call('readRequestMetrics', { query: { year } })).status).toBe(200);
  expect((await call('readMinimisation')).status).toBe(200);
  const { body: run } = await call('createRetentionRun', { body: { dryRun: true } });
  const params = { runId: run.id };
  for (;;) {
    const { body } = await call('readRetentionRun', { params });
    if (body.state === 'finished') {
      expect(body.result.customers).toBeGreaterThan(0);
      expect(body.report).toEqual({ items: [] });
      break;
    }
    expect(body.state).toBe('running');
    await sleep(100);
  }
  const { body: runs } = await call('listRetentionRuns');
  expect(runs.items.map(({ id }: { id: string }) => id)).toContain(run.id);
}
