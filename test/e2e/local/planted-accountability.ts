import { expect } from 'vitest';
import { call } from './planted-values.ts';

/** What the business shows of itself: names, dates and counts alone. */
export async function accountability(): Promise<void> {
  const year = String(new Date().getUTCFullYear());
  for (const format of ['json', 'csv'])
    expect((await call('readRequestRegister', { query: { year, format } })).status).toBe(200);
  expect((await call('readRequestMetrics', { query: { year } })).status).toBe(200);
  expect((await call('readMinimisation')).status).toBe(200);
  const body = { schema: 'person', dryRun: true };
  expect((await call('createRetentionRun', { body })).status).toBe(202);
}
