import type { Customer, Member } from '#core/identity/customer';

/** A member and everything that was merged into it, directly or not: what an unmerge takes out. */
export function subtreeOf(customer: Customer, member: Member): readonly Member[] {
  const children = customer.members.filter((each) => each.parent === member.customerId);
  return [member, ...children.flatMap((child) => subtreeOf(customer, child))];
}

/** A member that was merged, with the member it was merged into. The root is none. */
export interface MergedMember {
  readonly member: Member;
  readonly parent: Member;
}

export function mergedMembers(customer: Customer): readonly MergedMember[] {
  return customer.members.flatMap((member) => {
    const parent = customer.members.find((each) => each.customerId === member.parent);
    return parent ? [{ member, parent }] : [];
  });
}
