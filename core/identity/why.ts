import type { Customer, Member } from '#core/identity/customer';
import { differencesBetween } from '#core/identity/differ';

/** One merge on the way between two ids of one customer. */
export interface MergeStep {
  readonly customerId: string;
  readonly mergedInto: string;
  readonly by: 'auto' | 'steward';
}

/** Why two customer ids are, or are not, one customer; the score is added by who asks. */
export type PairExplanation =
  /** The merges that join the two ids, in the order in which one walks from the first to the second. */
  | { readonly isSame: true; readonly customerId: string; readonly merges: readonly MergeStep[] }
  /** Pairs of constituents that were said to be different; none when nobody said anything. */
  | {
      readonly isSame: false;
      readonly customerIds: readonly [string, string];
      readonly differences: readonly (readonly [string, string])[];
    };

/** The id that was asked about (living or merged) and the living customer it resolves to. */
export interface AskedCustomer {
  readonly customerId: string;
  readonly customer: Customer;
}

export function explainPair(a: AskedCustomer, b: AskedCustomer): PairExplanation {
  if (a.customer.customerId !== b.customer.customerId) {
    return {
      isSame: false,
      customerIds: [a.customer.customerId, b.customer.customerId],
      differences: differencesBetween(a.customer, b.customer),
    };
  }
  const up = mergesToRoot(a);
  const down = mergesToRoot(b);
  // Above the member where the two ways meet, the merges have nothing to do with this pair.
  const isShared = (step: MergeStep, way: readonly MergeStep[]) =>
    way.some((each) => each.customerId === step.customerId);
  return {
    isSame: true,
    customerId: a.customer.customerId,
    merges: [
      ...up.filter((step) => !isShared(step, down)),
      ...down.filter((step) => !isShared(step, up)).toReversed(),
    ],
  };
}

function mergesToRoot({ customerId, customer }: AskedCustomer): readonly MergeStep[] {
  const memberOf = (id: string | undefined): Member | undefined =>
    customer.members.find((each) => each.customerId === id);
  const steps: MergeStep[] = [];
  for (
    let member = memberOf(customerId);
    member?.parent !== undefined;
    member = memberOf(member.parent)
  ) {
    steps.push({
      customerId: member.customerId,
      mergedInto: member.parent,
      by: member.mergedBy ?? 'steward',
    });
  }
  return steps;
}
