import type { Instant } from '#core/kernel/types';

/** As long as the backups of the main table, and longer than a spoke goes on repeating a request. */
const daysKept = 35;

/** When a deletion counts from: at the latest of the hub's time and of what the record last said. */
export const deletionInstant = (at: Instant, updatedAt: Instant): Instant =>
  updatedAt > at ? updatedAt : at;

/** Until when a deletion is kept, as DynamoDB's TTL counts. */
export const deletionExpiresAtSeconds = (deletedAt: Instant): number =>
  Math.floor(Date.parse(deletedAt) / 1000) + daysKept * 86_400;

/** Whether a record that its spoke deleted stays deleted: what comes in is no newer than the deletion. */
export const staysDeleted = (deletedAt: Instant, updatedAt: Instant, at: Instant): boolean =>
  updatedAt <= deletedAt && Date.parse(at) / 1000 < deletionExpiresAtSeconds(deletedAt);
