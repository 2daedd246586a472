import { actsIn } from './enforcement-acts.ts';
import { followEvents } from './enforcement-events.ts';
import { look } from './enforcement-looks.ts';
import { readers } from './enforcement-readers.ts';
import { openWorld, type WorldReport } from './enforcement-world.ts';

/**
 * Lives through so many random steps and reads after each: no answer and no event may hold a value
 * whose purpose the second evaluator does not allow at that instant. What was said, the model keeps;
 * who is one with whom, the hub tells.
 */
export async function liveThrough(seed: number, steps: number): Promise<WorldReport> {
  const world = await openWorld(seed);
  const { putRecord, act } = actsIn(world);
  const { checkEvents, stop } = await followEvents(world);
  try {
    for (const { spoke } of readers) await putRecord(spoke, 'first');
    await checkEvents();
    for (let step = 0; step < steps; step += 1) {
      world.pass(world.draws.one([1, 1000, 3_600_000, 86_400_000, 20 * 86_400_000]));
      await act();
      await checkEvents();
      for (let each = 0; each < 3; each += 1) await look(world);
    }
  } finally {
    await stop();
    await world.hub.stop();
  }
  return world.report;
}
