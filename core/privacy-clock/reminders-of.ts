import { after } from '#core/consent/period';
import { compareText, type Instant } from '#core/kernel/types';
import type { ClockKind, Clocks } from './clock.ts';

/** How long before a due date, in whole days of 24 hours or in hours. */
export interface LeadTime {
  readonly value: number;
  readonly unit: 'hours' | 'calendar_days';
}

/** When whom to tell, before something is due. */
export interface ReminderPolicy {
  readonly remindBefore: readonly LeadTime[];
  readonly escalateBefore: readonly LeadTime[];
}

export interface Reminder {
  readonly at: Instant;
  /** `overdue`: the first instant too late, which is an alarm. */
  readonly kind: 'remind' | 'escalate' | 'overdue';
  readonly clock: ClockKind;
  readonly spoke?: string;
  readonly dueAt: Instant;
}

/**
 * The reminders, escalations and alarms of the clocks that bind and are not done, in order. One that
 * would come before its clock starts is left out; whoever schedules them leaves out what is past.
 */
export function remindersOf(
  { binding }: Pick<Clocks, 'binding'>,
  { remindBefore, escalateBefore }: ReminderPolicy,
): readonly Reminder[] {
  return binding
    .flatMap(({ kind: clock, dueAt, startsAt, doneAt, spoke }) => {
      if (dueAt === null || startsAt === null || doneAt !== undefined) return [];
      const of = { clock, dueAt, ...(spoke !== undefined && { spoke }) };
      const ahead = (kind: Reminder['kind'], leads: readonly LeadTime[]) =>
        leads.map(({ value, unit }) => ({
          at: after(dueAt, { value: -value, unit }),
          kind,
          ...of,
        }));
      return [
        ...ahead('remind', remindBefore),
        ...ahead('escalate', escalateBefore),
        { at: new Date(Date.parse(dueAt) + 1).toISOString(), kind: 'overdue' as const, ...of },
      ].filter(({ at }) => at > startsAt);
    })
    .toSorted((a, b) => compareText(key(a), key(b)));
}

const key = ({ at, clock, spoke = '', kind }: Reminder) => [at, clock, spoke, kind].join('|');
