import { describe, expect, it } from 'vitest';
import { removeCustomer } from '#core/identity/remove-customer';
import { customerOf, merged, record } from '#test/support/customers';

describe('removeCustomer', () => {
  it('removes every member, and says so for each id', () => {
    const both = merged(
      customerOf('cus_a', record('crm', 1, { employer: 'Babbage Ltd' })),
      customerOf('cus_b', record('web', 2)),
    );

    expect(removeCustomer(both)).toEqual({
      after: [],
      facts: [
        { customerId: 'cus_a', type: 'removed', changed: ['employer'] },
        { customerId: 'cus_b', type: 'removed', changed: ['employer'] },
      ],
    });
  });
});
