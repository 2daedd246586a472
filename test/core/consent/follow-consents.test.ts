import { describe, expect, it } from 'vitest';
import { type Basis, followConsents } from '#core/consent/follow-consents';

const basis = (revision: number, heard: Record<string, number>, more: Partial<Basis> = {}) => ({
  revision,
  heard,
  asOf: '2026-01-01T00:00:00.000Z',
  ...more,
});
const later = { asOf: '2026-01-01T00:00:01.000Z' };
const stepOf = (held: Basis | undefined, told: Basis) =>
  followConsents(held, { basis: told }, {}).step;

describe('followConsents', () => {
  it('takes what it holds nothing of', () => {
    expect(stepOf(undefined, basis(1, { a: 1 }))).toBe('take');
  });

  it.each([
    ['one entry more', basis(1, { a: 1 }), basis(1, { a: 2 })],
    ['a first entry of another constituent', basis(1, { a: 1 }), basis(1, { a: 1, b: 1 })],
    ['a merge, though no entry is new', basis(1, { a: 1 }), basis(2, { a: 1, b: 3 })],
    ['an unmerge, though entries are gone', basis(2, { a: 1, b: 3 }), basis(3, { a: 1 })],
    [
      'a later reading of the same, for time ends a yes',
      basis(1, { a: 1 }),
      basis(1, { a: 1 }, later),
    ],
  ])('takes %s, and leaves the one before it', (_, older, newer) => {
    expect(stepOf(older, newer)).toBe('take');
    expect(stepOf(newer, older)).toBe('leave');
  });

  it('leaves what it holds already', () => {
    expect(stepOf(basis(1, { a: 1 }), basis(1, { a: 1 }))).toBe('leave');
  });

  it.each([
    [
      'each has an entry that the other has not',
      basis(1, { a: 2, b: 1 }),
      basis(1, { a: 1, b: 2 }),
    ],
    ['one knows of a merge, the other of an entry', basis(2, { a: 1, b: 1 }), basis(1, { a: 2 })],
    ['the lens tells another purpose', basis(1, { a: 9 }), basis(1, { a: 2 }, { purpose: 'ads' })],
  ])('asks where %s', (_, one, other) => {
    expect(stepOf(one, other)).toBe('ask');
    expect(stepOf(other, one)).toBe('ask');
  });

  it('has missed one where the count of a ledger jumps, whoever holds that ledger now', () => {
    const told = (heard: number) => ({
      basis: basis(2, { a: 1, b: heard }),
      entry: { customerId: 'b', heard },
    });
    const missed = (heard: number, counts: Record<string, number>) =>
      followConsents(basis(1, { a: 1 }), told(heard), counts).hasMissed;

    expect(missed(3, { a: 1, b: 2 })).toBe(false);
    expect(missed(4, { a: 1, b: 2 })).toBe(true);
    expect(missed(1, { a: 1 })).toBe(false);
    expect(missed(2, { a: 1 })).toBe(true);
  });
});
