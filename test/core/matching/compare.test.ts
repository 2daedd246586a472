import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { probabilityOf, scorePair, weightOf } from '#core/matching/compare';
import { defaultModels } from '#core/matching/default-models';
import type { Frequencies } from '#core/matching/match-model';
import type { StandardRecord } from '#core/standardise/standard-record';
import { card, frequencies, home, landline, mail, mobile, named, person } from './people.ts';

const model = defaultModels.person;
const score = (a: StandardRecord, b: StandardRecord, known: Frequencies = frequencies()) =>
  scorePair(a, b, model, known);
const levelOf = (comparison: string, a: StandardRecord, b: StandardRecord) =>
  score(a, b).contributions.find((each) => each.comparison === comparison)?.level;
const weighs = (comparison: string, a: StandardRecord, b: StandardRecord, known?: Frequencies) =>
  score(a, b, known).contributions.find((each) => each.comparison === comparison)?.matchWeight ?? 0;

const records = fc
  .record({
    name: fc.constantFrom(
      named('ada', 'lovelace'),
      named('a', 'lovelace'),
      named('', 'lovelace'),
      named('adah', 'lovelase'),
      named('lovelace', 'ada'),
      named('ada', 'byron', { middle: ['king'] }),
      named('bob', 'lovelace', { generation: 'jr' }),
      {},
    ),
    birthDate: fc.constantFrom(
      {},
      { birthDate: '1985-04-12' },
      { birthDate: '1985-12-04' },
      { birthDate: '1951-01-30' },
    ),
    gender: fc.constantFrom({}, { gender: 'female' as const }, { gender: 'male' as const }),
    email: fc.constantFrom(
      {},
      mail('ada.lovelace12@example.com'),
      mail('thelovelaces@example.com'),
      mail('info@example.com', true),
    ),
    phone: fc.constantFrom({}, mobile('7700900123'), landline('1632960001')),
    address: fc.constantFrom({}, home(), home('14')),
    identifier: fc.constantFrom({}, card('loyalty', '61234567890'), card('passport', '123456789')),
  })
  .map(({ name, birthDate, gender, email, phone, address, identifier }) =>
    person({ ...name, ...birthDate, ...gender, ...email, ...phone, ...address, ...identifier }),
  );

describe('scorePair', () => {
  it('adds up exactly: the prior, then every contribution in its order', () => {
    const known = fc.constantFrom(
      frequencies(),
      frequencies({
        'name ada lovelace': 7,
        'address 12 AB12CD': 3,
        'email thelovelaces@example.com': 2,
      }),
      frequencies({ 'name ada lovelace': 'common', 'phone 700900123': 'common' }, 5_000_000),
    );
    fc.assert(
      fc.property(records, records, known, (a, b, frequency) => {
        const { matchWeight, priorWeight, contributions, matchProbability } = score(
          a,
          b,
          frequency,
        );
        let sum = priorWeight;
        for (const each of contributions) {
          expect(each.matchWeight).toBe(Math.log2(each.m / each.u));
          sum += each.matchWeight;
        }
        expect(matchWeight).toBe(sum);
        expect(matchProbability).toBe(probabilityOf(matchWeight));
      }),
    );
  });

  it('weighs a pair the same from both sides', () => {
    fc.assert(
      fc.property(records, records, (a, b) => {
        expect(score(a, b).matchWeight).toBeCloseTo(score(b, a).matchWeight, 9);
      }),
    );
  });

  it('says nothing of a value that one side lacks', () => {
    const ada = person(named('ada', 'lovelace'));
    const full = person({
      ...named('ada', 'lovelace'),
      birthDate: '1985-04-12',
      ...home(),
      ...mobile('7700900123'),
    });
    expect(score(ada, full).contributions.map(({ comparison }) => comparison)).toEqual(['name']);
  });

  it('knows every level that its comparisons can find', () => {
    fc.assert(
      fc.property(records, records, (a, b) => {
        const found = score(a, b).contributions;
        if (a.birthDate && b.birthDate)
          expect(found.some((each) => each.comparison === 'birthDate')).toBe(true);
        if (a.addresses.length && b.addresses.length) {
          expect(found.some((each) => each.comparison === 'address')).toBe(true);
        }
        if (a.phones.length && b.phones.length)
          expect(found.some((each) => each.comparison === 'phone')).toBe(true);
        if (a.emails.length && b.emails.length)
          expect(found.some((each) => each.comparison === 'email')).toBe(true);
      }),
    );
  });

  it('turns bits into a probability and back', () => {
    expect(probabilityOf(0)).toBe(0.5);
    expect(weightOf(probabilityOf(4.25))).toBeCloseTo(4.25, 9);
  });
});

