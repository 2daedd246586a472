import { describe, expect, it } from 'vitest';
import { dollars } from '../../../scripts/cost/cost-model.ts';
import { measuredRuns, measuredRunUnits, planDedupe } from '../../../scripts/cost/dedupe-plan.ts';

const plan = (customers: number) => planDedupe(customers, measuredRuns(), measuredRunUnits());

describe('the plan of a dedupe run', () => {
  it.each([1, 10, 100])('over %i million costs under five dollars a million', (millions) => {
    expect(dollars(plan(millions * 1e6).use) / millions).toBeLessThan(5);
  });

  it('keeps every piece of work within the 15 minutes of a function', () => {
    for (const millions of [1, 10, 100])
      for (const seconds of Object.values(plan(millions * 1e6).seconds))
        expect(seconds).toBeLessThan(900);
  });

  it('hands over lists that fit into the 256 KiB of a state', () => {
    const { chunks, partitions, batches } = plan(100e6);
    for (const count of [chunks, partitions, batches]) {
      const list = JSON.stringify({ items: Array.from({ length: count }, (_, at) => at) });
      expect(list.length).toBeLessThan(256 * 1024);
    }
  });
});
