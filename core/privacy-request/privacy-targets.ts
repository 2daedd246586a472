import type { ClockKind, HouseTargets } from '#core/privacy-clock/clock';
import type { ClockPeriod } from '#core/privacy-clock/clock-facts';
import { defaultHouseTargets } from '#core/privacy-clock/default-house-targets';
import type { LeadTime, Reminder, ReminderPolicy } from '#core/privacy-clock/reminders-of';

/** What the business asks of itself with privacy requests. */
export interface PrivacyTargets extends HouseTargets, ReminderPolicy {
  /** There is one. */
  readonly name: 'house';
  /** Counted up by each change. */
  readonly version: number;
  /** For how long a person may take to prove who asks, from when the request came. */
  readonly verification: ClockPeriod;
}

export const privacyTargetsName = 'house';

const days = (value: number): LeadTime => ({ value, unit: 'calendar_days' });

/** Before anybody sets other ones. */
export const defaultPrivacyTargets: PrivacyTargets = {
  name: privacyTargetsName,
  version: 0,
  ...defaultHouseTargets,
  verification: { value: 30, unit: 'calendar_days' },
  remindBefore: [days(5)],
  escalateBefore: [days(2)],
};

/** Under which a telling of a clock is remembered: one of each kind, and one of each spoke's task. */
export const toldKey = ({
  clock,
  spoke,
}: {
  readonly clock: ClockKind;
  readonly spoke?: string;
}) => (spoke === undefined ? clock : `${clock} ${spoke}`);

/**
 * Of each clock the last reminder whose moment has come: what was missed before it is not told any
 * more.
 */
export function dueReminders(reminders: readonly Reminder[], now: string): readonly Reminder[] {
  const last = new Map<string, Reminder>();
  for (const each of reminders) if (each.at <= now) last.set(toldKey(each), each);
  return [...last.values()];
}
