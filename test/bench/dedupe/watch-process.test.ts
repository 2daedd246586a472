import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { watchProcess } from '../../../bench/dedupe/watch-process.ts';

const limits = { limitSeconds: 20, limitBytes: 4e9 };
const node = (program: string, more: Partial<Parameters<typeof watchProcess>[2]> = {}) =>
  watchProcess(process.execPath, ['-e', program], { ...limits, ...more });
const filled = (megabytes: number) => `Buffer.alloc(${megabytes} << 20, 1)`;
const hasProc = existsSync('/proc/self/smaps_rollup');

describe('watching a program', () => {
  it.runIf(hasProc)('sees the most memory it held, also what it gave back', async () => {
    const { outcome, peakBytes } = await node(
      `let b = ${filled(200)}; setTimeout(() => { b = undefined; setTimeout(() => 0, 200); }, 200)`,
    );

    expect(outcome).toBe('done');
    expect(peakBytes).toBeGreaterThan(200 * 2 ** 20);
  });

  it.runIf(hasProc)('adds what the programs hold that it started', async () => {
    const child = `const b = ${filled(150)}; setTimeout(() => b, 1500)`;

    const { peakBytes } = await node(
      `for (const each of [1, 2]) require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(child)}])`,
    );

    expect(peakBytes).toBeGreaterThan(300 * 2 ** 20);
  });

  it.runIf(hasProc)(
    'tells the processor time of the program and of those that it started',
    async () => {
      // Busy for half a second of processor time, whatever else the machine does.
      const busy =
        'let sum = 0; while (process.cpuUsage().user < 500_000) for (let at = 0; at < 1e6; at++) sum += at;';

      const { processorSeconds } = await node(
        `${busy} require('node:child_process').execFileSync(process.execPath, ['-e', ${JSON.stringify(busy)}]); setTimeout(() => 0, 1000)`,
      );

      expect(processorSeconds).toBeGreaterThan(0.9);
      expect(processorSeconds).toBeLessThan(3);
    },
  );

  it('measures until the result is said to be there', async () => {
    const startedAt = performance.now();
    const { outcome, seconds, lines } = await node(
      `console.log('result'); setTimeout(() => console.log('more'), 1500)`,
      { isResult: (line) => line === 'result' },
    );

    expect(outcome).toBe('done');
    expect(lines).toEqual(['result', 'more']);
    expect((performance.now() - startedAt) / 1000 - seconds).toBeGreaterThan(1.2);
  });

  it('ends what takes too long or too much, and tells what failed', async () => {
    const slow = await node('setTimeout(() => 0, 60_000)', { limitSeconds: 0.3 });
    const failed = await node('throw new Error("no such column")');
    const silent = await node('0', { isResult: () => false });

    expect(slow.outcome).toBe('too slow');
    expect(failed.outcome).toBe('failed');
    expect(failed.errors).toContain('no such column');
    expect(silent.outcome).toBe('failed');
    if (!hasProc) return;
    const big = await node(`const b = ${filled(300)}; setTimeout(() => b, 60_000)`, {
      limitBytes: 200 * 2 ** 20,
    });
    expect(big.outcome).toBe('too big');
  });
});
