import type { Customer, Member } from '#core/identity/customer';
import { detach } from '#core/identity/detach';
import { mergedMembers, subtreeOf } from '#core/identity/members';
import type { TransitionContext } from '#core/identity/transition-context';
import { compareText } from '#core/kernel/types';
import type { Admission } from '#core/matching/admit';

/** What two sets of members weigh against each other; nothing where one has no source record. */
export type WeighMembers = (a: readonly Member[], b: readonly Member[]) => Admission | undefined;

/**
 * The machine's merges of a customer that no longer hold: what left with the member does not resemble
 * the rest at all, by the rules of today. Ids of the members to take out, one after the other; the
 * smallest part leaves first. A steward's merge is never among them.
 */
export function looseMerges(
  customer: Customer,
  weigh: WeighMembers,
  context: TransitionContext,
): readonly string[] {
  const loose = mergedMembers(customer)
    .filter(({ member }) => member.mergedBy === 'auto')
    .map((merged) => ({ merged, leaving: subtreeOf(customer, merged.member) }))
    .filter(({ leaving }) => {
      const staying = customer.members.filter((each) => !leaving.includes(each));
      return weigh(leaving, staying)?.decision === 'no-match';
    })
    .toSorted(
      (a, b) =>
        a.leaving.length - b.leaving.length ||
        compareText(a.merged.member.customerId, b.merged.member.customerId),
    )[0];
  if (loose === undefined) return [];
  const { after } = detach(customer, loose.merged, false, context);
  return [
    loose.merged.member.customerId,
    ...after.flatMap((each) => looseMerges(each, weigh, context)),
  ];
}
