import type { Instant } from '#core/kernel/types';

/** What the states of a customer rest on: the `basis` of `consent.changed.v1` and of what a spoke asks for. */
export interface Basis {
  /** Of the customer: it grows with every change of who is one. */
  readonly revision: number;
  readonly asOf: Instant;
  /** The one purpose that is told. */
  readonly purpose?: string | undefined;
  /** Id → entries of its ledger that were told by then. */
  readonly heard: Readonly<Record<string, number>>;
}

/** What a spoke hears of one customer. */
export interface HeardConsents {
  readonly basis: Basis;
  readonly entry?: { readonly customerId: string; readonly heard?: number | undefined } | undefined;
}

export interface Following {
  /** Take the states in place of those that are held; leave them; or ask the hub for those of now. */
  readonly step: 'take' | 'leave' | 'ask';
  /** An entry before this one was not heard. The states are whole without it. */
  readonly hasMissed: boolean;
}

/**
 * What a spoke does with what it hears, lost, repeated and out of order as it may be. States are whole,
 * so the newest are enough; of two readings of which neither holds all that the other does, neither
 * may be the newest, and the hub is asked.
 *
 * @param held what it holds of the customer
 * @param counts how many entries of each ledger it has heard of, or that what it holds rests on,
 *   whichever customer the constituent belonged to then
 */
export function followConsents(
  held: Basis | undefined,
  { basis, entry }: HeardConsents,
  counts: Readonly<Record<string, number>>,
): Following {
  const known = entry === undefined ? 0 : (counts[entry.customerId] ?? 0);
  const hasMissed = entry?.heard !== undefined && entry.heard > known + 1;
  if (held === undefined) return { step: 'take', hasMissed };
  if (held.purpose !== basis.purpose) return { step: 'ask', hasMissed: false };
  if (isCovered(basis, held)) return { step: 'leave', hasMissed: false };
  return { step: isCovered(held, basis) ? 'take' : 'ask', hasMissed };
}

/** Whether `by` rests on all that `basis` rests on, and was read no sooner. */
function isCovered(basis: Basis, by: Basis): boolean {
  if (by.revision < basis.revision) return false;
  const counts = Object.entries(basis.heard);
  // Of another revision a ledger may have left with its constituent; then it says nothing here.
  const isOfBoth = ([id]: [string, number]) =>
    by.revision === basis.revision || by.heard[id] !== undefined;
  const isLess = counts.filter(isOfBoth).some(([id, count]) => (by.heard[id] ?? 0) < count);
  if (isLess) return false;
  const isSame =
    by.revision === basis.revision &&
    counts.every(([id, count]) => by.heard[id] === count) &&
    Object.keys(by.heard).length === counts.length;
  return !isSame || by.asOf >= basis.asOf;
}
