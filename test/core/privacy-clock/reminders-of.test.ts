import { describe, expect, it } from 'vitest';
import type { ClockRequest } from '#core/privacy-clock/clock';
import { clocksOf } from '#core/privacy-clock/clocks-of';
import { defaultHouseTargets } from '#core/privacy-clock/default-house-targets';
import { remindersOf } from '#core/privacy-clock/reminders-of';
import { lawWith } from './law.ts';

const acknowledged = { acknowledge: '2026-01-06T00:00:00.000Z' };
const reminders = (
  more: Partial<ClockRequest>,
  remindBefore = [{ value: 7, unit: 'calendar_days' as const }],
) =>
  remindersOf(
    clocksOf(
      { rights: ['access'], jurisdictions: [], receivedAt: '2026-01-05T17:00:00.000Z', ...more },
      lawWith(),
      defaultHouseTargets,
    ),
    { remindBefore, escalateBefore: [{ value: 36, unit: 'hours' }] },
  );

describe('reminders', () => {
  it('come before a due date and, once it is over, as an alarm', () => {
    expect(reminders({ done: acknowledged })).toEqual([
      {
        at: '2026-01-19T23:59:59.999Z',
        kind: 'remind',
        clock: 'answer',
        dueAt: '2026-01-26T23:59:59.999Z',
      },
      {
        at: '2026-01-25T11:59:59.999Z',
        kind: 'escalate',
        clock: 'answer',
        dueAt: '2026-01-26T23:59:59.999Z',
      },
      {
        at: '2026-01-27T00:00:00.000Z',
        kind: 'overdue',
        clock: 'answer',
        dueAt: '2026-01-26T23:59:59.999Z',
      },
    ]);
  });

  it('do not come for what is done', () => {
    expect(reminders({ done: { ...acknowledged, answer: '2026-01-07T00:00:00.000Z' } })).toEqual(
      [],
    );
  });

  it('do not come before the clock has started', () => {
    expect(reminders({}).map(({ kind, clock }) => `${kind} ${clock}`)).toEqual([
      'escalate acknowledge',
      'overdue acknowledge',
      'remind answer',
      'escalate answer',
      'overdue answer',
    ]);
    expect(reminders({}, [{ value: 22, unit: 'calendar_days' }])).toHaveLength(4);
  });

  it('name the spoke whose task it is', () => {
    const orders = { crm: { sentAt: '2026-01-06T00:00:00.000Z' } };
    const done = { ...acknowledged, answer: '2026-01-07T00:00:00.000Z' };
    expect(reminders({ orders, done }).map(({ kind, spoke }) => `${kind} ${spoke}`)).toEqual([
      'remind crm',
      'escalate crm',
      'overdue crm',
    ]);
  });

  it('come for the clock that binds, and not for a laxer law', () => {
    const all = reminders({ jurisdictions: ['DE'], done: acknowledged });
    expect(new Set(all.map(({ dueAt }) => dueAt))).toEqual(new Set(['2026-01-26T23:59:59.999Z']));
  });
});
