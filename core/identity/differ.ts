import type { Transition } from '#core/identity/change';
import type { Customer, Member } from '#core/identity/customer';
import { Refusal } from '#core/kernel/refusal';

/** Whether a steward, or the undoing of a machine's merge, said that these are not one customer. */
export const differenceBetween = (a: Customer, b: Customer): boolean =>
  differencesBetween(a, b).length > 0;

/** Every difference between a member of `a` and a member of `b`, as the ids of the two. */
export function differencesBetween(
  a: Customer,
  b: Customer,
): readonly (readonly [ofA: string, ofB: string])[] {
  return a.members.flatMap((one) =>
    b.members
      .filter((other) => isDifferent(one, other))
      .map((other) => [one.customerId, other.customerId] as const),
  );
}

/**
 * Writes a steward's *different* between the roots of two customers; the customers inherit it from
 * their members. Saying it again changes nothing. Refuses when they are one customer.
 */
export function markDifferent(a: Customer, b: Customer): Transition {
  if (a.customerId === b.customerId) throw new Refusal('customer.already-merged');
  if (isDifferent(a.members[0], b.members[0])) return { after: [a, b], facts: [] };
  return changedInPlace(
    withMembers(a, (each) => (each === a.members[0] ? withDifference(each, b.customerId) : each)),
    withMembers(b, (each) => (each === b.members[0] ? withDifference(each, a.customerId) : each)),
  );
}

/** Takes back every *different* between the members of two customers. Refuses when there is none. */
export function liftDifference(a: Customer, b: Customer): Transition {
  if (!differenceBetween(a, b)) throw new Refusal('difference.not-found');
  return changedInPlace(
    withMembers(a, (each) => withoutDifferences(each, b.members)),
    withMembers(b, (each) => withoutDifferences(each, a.members)),
  );
}

/** The member with `customerId` among those it differs from; itself when it stands there already. */
export const withDifference = (member: Member, customerId: string): Member =>
  member.differentFrom.includes(customerId)
    ? member
    : { ...member, differentFrom: [...member.differentFrom, customerId].toSorted() };

const withoutDifferences = (member: Member, others: readonly Member[]): Member => {
  const ids = new Set(others.map((other) => other.customerId));
  const differentFrom = member.differentFrom.filter((id) => !ids.has(id));
  return differentFrom.length === member.differentFrom.length
    ? member
    : { ...member, differentFrom };
};

const isDifferent = (one: Member, other: Member): boolean =>
  one.differentFrom.includes(other.customerId) || other.differentFrom.includes(one.customerId);

// A difference says nothing about values: the golden record stays as it is.
const withMembers = (customer: Customer, change: (member: Member) => Member): Customer => {
  const [root, ...others] = customer.members;
  return { ...customer, members: [change(root), ...others.map(change)] };
};

const changedInPlace = (...after: readonly Customer[]): Transition => ({
  after,
  facts: after.map(({ customerId }) => ({ customerId, type: 'changed', changed: [] })),
});
