import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  type FanOutHub,
  liveThrough,
  type Outcome,
  startFanOutHub,
} from '#test/support/fan-out-world';

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
  it('keeps its promises in twelve random lives; test/long lives a hundred', {
    timeout: 120_000,
  }, async () => {
    const outcomes: Outcome[] = [];
    // A seed is one life, the same in every run: what fails is told with its number and lived again.
    for (let seed = 1; seed <= 12; seed += 1) outcomes.push(await liveThrough(seed, world));
    const states = new Set(outcomes.map(({ state }) => state));
    expect(states).toContain('fulfilled');
    expect(states.size).toBeGreaterThan(2);
    expect(outcomes.reduce((sum, { faults }) => sum + faults, 0)).toBeGreaterThan(40);
  });
});
