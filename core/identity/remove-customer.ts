import type { Transition } from '#core/identity/change';
import { changedAttributes } from '#core/identity/changed-attributes';
import type { Customer } from '#core/identity/customer';

/**
 * Removes a living customer with all its members: no id of theirs resolves any more.
 *
 * @param erasedFor the privacy request that asked for it, where one did
 */
export function removeCustomer(customer: Customer, erasedFor?: string): Transition {
  const changed = changedAttributes(customer.golden, undefined);
  return {
    after: [],
    facts: customer.members.map(({ customerId }) => ({
      customerId,
      type: 'removed',
      changed,
      ...(erasedFor !== undefined && { erasedFor }),
    })),
  };
}
