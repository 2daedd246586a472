import { assemble } from '#core/identity/assemble';
import type { Transition } from '#core/identity/change';
import { changedAttributes } from '#core/identity/changed-attributes';
import type { Crosswalk, Customer, Member, SourceRecord } from '#core/identity/customer';
import { detach } from '#core/identity/detach';
import { withDifference } from '#core/identity/differ';
import { type MergedMember, mergedMembers, subtreeOf } from '#core/identity/members';
import type { TransitionContext } from '#core/identity/transition-context';
import { Refusal } from '#core/kernel/refusal';
import { compareText } from '#core/kernel/types';

// A record that moves is rewritten with its crosswalk and its match keys under the new id, and all
// of it must fit DynamoDB's 100 actions a transaction.
const mostMoved = 5;

/**
 * Parts the named source records from the others, at a steward's word.
 *
 * Where the line runs along one merge (the named records, or all the others, are exactly those of
 * one merged member and what was merged into it), that merge is undone and marked *different*, and
 * `newCustomerId` stays unused. Otherwise the named records move to a new constituent of that id, a
 * customer of its own, marked different from every constituent that gave records. Pins stay where
 * they are; a constituent that gave its last record stays as an empty member.
 *
 * Refuses a source that is not here, a split that leaves nothing or moves nothing, and more than 5
 * records at once that are no whole member.
 */
export function split(
  customer: Customer,
  sources: readonly Crosswalk[],
  newCustomerId: string,
  context: TransitionContext,
): Transition {
  const held = new Set(customer.members.flatMap((member) => member.records.map(keyOf)));
  const named = new Set(sources.map(keyOf));
  if (named.size === 0 || ![...named].every((key) => held.has(key))) {
    throw new Refusal('split.source-not-here');
  }
  if (named.size === held.size) throw new Refusal('split.leaves-nothing');

  const seam = seamAlong(customer, named);
  if (seam) return detach(customer, seam, true, context);
  if (named.size > mostMoved) throw new Refusal('split.too-large');
  return moveOut(customer, named, newCustomerId, context);
}

/** The merge that parts the named records from all others. The smallest, where empty members leave a choice. */
function seamAlong(customer: Customer, named: ReadonlySet<string>): MergedMember | undefined {
  return mergedMembers(customer)
    .map((merged) => ({ merged, subtree: subtreeOf(customer, merged.member) }))
    .toSorted((a, b) => a.subtree.length - b.subtree.length)
    .find(({ subtree }) => {
      const isNamed = subtree.some(({ records }) => records.some((each) => named.has(keyOf(each))));
      return customer.members.every((member) =>
        member.records.every(
          (record) => named.has(keyOf(record)) === (subtree.includes(member) === isNamed),
        ),
      );
    })?.merged;
}

function moveOut(
  customer: Customer,
  named: ReadonlySet<string>,
  newCustomerId: string,
  context: TransitionContext,
): Transition {
  const moves = (record: SourceRecord) => named.has(keyOf(record));
  const givers = customer.members.filter((member) => member.records.some(moves));
  const [root, ...others] = customer.members.map((member) =>
    givers.includes(member) ? withDifference(without(member, moves), newCustomerId) : member,
  );
  const fresh: Member = {
    customerId: newCustomerId,
    createdAt: context.at,
    records: givers
      .flatMap((member) => member.records.filter(moves))
      .toSorted((a, b) => compareText(a.spoke, b.spoke) || compareText(a.sourceId, b.sourceId)),
    pins: [],
    differentFrom: givers.map((member) => member.customerId).toSorted(),
  };

  const after = [
    assemble(root ?? customer.members[0], others, context),
    assemble(fresh, [], context),
  ];
  return {
    after,
    facts: after.map(({ customerId, golden }) => ({
      customerId,
      type: 'split',
      changed: changedAttributes(customer.golden, golden),
      idMap: { [newCustomerId]: newCustomerId },
    })),
  };
}

const without = (member: Member, moves: (record: SourceRecord) => boolean): Member => ({
  ...member,
  records: member.records.filter((record) => !moves(record)),
});

// A space cannot stand in a spoke's name, so two crosswalks never share a key.
const keyOf = ({ spoke, sourceId }: Crosswalk): string => `${spoke} ${sourceId}`;
