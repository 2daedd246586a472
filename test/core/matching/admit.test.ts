import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Admission,
  admit,
  admitCluster,
  type Cluster,
  chooseCandidate,
} from '#core/matching/admit';
import { defaultModels } from '#core/matching/default-models';
import { organisation as organisationSchema } from '#core/schema/templates';
import type { StandardRecord } from '#core/standardise/standard-record';
import { standardise } from '#core/standardise/standardise';
import { card, frequencies, home, mail, mobile, named, person } from './people.ts';

const model = defaultModels.person;
const cluster = (first: StandardRecord, ...rest: readonly StandardRecord[]): Cluster => [
  { recordId: 'r0', record: first },
  ...rest.map((record, at) => ({ recordId: `r${at + 1}`, record })),
];
const decide = (record: StandardRecord, to: Cluster): Admission =>
  admit(record, to, model, frequencies());

const ada = person({ ...named('ada', 'lovelace'), ...mobile('7700900123'), ...home() });

describe('admit', () => {
  it('adds up what several records of one customer know', () => {
    const byPhone = person({ ...named('ada', 'lovelace'), ...mobile('7700900123') });
    const byMail = person({ ...named('ada', 'lovelace'), ...mail('ada.lovelace12@example.com') });
    const record = person({
      ...named('a', 'lovelace'),
      ...mobile('7700900123'),
      ...mail('ada.lovelace12@example.com'),
    });

    const admission = decide(record, cluster(byPhone, byMail));

    expect(admission).toMatchObject({
      decision: 'match',
      because: 'above-link-threshold',
      conflicts: [],
    });
    expect(admission.score.contributions.map(({ comparison }) => comparison)).toEqual([
      'name',
      'email',
      'phone',
    ]);
    expect(admission.worst?.matchWeight).toBeLessThan(admission.score.matchWeight);
  });

  it('names the record that resembles it most', () => {
    const other = person({ ...named('ada', 'lovelace'), ...mail('ada.lovelace12@example.com') });
    expect(decide(ada, cluster(other, ada)).bestRecordId).toBe('r1');
  });

  it('does not let a family name without a given name chain two of a household together', () => {
    const card1 = card('loyalty', '61234567890');
    const nameless = person({
      ...named('', 'lovelace'),
      ...mobile('7700900123'),
      ...home(),
      ...card1,
    });
    const grace = person({
      ...named('grace', 'lovelace'),
      ...mobile('7700900123'),
      ...home(),
      ...card1,
    });

    expect(decide(grace, cluster(nameless)).decision).toBe('match');
    expect(decide(grace, cluster(ada, nameless, nameless)).decision).not.toBe('match');
  });

  it('does not count initials and lone family names as votes against a contradiction', () => {
    const contact = { ...mobile('7700900123'), ...home() };
    const max = person({ ...named('max', 'rabenmeier'), ...contact });
    const nameless = person({ ...named('', 'rabenmeyer'), ...contact });
    const karin = person({ ...named('karin', 'rabenmeier'), ...contact });
    expect(decide(karin, cluster(max, nameless, nameless))).toMatchObject({
      decision: 'possible-match',
      because: 'cluster-guard',
      conflicts: ['name'],
    });
  });

  it('lets a document that only one person holds settle contradicting names', () => {
    const passport = card('passport', '123456789');
    const dated = { birthDate: '1985-04-12', ...home(), ...passport };
    const before = person({ ...named('ada', 'lovelace'), ...dated });
    const after = person({ ...named('grace', 'lovelace'), ...dated });
    expect(decide(after, cluster(before, before))).toMatchObject({
      decision: 'match',
      conflicts: [],
    });
  });

  it('asks a steward when one lucky pair speaks against the rest of the customer', () => {
    const father = person({ ...ada, birthDate: '1951-11-30' });
    const undated = person({ ...ada });
    const son = person({ ...ada, birthDate: '1985-04-12' });

    const admission = decide(son, cluster(undated, father));

    expect(decide(son, cluster(undated)).decision).toBe('match');
    expect(admission.decision).toBe('possible-match');
    expect(admission.because).toBe('cluster-guard');
    expect(admission.conflicts).toEqual(['birthDate']);
  });

  it('forgives one slip among many agreeing records', () => {
    const dated = person({ ...ada, birthDate: '1985-04-12' });
    const slipped = person({ ...ada, birthDate: '1951-11-30' });
    expect(decide(dated, cluster(dated, slipped, dated)).decision).toBe('match');
  });

  it('holds back a pair whose documents differ, whatever else agrees', () => {
    const held = (value: string) =>
      person({ ...named('ada', 'lovelace'), ...home(), ...card('national-id', value) });
    expect(decide(held('123456789'), cluster(held('987654321'))).decision).not.toBe('match');
    expect(decide(held('123456789'), cluster(held('123456789'))).decision).toBe('match');
  });

  it('gives one answer in whatever order the records of the customer stand, and from either side', () => {
    const records = [
      ada,
      person({ ...named('a', 'lovelace'), ...home() }),
      person({ ...named('ada', 'byron'), birthDate: '1985-04-12', ...mobile('7700900123') }),
      person({ ...named('bob', 'lovelace'), birthDate: '1951-11-30', ...home() }),
      person({ ...named('ada', 'lovelace'), birthDate: '1985-12-04', gender: 'female' }),
    ] as const;
    const some = fc.array(fc.constantFrom(...records), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(some, some, (a, b) => {
        const make = (list: readonly StandardRecord[]) => cluster(list[0] ?? ada, ...list.slice(1));
        const one = admitCluster(make(a), make(b), model, frequencies());
        const reversed = admitCluster(make(a), make(b.toReversed()), model, frequencies());
        const swapped = admitCluster(make(b), make(a), model, frequencies());
        expect(reversed.decision).toBe(one.decision);
        expect(reversed.conflicts).toEqual(one.conflicts);
        expect(reversed.score.matchWeight).toBeCloseTo(one.score.matchWeight, 9);
        expect(swapped.decision).toBe(one.decision);
      }),
    );
  });

  it('decides on organisations too', () => {
    const acme = (name: string, phone: string, line1: string) =>
      standardise(
        {
          name,
          phones: [{ value: phone, country: 'GB' }],
          addresses: [{ line1, city: 'Testford', country: 'GB' }],
        },
        organisationSchema,
      ).record;
    const one = acme('Acme Widgets Ltd', '+44 1632 960001', '12 Mill Lane');
    const decideOn = (other: StandardRecord) =>
      admit(other, cluster(one), defaultModels.organisation, frequencies()).decision;
    expect(decideOn(acme('ACME Widgets Limited', '01632 960001', '12 Mill Ln'))).toBe('match');
    expect(decideOn(acme('Zenith Bakery Ltd', '01632 960002', '14 Mill Lane'))).toBe('no-match');
  });
});

