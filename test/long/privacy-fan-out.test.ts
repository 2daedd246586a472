import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type FanOutHub, liveThrough, startFanOutHub } from '#test/support/fan-out-world';

// Every crash would be a line of the log.
vi.hoisted(() => {
  process.env.POWERTOOLS_LOG_LEVEL = 'SILENT';
});

let world: FanOutHub;
beforeAll(async () => {
  world = await startFanOutHub();
});
afterAll(() => world.hub.stop());

describe('the fan-out under loss, duplication, delay, reordering, crash and restart', () => {
  it('keeps its promises in a hundred random lives', { timeout: 1_800_000 }, async () => {
    const ends: Record<string, number> = {};
    for (let seed = 1001; seed <= 1100; seed += 1) {
      const { state, isEscalated } = await liveThrough(seed, world);
      const end = isEscalated && !state.includes('fulfilled') ? `${state}, escalated` : state;
      ends[end] = (ends[end] ?? 0) + 1;
    }
    expect(Object.values(ends).reduce((sum, each) => sum + each, 0)).toBe(100);
    expect(Object.keys(ends).length).toBeGreaterThan(3);
  });
});
