import { describe, expect, it } from 'vitest';
import { blockedBy } from '#core/privacy-request/blocked-by';

const names = ['birthDate', 'emails', 'name'];
const claim = { ground: 'legal-claim', until: '2027-01-01T00:00:00.000Z' } as const;
const duty = { ground: 'retention-duty', until: '2030-01-01T00:00:00.000Z' } as const;

describe('what blocks an erasure', () => {
  it('is nothing where nothing is held, or nothing that the customer has', () => {
    expect(blockedBy([], names)).toBeUndefined();
    expect(blockedBy([{ ...claim, attributes: ['phones'] }], names)).toBeUndefined();
  });

  it('is all of the customer where a hold names no attributes, or all are named', () => {
    expect(blockedBy([claim], names)).toMatchObject({ isWhole: true, attributes: names });
    const [some, others] = [['name'], ['emails', 'birthDate']];
    expect(
      blockedBy(
        [
          { ...claim, attributes: some },
          { ...duty, attributes: others },
        ],
        names,
      ),
    ).toMatchObject({ isWhole: true });
  });

  it('is what is named, by the ground and the end of the hold that ends last', () => {
    const holds = [
      { ...duty, attributes: ['name'] },
      { ...claim, attributes: ['emails'] },
    ];
    expect(blockedBy(holds, names)).toEqual({
      attributes: ['emails', 'name'],
      isWhole: false,
      code: 'retention-duty',
      until: duty.until,
    });
    const endless = { ground: 'authority-order', attributes: ['name'] } as const;
    expect(blockedBy([...holds, endless], names)).toEqual({
      attributes: ['emails', 'name'],
      isWhole: false,
      code: 'authority-order',
    });
  });
});
