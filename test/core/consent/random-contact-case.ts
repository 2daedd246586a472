import type { Channel, ConsentEvent, RelationshipEvent } from '#core/consent/consent-event';
import { channels } from '#core/consent/consent-event';
import type { ContactCase, LawInForce } from '#core/consent/contact-case';
import { after, type Period } from '#core/consent/period';
import { legalBases, type Purpose, purposeKinds } from '#core/consent/purpose';
import { ageFactId, euAgeFactId, sectors } from '#core/consent/regulation';
import { edition, purposes } from './contact-vectors.ts';
import { drawsFrom } from './draws-from.ts';

const places =
  'DE FR SE GR NO EU DE-BY GB CA CA-QC US US-NY US-CA US-CO US-CT US-TX US-LA US-IN US-MI BR CN IN JP'.split(
    ' ',
  );
const days =
  '2022-08-31 2023-11-30 2024-02-28 2024-02-29 2024-03-01 2024-08-31 2025-01-31 2025-05-15 2025-08-29 2025-11-22 2026-02-28 2026-03-01 2026-05-22 2026-07-04 2026-08-31 2026-11-22 2027-01-01 2027-05-13'.split(
    ' ',
  );
const periods: readonly Period[] = [
  { value: 2, unit: 'years' },
  { value: 18, unit: 'months' },
  { value: 12, unit: 'months' },
  { value: 6, unit: 'months' },
  { value: 3, unit: 'months' },
  { value: 30, unit: 'calendar_days' },
  { value: 30, unit: 'business_days' },
];
const births = '1980-01-01 2008-02-29 2010-03-01 2010-11-22 2012-02-29 2012-11-22 2014-01-01'.split(
  ' ',
);
const kindsOfEvents: readonly ConsentEvent['kind'][] = [
  'given',
  'given',
  'given',
  'confirmed',
  'confirmed',
  'denied',
  'withdrawn',
  'objected',
  'expired',
  'parental',
  'imported',
  'corrected',
];
const kindsOfRelationships: readonly RelationshipEvent['kind'][] = [
  'purchase',
  'purchase',
  'inquiry',
  'inquiry',
  'donation',
  'contract-ended',
  'membership-ended',
  'address-published',
  'address-disclosed',
];
const proposed = [
  ...edition.regulations.flatMap(({ id, consent_rules, age }) => [
    ...consent_rules.filter(({ check }) => check === 'memory').map((rule) => rule.id),
    ...age.filter(({ check }) => check === 'memory').map((fact) => ageFactId(id, fact)),
  ]),
  ...Object.keys(edition.eu_child_ages.values).map(euAgeFactId),
];

/** A case and a law, always the same of one seed. It draws from few values, so that moments and owners meet. */
export function randomContactCase(seed: number): readonly [ContactCase, LawInForce] {
  const { chance, below, one, several, some } = drawsFrom(seed);
  const moment = () => `${one(days)}T${chance(0.8) ? '00' : '12'}:00:00.000Z`;

  const purpose: Purpose = chance(0.7)
    ? one(purposes)
    : {
        name: 'any',
        title: 'any',
        kinds: several(purposeKinds, 3),
        legalBases: [...several(legalBases, 3), 'legitimate-interest'],
        channels,
        isDoubleOptIn: chance(0.3),
      };
  const channel: Channel = chance(0.95) ? one(purpose.channels) : one(channels);
  const recorded = (at: string) => (chance(0.8) ? at : moment());

  const events = some(6, (index): ConsentEvent => {
    const at = moment();
    const kind = one(kindsOfEvents);
    return {
      eventId: `con_${index}`,
      customerId: one(['a', 'a', 'b', 'z']),
      kind,
      purpose: chance(0.9) ? purpose.name : 'other',
      channels: chance(0.9) ? [channel] : [one(channels)],
      at,
      recordedAt: recorded(at),
      ...(kind === 'imported' && {
        status: one(['given', 'denied', 'withdrawn', 'objected'] as const),
      }),
      ...(kind === 'corrected' && { corrects: `con_${below(6)}` }),
      ...(chance(0.2) && { expiresAt: moment() }),
      ...(chance(0.3) && { contactPoint: one(['one', 'two']) }),
      ...(chance(0.3) && { decidedFor: ['a', 'b'] }),
      ...(chance(0.4) && { forms: [one(['explicit', 'separate', 'written'] as const)] }),
    };
  });
  const relationships = some(3, (index): RelationshipEvent => {
    const at = moment();
    return {
      eventId: `rel_${index}`,
      customerId: one(['a', 'a', 'a', 'b', 'z']),
      kind: one(kindsOfRelationships),
      at,
      recordedAt: recorded(at),
      ...(chance(0.5) && { refusalOffered: true }),
    };
  });
  const restrictions = some(chance(0.1) ? 2 : 0, () => ({
    from: moment(),
    ...(chance(0.7) && { until: moment() }),
  }));
  const boundaries = [
    ...relationships.map((each) => after(each.at, one(periods))),
    ...events.map((each) => each.expiresAt ?? each.at),
  ];
  const near = boundaries.length > 0 && chance(0.6) ? one(boundaries) : moment();
  const at = new Date(Date.parse(near) - (chance(0.4) ? 1 : 0)).toISOString();
  const asked: ContactCase = {
    purpose,
    channel,
    at,
    knownAt: chance(0.7) ? '2027-12-31T00:00:00.000Z' : moment(),
    members: one([['a'], ['a', 'b'], ['b', 'a']]),
    events,
    relationships,
    jurisdictions: chance(0.6) ? [one(places)] : several(places, 3),
    ...(chance(0.4) && { contactPoint: 'one' }),
    ...(chance(0.4) && { birthDate: one(births) }),
    ...(chance(0.2) && { subscriber: 'corporate' }),
    ...(chance(0.3) && { isOnDoNotCallList: true }),
    ...(restrictions.length > 0 && { restrictions }),
  };
  const share = one([0, 0, 0.3, 1]);
  return [
    asked,
    {
      edition,
      signedOff: new Set(share === 0 ? [] : proposed.filter(() => chance(share))),
      sectors: chance(0.8) ? [] : several(sectors, 2),
    },
  ];
}
