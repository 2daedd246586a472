import type { Constituent, Pin } from '#core/identity/customer';
import { canonical } from '#core/kernel/canonical';
import { compareText } from '#core/kernel/types';

/** A pin and the member that carries it. */
export interface PlacedPin {
  readonly customerId: string;
  readonly pin: Pin;
}

/**
 * The pin that decides an attribute of a customer, the root being the first of its members. The
 * root's own wins: it was set for the customer as it stands. Among the others the latest does, then
 * the lowest actor, value and id, so that no order of arrival shows.
 */
export function pinInForce(
  members: readonly Constituent[],
  attribute: string,
): PlacedPin | undefined {
  const placed = members.map(({ customerId, pins }) =>
    pins
      .filter((pin) => pin.attribute === attribute)
      .map((pin): PlacedPin => ({ customerId, pin })),
  );
  const [ofRoot = [], ...ofOthers] = placed;
  return ofRoot[0] ?? ofOthers.flat().toSorted(latestFirst)[0];
}

const latestFirst = (a: PlacedPin, b: PlacedPin): number =>
  compareText(b.pin.pinnedAt, a.pin.pinnedAt) ||
  compareText(a.pin.actor, b.pin.actor) ||
  compareText(canonical(a.pin.value), canonical(b.pin.value)) ||
  compareText(a.customerId, b.customerId);