describe('chooseCandidate', () => {
  const weighed = (customerId: string, decision: Admission['decision'], matchWeight: number) => {
    const base = decide(ada, cluster(ada));
    const admission: Admission = {
      ...base,
      decision,
      because: 'between-thresholds',
      score: { ...base.score, matchWeight },
    };
    return { customerId, admission };
  };

  it('links to the one match, though others are possible', () => {
    expect(
      chooseCandidate([weighed('cus_b', 'possible-match', 3), weighed('cus_a', 'match', 9)]),
    ).toEqual({
      outcome: 'link',
      customerId: 'cus_a',
    });
  });

  it('asks when two match equally well, and says that it is ambiguous', () => {
    const two = [
      weighed('cus_b', 'match', 9.2),
      weighed('cus_a', 'match', 9),
      weighed('cus_c', 'match', 7),
    ];
    expect(chooseCandidate(two)).toEqual({
      outcome: 'review',
      customerIds: ['cus_b', 'cus_a'],
      because: 'ambiguous',
    });
    expect(chooseCandidate(two.slice(1))).toEqual({ outcome: 'link', customerId: 'cus_a' });
  });

  it('asks about the best three possible matches', () => {
    const many = ['cus_a', 'cus_b', 'cus_c', 'cus_d'].map((id, at) =>
      weighed(id, 'possible-match', at),
    );
    expect(chooseCandidate(many)).toMatchObject({
      outcome: 'review',
      customerIds: ['cus_d', 'cus_c', 'cus_b'],
    });
  });

  it('is a new customer when nobody is alike', () => {
    expect(chooseCandidate([])).toEqual({ outcome: 'new' });
    expect(chooseCandidate([weighed('cus_a', 'no-match', -20)])).toEqual({ outcome: 'new' });
  });
});
