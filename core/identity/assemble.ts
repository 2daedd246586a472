import { changedAttributes } from '#core/identity/changed-attributes';
import type { Customer, Member } from '#core/identity/customer';
import { golden } from '#core/identity/golden-record';
import type { TransitionContext } from '#core/identity/transition-context';
import { compareText, type NonEmpty } from '#core/kernel/types';

/** Makes a customer of a root and the members under it: in their order, with its golden record. */
export function assemble(
  root: Member,
  others: readonly Member[],
  { schema, trust }: TransitionContext,
): Customer {
  const members: NonEmpty<Member> = [
    root,
    ...others.toSorted((a, b) => compareText(a.customerId, b.customerId)),
  ];
  return {
    customerId: root.customerId,
    schema: schema.name,
    members,
    golden: golden(members, schema, trust),
  };
}

/** The customer with one member exchanged for its next state; the others stay the same objects. */
export function withMember(customer: Customer, next: Member, context: TransitionContext): Customer {
  const [root, ...others] = customer.members.map((member) =>
    member.customerId === next.customerId ? next : member,
  );
  return assemble(root ?? next, others, context);
}

/** Whether any member still has a source record. A customer without one is removed. */
export const hasRecords = (members: readonly Member[]): boolean =>
  members.some((member) => member.records.length > 0);

/** What is told when a customer changed in place. */
export const changedFact = (before: Customer, after: Customer) =>
  ({
    customerId: after.customerId,
    type: 'changed',
    changed: changedAttributes(before.golden, after.golden),
  }) as const;
