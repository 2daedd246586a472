import { describe, expect, it } from 'vitest';
import { backlogGauge } from '#functions/converge/measure-backlog';
import type { Services } from '#functions/shared/handle';

/** Open tasks by when they were opened, and a clock that the test sets. */
function backlogOf(openedAt: readonly string[]) {
  const measured: unknown[] = [];
  let now = '2026-01-01T12:00:00.000Z';
  const services = {
    tasks: { listOpen: async () => ({ items: openedAt.map((at) => ({ openedAt: at })) }) },
    clock: () => now,
    measure: (...of: unknown[]) => measured.push(of),
  } as unknown as Services;
  return { services, measured, at: (instant: string) => (now = instant) };
}

describe('the gauge of the review backlog', () => {
  it('counts open tasks and tells how long the oldest has waited', async () => {
    const { services, measured } = backlogOf([
      '2026-01-01T11:00:00.000Z',
      '2026-01-01T11:59:00.000Z',
    ]);
    await backlogGauge()(services);
    expect(measured).toEqual([
      ['ReviewBacklog', 2],
      ['OldestReviewTask', 3600],
    ]);
  });

  it('says so when nothing is open', async () => {
    const { services, measured } = backlogOf([]);
    await backlogGauge()(services);
    expect(measured).toEqual([
      ['ReviewBacklog', 0],
      ['OldestReviewTask', 0],
    ]);
  });

  it('reads at most every five minutes', async () => {
    const { services, measured, at } = backlogOf([]);
    const gauge = backlogGauge();
    await gauge(services);
    at('2026-01-01T12:04:59.000Z');
    await gauge(services);
    expect(measured).toHaveLength(2);
    at('2026-01-01T12:05:00.000Z');
    await gauge(services);
    expect(measured).toHaveLength(4);
  });
});
