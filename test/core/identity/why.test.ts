import { describe, expect, it } from 'vitest';
import { markDifferent } from '#core/identity/differ';
import { explainPair } from '#core/identity/why';
import { customerOf, merged, record } from '#test/support/customers';

const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((id) =>
  customerOf(`cus_${id}`, record('crm', id)),
) as [ReturnType<typeof customerOf>, ...ReturnType<typeof customerOf>[]];

describe('explainPair', () => {
  it('names the merges on the way between two ids of one customer, and by whom', () => {
    const customer = merged(merged(a, c!), merged(b!, d!, 'auto'));

    expect(
      explainPair({ customerId: 'cus_c', customer }, { customerId: 'cus_d', customer }),
    ).toEqual({
      isSame: true,
      customerId: 'cus_a',
      merges: [
        { customerId: 'cus_c', mergedInto: 'cus_a', by: 'steward' },
        { customerId: 'cus_b', mergedInto: 'cus_a', by: 'steward' },
        { customerId: 'cus_d', mergedInto: 'cus_b', by: 'auto' },
      ],
    });
  });

  it('leaves out merges above the member where the two ways meet', () => {
    const customer = merged(a, merged(merged(b!, c!), d!));

    expect(
      explainPair({ customerId: 'cus_c', customer }, { customerId: 'cus_d', customer }),
    ).toMatchObject({
      merges: [{ customerId: 'cus_c' }, { customerId: 'cus_d', mergedInto: 'cus_b' }],
    });
    expect(
      explainPair({ customerId: 'cus_b', customer }, { customerId: 'cus_d', customer }),
    ).toMatchObject({ merges: [{ customerId: 'cus_d' }] });
  });

  it('names the differences between two customers, if any', () => {
    const [markedB, markedC] = markDifferent(b!, c!).after;
    const customer = merged(a, markedB!);

    expect(
      explainPair({ customerId: 'cus_b', customer }, { customerId: 'cus_c', customer: markedC! }),
    ).toEqual({
      isSame: false,
      customerIds: ['cus_a', 'cus_c'],
      differences: [['cus_b', 'cus_c']],
    });
    expect(
      explainPair({ customerId: 'cus_b', customer }, { customerId: 'cus_d', customer: d! }),
    ).toMatchObject({ isSame: false, differences: [] });
  });
});
