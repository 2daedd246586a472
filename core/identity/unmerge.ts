import type { Transition } from '#core/identity/change';
import type { Customer } from '#core/identity/customer';
import { detach } from '#core/identity/detach';
import { mergedMembers } from '#core/identity/members';
import type { TransitionContext } from '#core/identity/transition-context';
import { Refusal } from '#core/kernel/refusal';

/**
 * Undoes the merge that brought `memberId` into the customer, as if it had never happened: what was
 * merged into that member before or since leaves with it, edits made meanwhile stay with the
 * constituent they were made on.
 *
 * A machine's merge is undone by a *different*, or the machine would merge again; a steward's own
 * merge is simply taken back. Refuses the root and an id that is no member: `customer.not-merged`.
 */
export function unmerge(
  customer: Customer,
  memberId: string,
  context: TransitionContext,
): Transition {
  const merged = mergedMembers(customer).find(({ member }) => member.customerId === memberId);
  if (!merged) throw new Refusal('customer.not-merged');
  return detach(customer, merged, merged.member.mergedBy === 'auto', context);
}
