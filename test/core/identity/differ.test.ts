import { describe, expect, it } from 'vitest';
import { differenceBetween, liftDifference, markDifferent } from '#core/identity/differ';
import { customerOf, merged, record, refusalOf } from '#test/support/customers';

const a = customerOf('cus_a', record('crm', 1));
const b = customerOf('cus_b', record('web', 2));
const c = customerOf('cus_c', record('app', 3));

describe('markDifferent', () => {
  it('writes the difference on both roots, and changes no value', () => {
    const { after, facts } = markDifferent(merged(a, c), b);

    expect(after.map(({ members }) => members.map((each) => each.differentFrom))).toEqual([
      [['cus_b'], []],
      [['cus_a']],
    ]);
    expect(facts).toEqual([
      { customerId: 'cus_a', type: 'changed', changed: [] },
      { customerId: 'cus_b', type: 'changed', changed: [] },
    ]);
  });

  it('changes nothing when it was said before', () => {
    const [markedA, markedB] = markDifferent(a, b).after;

    expect(markDifferent(markedB!, markedA!)).toEqual({ after: [markedB, markedA], facts: [] });
  });

  it('refuses one customer', () => {
    expect(refusalOf(() => markDifferent(a, a))).toBe('customer.already-merged');
  });
});

describe('differenceBetween', () => {
  it('is inherited from any member, and asked from either side', () => {
    const [markedB, markedC] = markDifferent(b, c).after;
    const withB = merged(a, markedB!);

    expect(differenceBetween(withB, markedC!)).toBe(true);
    expect(differenceBetween(markedC!, withB)).toBe(true);
    expect(differenceBetween(a, markedC!)).toBe(false);
  });
});

describe('liftDifference', () => {
  it('takes back every difference between the members of the two, and no other', () => {
    const [ab, ba] = markDifferent(a, b).after;
    const [abc, ca] = markDifferent(ab!, c).after;
    const d = customerOf('cus_d', record('crm', 4));
    const [dca, cad] = markDifferent(d, ca!).after;

    const { after } = liftDifference(merged(abc!, dca!), cad!);

    expect(after.map(({ members }) => members.map((each) => each.differentFrom))).toEqual([
      [['cus_b'], []],
      [[]],
    ]);
    expect(differenceBetween(after[0]!, ba!)).toBe(true);
  });

  it('refuses where there is none', () => {
    expect(refusalOf(() => liftDifference(a, b))).toBe('difference.not-found');
  });
});
