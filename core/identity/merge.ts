import { assemble } from '#core/identity/assemble';
import type { Transition } from '#core/identity/change';
import { changedAttributes } from '#core/identity/changed-attributes';
import type { Customer, Member } from '#core/identity/customer';
import { differenceBetween } from '#core/identity/differ';
import type { TransitionContext } from '#core/identity/transition-context';
import { Refusal } from '#core/kernel/refusal';

// A merge writes every head of the duplicate and, with its versions and audit entries, must fit
// DynamoDB's 100 actions a transaction.
const mostMembers = 80;

/**
 * Makes two customers one: the duplicate's root points at the survivor's, and nothing else moves.
 * Undone by `unmerge`, exactly. Every id of the duplicate resolves to the survivor from now on.
 *
 * Refuses a customer with itself, customers of different schemas, customers of which any two
 * members were marked different, and what would be larger than one transaction can change.
 */
export function merge(
  survivor: Customer,
  duplicate: Customer,
  by: 'auto' | 'steward',
  context: TransitionContext,
): Transition {
  if (survivor.customerId === duplicate.customerId) {
    throw new Refusal('customer.merge-with-itself');
  }
  if (survivor.schema !== duplicate.schema) throw new Refusal('customer.kinds-differ');
  if (differenceBetween(survivor, duplicate)) throw new Refusal('customer.marked-different');
  if (survivor.members.length + duplicate.members.length > mostMembers) {
    throw new Refusal('customer.too-large');
  }

  const [root, ...others] = survivor.members;
  const [duplicateRoot, ...duplicateOthers] = duplicate.members;
  const retired: Member = { ...duplicateRoot, parent: survivor.customerId, mergedBy: by };
  const merged = assemble(root, [...others, retired, ...duplicateOthers], context);

  const idMap = Object.fromEntries(
    duplicate.members.map(({ customerId }) => [customerId, survivor.customerId]),
  );
  return {
    after: [merged],
    facts: [survivor, duplicate].map(({ customerId, golden }) => ({
      customerId,
      type: 'merged',
      changed: changedAttributes(golden, merged.golden),
      idMap,
    })),
  };
}
