import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { runSchedules } from '#local/schedule';

describe('functions that run by the clock', () => {
  it('are called again and again, never while they still run, and are waited for at the end', async () => {
    let running = 0;
    let most = 0;
    let calls = 0;
    const handler = async () => {
      calls += 1;
      running += 1;
      most = Math.max(most, running);
      await sleep(60);
      running -= 1;
    };
    const failures: string[] = [];
    const schedule = runSchedules({
      functions: {
        slow: { load: async () => ({ handler }) },
        broken: { load: async () => ({ handler: () => Promise.reject(new Error('x')) }) },
      },
      everySeconds: 0.02,
      onFailure: (name) => failures.push(name),
    });
    await sleep(300);
    await schedule.stop();

    expect(calls).toBeGreaterThan(1);
    expect(most).toBe(1);
    expect(running).toBe(0);
    expect(failures.length).toBeGreaterThan(1);
    expect(new Set(failures)).toEqual(new Set(['broken']));
    const after = calls;
    await sleep(60);
    expect(calls).toBe(after);
  });
});
