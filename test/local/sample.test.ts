import { describe, expect, it } from 'vitest';
import type { HubClient } from '#local/hub-client';
import { loadSample, type SampleProgress } from '#local/sample';

/** A hub that only counts what it is sent, and answers as it is told. */
function countingHub(answer: (nth: number) => number = () => 200) {
  const puts = new Map<string, number>();
  let sent = 0;
  const client: HubClient = {
    send: async (_, path) => {
      puts.set(path, (puts.get(path) ?? 0) + 1);
      return { status: path.includes('/records/') ? answer(++sent) : 200, body: null };
    },
    close: () => {},
  };
  const records = () => [...puts.keys()].filter((path) => path.includes('/records/')).length;
  return { client, puts, records };
}

describe('loadSample', () => {
  it('registers five spokes, what they ask people for, and sends every record once', async () => {
    const hub = countingHub();
    const progress = await loadSample({
      client: hub.client,
      from: undefined,
      onProgress: () => {},
      isStopping: () => false,
    });
    expect(progress).toEqual({ done: 5000, refused: 0, total: 5000 });
    expect(hub.records()).toBe(5000);
    expect(hub.puts.size).toBe(5008);
    expect([...hub.puts.values()].every((times) => times === 1)).toBe(true);
  });

  it('goes on where it was interrupted, and leaves none out', async () => {
    const hub = countingHub();
    const seen: SampleProgress[] = [];
    const load = (from: SampleProgress | undefined, isStopping: () => boolean) =>
      loadSample({ client: hub.client, from, onProgress: (each) => seen.push(each), isStopping });
    await load(undefined, () => hub.records() >= 1230);
    const kept = seen.findLast((each) => each.done < 1230);
    expect(kept!.done).toBeGreaterThan(1100);

    await load(kept, () => false);

    expect(seen.at(-1)?.done).toBe(5000);
    expect(hub.records()).toBe(5000);
    const again = [...hub.puts.values()].reduce((sum, times) => sum + times, 0) - hub.puts.size;
    expect(again).toBeLessThan(150);
  });

  it('sends a record again after an outage and counts what the hub refuses', async () => {
    const hub = countingHub((nth) => (nth === 7 ? 503 : nth === 100 ? 422 : 200));
    const progress = await loadSample({
      client: hub.client,
      from: undefined,
      onProgress: () => {},
      isStopping: () => false,
    });
    expect(progress).toEqual({ done: 5000, refused: 1, total: 5000 });
    expect([...hub.puts.values()].filter((times) => times === 2)).toHaveLength(1);
  });
});