describe('names', () => {
  const level = (a: [string, string], b: [string, string]) =>
    levelOf('name', person(named(...a)), person(named(...b)));

  it.each([
    [['ada', 'lovelace'], ['ada', 'lovelace'], 'same'],
    [['brenda', 'lovelace'], ['brende', 'lovelace'], 'close'],
    [['darla', 'lovelace'], ['darlene', 'lovelace'], 'given-differs'],
    [['faisal', 'siddiqui'], ['fysl', 'sdyqy'], 'close-both'],
    [['susan', 'moony'], ['susan', 'moonie'], 'close'],
    [['robert', 'lovelace'], ['bob', 'lovelace'], 'nickname'],
    [['adaline', 'lovelace'], ['adaline', 'lovelcae'], 'close'],
    [['jurgen', 'muller'], ['juergen', 'mueller'], 'close-both'],
    [['catherine', 'bernard'], ['catherine', 'bemard'], 'close'],
    [['lovelace', 'ada'], ['ada', 'lovelace'], 'swapped'],
    [['ada', 'lovelace king'], ['ada', 'king'], 'double-family'],
    [['a', 'lovelace'], ['ada', 'lovelace'], 'initial'],
    [['lovelace', 'a'], ['ada', 'lovelace'], 'initial'],
    [['', 'lovelace'], ['ada', 'lovelace'], 'family-only'],
    [['ada', 'lovelace'], ['ada', 'byron'], 'family-differs'],
    [['ada', 'lovelace'], ['grace', 'lovelace'], 'given-differs'],
    [['ada', 'lovelace'], ['grace', 'hopper'], 'different'],
  ] as const)('%j and %j: %s', (a, b, expected) => {
    expect(level([...a], [...b])).toBe(expected);
  });

  it.each([
    ['paul', 'paula'],
    ['mara', 'mark'],
    ['marta', 'maria'],
    ['daniel', 'daniela'],
    ['talvina', 'talvino'],
  ])('never takes %s for a slip of %s: a family has both', (one, other) => {
    expect(
      weighs('name', person(named(one, 'lovelace')), person(named(other, 'lovelace'))),
    ).toBeLessThan(0);
  });

  it('takes the other family name in one’s own mailbox for a changed name', () => {
    const married = person({ ...named('irene', 'castro'), ...mail('irene.lorenzo8@example.com') });
    expect(levelOf('name', married, person(named('irene', 'lorenzo')))).toBe('family-changed');
  });

  it('reads the given name behind an initial in the own mailbox', () => {
    const initial = person({ ...named('r', 'sharma'), ...mail('rekha.sharma@example.com') });
    expect(levelOf('name', initial, person(named('rekha', 'sharma')))).toBe('named-by-mailbox');
    expect(levelOf('name', initial, person(named('ravi', 'sharma')))).toBe('initial');
  });

  it('weighs a rare name more than a common one, between bounds', () => {
    const ada = person(named('ada', 'lovelace'));
    const key = 'name ada lovelace';
    const rare = weighs('name', ada, ada, frequencies({ [key]: 1 }, 1_000_000));
    const usual = weighs('name', ada, ada);
    const frequent = weighs('name', ada, ada, frequencies({ [key]: 40 }, 10_000));
    const common = weighs('name', ada, ada, frequencies({ [key]: 'common' }, 10_000));
    expect(rare).toBeGreaterThan(usual);
    expect(rare - usual).toBeLessThanOrEqual(3);
    expect(usual).toBeGreaterThan(frequent);
    expect(frequent).toBeGreaterThanOrEqual(common);
    expect(common).toBeGreaterThan(usual - 4);
  });
});

describe('dates of birth', () => {
  it.each([
    ['1985-04-12', '1985-04-12', 'same'],
    ['1985-04-12', '1985-12-04', 'swapped'],
    ['1985-04-12', '1985-04-13', 'slip'],
    ['1985-04-12', '1958-04-12', 'slip'],
    ['1985-04-12', '1985-04-23', 'one-part-differs'],
    ['1985-04-12', '1951-11-30', 'different'],
  ])('%s and %s: %s', (a, b, expected) => {
    expect(levelOf('birthDate', person({ birthDate: a }), person({ birthDate: b }))).toBe(expected);
  });
});

