import { assemble, changedFact } from '#core/identity/assemble';
import type { Transition } from '#core/identity/change';
import type { Customer, Member } from '#core/identity/customer';
import type { TransitionContext } from '#core/identity/transition-context';

/**
 * Takes attributes away from everything that any source and any steward said. A steward's word that
 * there is no value stays: it holds none. Source records keep their dates, so an older word of a spoke
 * stays older.
 */
export function dropAttributes(
  customer: Customer,
  names: ReadonlySet<string>,
  context: TransitionContext,
): Transition {
  const without = (member: Member): Member => ({
    ...member,
    records: member.records.map((record) => ({
      ...record,
      attributes: Object.fromEntries(
        Object.entries(record.attributes).filter(([name]) => !names.has(name)),
      ),
    })),
    pins: member.pins.filter(({ attribute, value }) => !names.has(attribute) || value === null),
  });
  const [root, ...others] = customer.members;
  const after = assemble(without(root), others.map(without), context);
  return { after: [after], facts: [changedFact(customer, after)] };
}
