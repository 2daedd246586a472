import { describe, expect, it } from 'vitest';
import type { Cluster } from '#core/matching/admit';
import { profileOf } from '#core/matching/profile';
import type { StandardRecord } from '#core/standardise/standard-record';
import { mail, mobile, named, person } from './people.ts';

const cluster = (...records: readonly [StandardRecord, ...StandardRecord[]]): Cluster => {
  const [first, ...rest] = records;
  return [
    { recordId: 'r0', record: first },
    ...rest.map((record, at) => ({ recordId: `r${at + 1}`, record })),
  ];
};
const born = (birthDate: string) => person({ birthDate });

describe('profileOf', () => {
  it('is the record itself where there is only one', () => {
    const ada = person(named('ada', 'lovelace'));
    expect(profileOf(cluster(ada), cluster(born('1985-04-12')))).toBe(ada);
  });

  it('holds every contact point once', () => {
    const both = cluster(
      person({ ...mail('ada@example.com'), ...mobile('7700900123') }),
      person(mail('ada@example.com')),
    );
    const { emails, phones } = profileOf(both, both);
    expect([emails.length, phones.length]).toEqual([1, 1]);
  });

  it('leaves out names that another one spells out', () => {
    const names = (...records: readonly [StandardRecord, ...StandardRecord[]]) =>
      profileOf(cluster(...records), cluster(person())).personNames.map(({ given }) => given[0]);
    const [ada, initial, nameless] = [
      person(named('ada', 'lovelace')),
      person(named('a', 'lovelace')),
      person(named('', 'lovelace')),
    ];
    expect(names(nameless, initial, ada)).toEqual(['ada']);
    expect(names(ada, person(named('g', 'lovelace')))).toEqual(['ada', 'g']);
    expect(names(nameless, initial)).toHaveLength(2);
  });

  it('says what most records say; of a tie, what the other side says too', () => {
    const [right, slip] = [born('1985-04-12'), born('1951-04-12')];
    expect(profileOf(cluster(right, slip, right), cluster(slip)).birthDate).toBe('1985-04-12');
    expect(profileOf(cluster(right, slip), cluster(right)).birthDate).toBe('1985-04-12');
    expect(profileOf(cluster(slip, right), cluster(slip)).birthDate).toBe('1951-04-12');
    expect(profileOf(cluster(person(), person()), cluster(right))).not.toHaveProperty('birthDate');
  });
});
