import type { Instant } from '#core/kernel/types';

/**
 * For how long a source record of an erased person is told from a new one, in days: longer than a
 * spoke that was ordered to erase it may go on holding it, a year and a month.
 */
const daysKept = 400;

/** A source record went with the person that it was of. */
export interface RecordErasure {
  readonly erasedAt: Instant;
  /** The privacy request. */
  readonly erasedFor: string;
}

/** Until when that is kept, as DynamoDB's TTL counts. */
export const erasureExpiresAtSeconds = (erasedAt: Instant): number =>
  Math.floor(Date.parse(erasedAt) / 1000) + daysKept * 86_400;

/**
 * Whether a record stays erased: what comes in is no newer than the erasure, or its spoke has not said
 * yet that it holds nothing of the person any more, or what comes in is from before it said so. After that the id is
 * that of a new person, or of one who came back.
 *
 * @param confirmedAt when the spoke said it
 */
export function staysErased(
  { erasedAt }: Pick<RecordErasure, 'erasedAt'>,
  updatedAt: Instant,
  at: Instant,
  confirmedAt: Instant | undefined,
): boolean {
  if (Date.parse(at) / 1000 >= erasureExpiresAtSeconds(erasedAt)) return false;
  return updatedAt <= erasedAt || confirmedAt === undefined || updatedAt <= confirmedAt;
}
