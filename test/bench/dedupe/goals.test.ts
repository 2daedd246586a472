import { describe, expect, it } from 'vitest';
import { goalsOf, growthOf } from '../../../bench/dedupe/goals.ts';
import type { RunResult } from '../../../bench/dedupe/measure-run.ts';

const run = (contestant: string, rows: number, seconds: number, f1: number): RunResult => ({
  set: `customers ${rows}`,
  rows,
  contestant,
  outcome: 'done',
  seconds,
  peakMegabytes: 1500,
  score: {
    records: rows,
    truePairs: 0,
    predictedPairs: 0,
    correctPairs: 0,
    precision: f1,
    recall: f1,
    f1,
    bCubedF1: f1,
  },
});
const sets = [
  {
    name: 'customers 1000000',
    kind: 'customers',
    goal: 0.93,
    rows: 1_000_000,
    files: () => undefined,
  },
] as const;
const verdicts = (results: readonly RunResult[]) =>
  goalsOf(sets, results).map(({ goal, isMet }) => [goal.replace(/^time.*/, 'growth'), isMet]);

describe('goals of batch dedupe', () => {
  it('are met by what is three times as fast, better and small enough', () => {
    const slowPeer = run('splink', 1_000_000, 40, 0.9);
    const fastPeer = run('goldenmatch', 1_000_000, 18, 0.5);

    const results = [run('goldspoke', 1_000_000, 6, 0.95), slowPeer, fastPeer];

    expect(verdicts(results)).toEqual([
      ['F1 on customers 1000000', true],
      ['throughput on customers 1000000 beside the fastest peer', true],
      ['F1 on customers 1000000 beside the best peer at its best threshold', true],
      ['peak memory on customers 1000000', true],
    ]);
  });

  it('are missed by what is slower, or worse than the best peer at its best threshold', () => {
    const peer = {
      ...run('splink', 1_000_000, 17, 0.9),
      best: {
        threshold: '0.99',
        score: run('', 0, 0, 0.96).score as NonNullable<RunResult['score']>,
      },
    };

    const results = [{ ...run('goldspoke', 1_000_000, 6, 0.92), peakMegabytes: 2100 }, peer];

    expect(verdicts(results).map(([, isMet]) => isMet)).toEqual([false, false, false, false]);
  });

  it('stay open where nothing was measured', () => {
    const peer = { ...run('splink', 1_000_000, 17, 0.9), outcome: 'too slow' as const };

    expect(verdicts([])).toEqual([['F1 on customers 1000000', undefined]]);
    expect(verdicts([run('goldspoke', 1_000_000, 6, 0.95), peer])[1]).toEqual([
      'throughput on customers 1000000 beside the fastest peer',
      undefined,
    ]);
  });

  it('allow time to grow as n log n and no faster', () => {
    const growing = (seconds: number) =>
      verdicts([run('goldspoke', 100_000, 1, 0.95), run('goldspoke', 1_000_000, seconds, 0.95)]);

    expect(growing(11.9)).toContainEqual(['growth', true]);
    expect(growing(12.1)).toContainEqual(['growth', false]);
  });
});

describe('growth', () => {
  it('is the slope between the fewest rows and the most, as logarithms', () => {
    const runs = [run('a', 1000, 1, 1), run('a', 100_000, 1000, 1), run('a', 10_000, 5, 1)];

    expect(growthOf(runs)).toEqual({ from: 1000, to: 100_000, exponent: expect.closeTo(1.5, 9) });
  });

  it('is unknown from one size', () => {
    expect(growthOf([run('a', 1000, 1, 1)])).toBeUndefined();
  });

  it('goes by processor time where that is known', () => {
    // Of a machine that was busier the second time.
    const used = [1, 100].map((times) => ({
      ...run('a', 1000 * times, 1, times * times),
      processorSeconds: times,
    }));
    expect(growthOf(used)?.exponent).toBeCloseTo(1, 9);
  });
});
