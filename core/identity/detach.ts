import { assemble, hasRecords } from '#core/identity/assemble';
import type { ChangeFact, Transition } from '#core/identity/change';
import { changedAttributes } from '#core/identity/changed-attributes';
import type { Customer, Member } from '#core/identity/customer';
import { withDifference } from '#core/identity/differ';
import { type MergedMember, subtreeOf } from '#core/identity/members';
import type { TransitionContext } from '#core/identity/transition-context';

/**
 * Takes one merge back: the member leaves with its subtree and is a root again. With `different`,
 * the two ends of the merge are marked so that no machine joins them again. A side that is left
 * without any source record is removed, as it would have been had the merge never happened.
 */
export function detach(
  customer: Customer,
  { member, parent }: MergedMember,
  different: boolean,
  context: TransitionContext,
): Transition {
  const leaving = subtreeOf(customer, member);
  const staying = customer.members.filter((each) => !leaving.includes(each));
  const marked = (each: Member, other: Member) =>
    different ? withDifference(each, other.customerId) : each;

  const sides = [
    staying.map((each) => (each === parent ? marked(each, member) : each)),
    leaving.map((each) => (each === member ? asRoot(marked(each, parent)) : each)),
  ];
  const ids = (members: readonly Member[]) => members.map((each) => each.customerId);
  const idMap = hasRecords(leaving)
    ? Object.fromEntries(ids(leaving).map((id) => [id, member.customerId]))
    : undefined;

  const after: Customer[] = [];
  const facts: ChangeFact[] = [];
  for (const [root, ...others] of sides) {
    if (!root) continue;
    if (hasRecords([root, ...others])) {
      const living = assemble(root, others, context);
      const changed = changedAttributes(customer.golden, living.golden);
      after.push(living);
      facts.push({
        customerId: living.customerId,
        type: 'split',
        changed,
        ...(idMap && { idMap }),
      });
    } else {
      const changed = changedAttributes(customer.golden, undefined);
      for (const customerId of ids([root, ...others])) {
        facts.push({ customerId, type: 'removed', changed });
      }
    }
  }
  return { after, facts };
}

const asRoot = ({ parent: _parent, mergedBy: _mergedBy, ...constituent }: Member): Member =>
  constituent;