describe('contact points', () => {
  it('counts a shared mailbox or phone less for every customer that shares it, and says by how many', () => {
    const ada = person(mail('ada.lovelace12@example.com'));
    const at = (count: number | 'common') =>
      score(ada, ada, frequencies({ 'email ada.lovelace12@example.com': count })).contributions[0];
    expect(at(1)?.matchWeight).toBeGreaterThan(at(2)?.matchWeight ?? 0);
    expect(at(2)?.matchWeight).toBeGreaterThan(at(9)?.matchWeight ?? 0);
    expect(at(9)?.sharedBy).toBe(9);
    expect(at('common')?.matchWeight).toBeLessThan(1);
  });

  it('does not tell members of a family apart by door, landline or the family’s mailbox', () => {
    const initial = person({
      ...named('', 'lovelace'),
      ...home(),
      ...landline('1632960001'),
      ...mail('thelovelaces@example.com'),
    });
    const ada = person({
      ...named('ada', 'lovelace'),
      ...home(),
      ...landline('1632960001'),
      ...mail('thelovelaces@example.com'),
    });
    expect(score(initial, ada).contributions.map(({ level }) => level)).toEqual([
      'family-only',
      'family-door',
      'mailbox-beside-door',
      'landline-beside-door',
    ]);
    expect(score(initial, ada).matchProbability).toBeLessThan(model.thresholds.link);
  });

  it('counts an address as one piece of evidence with ordered levels', () => {
    const at = (address: Partial<StandardRecord['addresses'][number]>) =>
      person({
        addresses: [
          {
            street: ['mill', 'lane'],
            houseNumber: '12',
            postcode: 'AB12CD',
            city: 'testford',
            ...address,
          },
        ],
      });
    const level = (address: Partial<StandardRecord['addresses'][number]>) =>
      levelOf('address', at({}), at(address));
    expect(level({})).toBe('same-door');
    expect(level({ street: ['mil', 'lane'] })).toBe('same-door');
    expect(level({ unit: '4' })).toBe('same-door');
    expect(level({ postcode: 'AB12CE' })).toBe('same-door');
    expect(level({ houseNumber: '40' })).toBe('same-street');
    expect(level({ houseNumber: '40', street: ['high', 'street'] })).toBe('postcode');
    expect(level({ houseNumber: '40', street: ['high', 'street'], postcode: 'ZZ99ZZ' })).toBe(
      'city',
    );
    expect(
      level({
        houseNumber: '40',
        street: ['high', 'street'],
        postcode: 'ZZ99ZZ',
        city: 'otherham',
      }),
    ).toBe('different');
  });
});

describe('evidence against', () => {
  const ada = { ...named('ada', 'lovelace'), ...home(), ...landline('1632960001') };
  const isLinked = (a: StandardRecord, b: StandardRecord) =>
    score(a, b).matchProbability >= model.thresholds.link;

  it('keeps twins apart: all the same but the given name', () => {
    const twin = { ...ada, birthDate: '1985-04-12' };
    expect(isLinked(person(twin), person({ ...twin, ...named('grace', 'lovelace') }))).toBe(false);
  });

  it('keeps a couple apart that shares door, landline, mailbox and card', () => {
    const shared = { ...home(), ...landline('1632960001'), ...mail('thelovelaces@example.com') };
    expect(
      isLinked(
        person({ ...shared, ...named('ada', 'lovelace') }),
        person({ ...shared, ...named('william', 'king') }),
      ),
    ).toBe(false);
  });

  it('keeps father and son of one name apart: by birth date, and by generation', () => {
    const father = person({ ...ada, birthDate: '1951-11-30' });
    expect(isLinked(father, person({ ...ada, birthDate: '1985-04-12' }))).toBe(false);
    const [senior, junior] = [
      person({ ...ada, ...named('ada', 'lovelace', { generation: 'sr' }) }),
      person({ ...ada, ...named('ada', 'lovelace', { generation: 'jr' }) }),
    ];
    expect(isLinked(person(ada), person(ada))).toBe(true);
    expect(isLinked(senior, junior)).toBe(false);
  });

  it('takes a different national id for another person, a renewed passport or another card for a doubt', () => {
    const plain = score(person(ada), person(ada)).matchWeight;
    const against = (type: string) =>
      score(
        person({ ...ada, ...card(type, '123456789') }),
        person({ ...ada, ...card(type, '987654321') }),
      ).matchWeight - plain;
    expect(against('national-id')).toBeLessThan(-12);
    expect(against('loyalty')).toBeLessThan(0);
    expect(against('loyalty')).toBeGreaterThan(against('passport'));
    expect(against('passport')).toBeGreaterThan(against('national-id'));
  });

  it('lets one national id outweigh a new given name where date of birth and door agree', () => {
    const one = { ...ada, birthDate: '1985-04-12', ...card('national-id', '123456789') };
    expect(isLinked(person(one), person({ ...one, ...named('augusta', 'lovelace') }))).toBe(true);
  });

  it('does not believe a recycled phone', () => {
    const before = person({ ...named('ada', 'lovelace'), ...mobile('7700900123') });
    const after = person({ ...named('grace', 'hopper'), ...mobile('7700900123') });
    expect(score(before, after).matchProbability).toBeLessThan(model.thresholds.review);
  });
});
