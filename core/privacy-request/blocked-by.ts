import {
  endOfRestriction,
  type Restriction,
  type RestrictionGround,
} from '#core/consent/restriction';
import type { Instant } from '#core/kernel/types';

/** What keeps from erasure, of a customer's attributes. */
export interface Blocked {
  /** Names that are kept; of those that the customer has. */
  readonly attributes: readonly string[];
  /** Nothing of the customer may go. */
  readonly isWhole: boolean;
  /** Why: the ground of the hold that ends last. */
  readonly code: RestrictionGround;
  /** When the last of them ends; absent: nobody knows. */
  readonly until?: Instant;
}

/**
 * What holds block of an erasure (GDPR art. 17(3)); `undefined`: nothing. A hold that names no
 * attributes keeps all of the customer.
 *
 * @param holds open ones, as `holdsAt` answers them
 * @param names of the customer's golden attributes
 */
export function blockedBy(
  holds: readonly Pick<Restriction, 'ground' | 'attributes' | 'until' | 'liftedAt'>[],
  names: readonly string[],
): Blocked | undefined {
  const blocking = holds.filter(
    ({ attributes }) => attributes === undefined || attributes.some((each) => names.includes(each)),
  );
  // No end is later than any.
  const endOf = (hold: (typeof holds)[number]) => endOfRestriction(hold) ?? '\uffff';
  const last = blocking.toSorted((a, b) => (endOf(a) < endOf(b) ? 1 : -1))[0];
  if (last === undefined) return undefined;
  const kept = names.filter((name) =>
    blocking.some(({ attributes }) => attributes?.includes(name) ?? true),
  );
  const until = endOfRestriction(last);
  return {
    attributes: kept,
    isWhole: kept.length === names.length,
    code: last.ground,
    ...(until !== undefined && { until }),
  };
}
