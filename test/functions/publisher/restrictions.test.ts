import { describe, expect, it } from 'vitest';
import type { Lens } from '#core/access/lens';
import type { Purpose } from '#core/consent/purpose';
import { isAllowedBy } from '#functions/publisher/consents-now';
import { publish } from '#functions/publisher/publish';
import type { ConsentsNow } from '#functions/shared/told-consents';
import { busThat } from './bus.ts';
import { consentRecord, customer } from './stream-records.ts';

const a = customer('a');
const id = (number: number) => `rst_${String(number).padStart(26, '0')}`;
const now = (more: object = {}): ConsentsNow => ({
  customerId: a,
  schema: 'person',
  states: [],
  revision: 1,
  places: [],
  asOf: '2026-11-20T09:30:00.000Z',
  restriction: { isRestricted: true, entries: [id(1)] },
  ...more,
});
const record = (number: number, more: object) =>
  consentRecord(a, number, {
    eventId: id(number),
    purpose: undefined,
    channels: undefined,
    ground: 'legal-claim',
    ...more,
  });
const told = async (number: number, more: object, consents = now()) => {
  const { services, arrived } = busThat(undefined, { consents: { [a]: consents } });
  await publish([record(number, more)], services);
  return arrived;
};

describe('a restriction', () => {
  it('is told to spokes when it is placed, with its end, and when it is lifted', async () => {
    const until = '2026-12-01T00:00:00.000Z';
    const restriction = { isRestricted: true, until, entries: [id(1)] };
    expect(await told(1, { kind: 'restriction', until }, now({ restriction }))).toMatchObject([
      {
        type: 'restriction.changed.v1',
        detail: { customerId: a, because: 'placed', isRestricted: true, until, spoke: 'web' },
      },
    ]);
    const lifted = now({ restriction: { isRestricted: false, entries: [id(1)] } });
    expect(await told(2, { kind: 'restriction-lifted', lifts: id(1) }, lifted)).toMatchObject([
      { detail: { because: 'lifted', isRestricted: false } },
    ]);
  });

  it('is told of a hold only where it restricts', async () => {
    expect(await told(1, { kind: 'legal-hold' })).toEqual([]);
    expect(await told(3, { kind: 'restriction-lifted', lifts: id(9) })).toEqual([]);
    expect(await told(1, { kind: 'legal-hold', restricts: true })).toHaveLength(1);
  });

  it('silences what a spoke hears for a purpose, but not what a law commands', () => {
    const lens: Lens = { name: 'ads', title: 'Ads', attributes: ['name'], purpose: 'ads' };
    const purpose: Purpose = {
      name: 'ads',
      title: 'Ads',
      kinds: [],
      legalBases: ['contract'],
      channels: ['email'],
    };
    const duty: Purpose = { ...purpose, legalBases: ['legal-obligation'] };
    const free = now({ restriction: { isRestricted: false, entries: [] } });
    expect(isAllowedBy({ lens, purpose }, free)).toBe(true);
    expect(isAllowedBy({ lens, purpose }, now())).toBe(false);
    expect(isAllowedBy({ lens, purpose: duty }, now())).toBe(true);
    const states = [{ purpose: 'ads', channel: 'email', status: 'given' } as const];
    const needs = { ...lens, needsConsent: true };
    expect(isAllowedBy({ lens: needs, purpose }, { ...free, states })).toBe(true);
    expect(isAllowedBy({ lens: needs, purpose }, now({ states }))).toBe(false);
    expect(isAllowedBy({ lens }, free)).toBe(false);
    expect(isAllowedBy({ lens, purpose }, undefined)).toBe(false);
  });
});
