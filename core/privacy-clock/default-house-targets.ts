import type { HouseTargets } from './clock.ts';

/** A start for a business that has set no targets of its own: within a month with days to spare. A law that is stricter holds instead. */
export const defaultHouseTargets: HouseTargets = {
  acknowledge: { value: 3, unit: 'business_days' },
  answer: { value: 21, unit: 'calendar_days' },
  answerExtension: { value: 30, unit: 'calendar_days' },
  optOut: { value: 5, unit: 'business_days' },
  task: { value: 7, unit: 'calendar_days' },
  timeZone: 'UTC',
  holidays: null,
};
