import { describe, expect, it } from 'vitest';
import type { ConsentEvent } from '#core/consent/consent-event';
import type { Purpose } from '#core/consent/purpose';
import { type RetentionFacts, retentionOf } from '#core/privacy-retention/retention-of';

const at = '2026-11-22T00:00:00.000Z';
const facts: RetentionFacts = {
  members: ['cus_1'],
  recordsAt: ['2019-05-01T00:00:00.000Z', '2020-05-01T00:00:00.000Z'],
  consents: [],
  relationships: [],
};
const purpose = (name: string, more: Partial<Purpose> = {}): Purpose => ({
  name,
  title: name,
  kinds: [],
  legalBases: ['contract'],
  channels: ['email'],
  ...more,
});
const threeYears = (after: NonNullable<Purpose['retention']>['after']) =>
  ({ value: 3, unit: 'years', after }) as const;
const service = purpose('service', { retention: threeYears('last-activity') });
const news = purpose('news', {
  legalBases: ['consent'],
  retention: threeYears('consent-end'),
});
const said = (kind: ConsentEvent['kind'], year: number, more: Partial<ConsentEvent> = {}) => {
  const moment = `${year}-01-01T00:00:00.000Z`;
  return {
    eventId: `con_${year}`,
    customerId: 'cus_1',
    kind,
    purpose: 'news',
    channels: ['email'] as const,
    at: moment,
    recordedAt: moment,
    ...more,
  };
};
const of = (purposes: readonly Purpose[], more: Partial<RetentionFacts> = {}) =>
  retentionOf(purposes, { ...facts, ...more }, at);

describe('retentionOf', () => {
  it('counts from the last that happened, and to the day', () => {
    expect(of([service])).toEqual({
      isKept: false,
      by: 'service',
      since: '2023-05-01T00:00:00.000Z',
    });
    expect(of([service], { recordsAt: ['2023-11-22T00:00:00.001Z'] })).toMatchObject({
      isKept: true,
    });
    expect(of([service], { recordsAt: ['2023-11-22T00:00:00.000Z'] })).toMatchObject({
      isKept: false,
    });
    expect(of([service], { consents: [said('withdrawn', 2025)] })).toMatchObject({ isKept: true });
  });

  it('keeps whom any purpose keeps; the one that kept longest is named', () => {
    const gone = [said('given', 2018), said('withdrawn', 2021)];
    const short = { ...news, retention: { ...threeYears('consent-end'), value: 2 } };
    for (const both of [
      [service, short],
      [short, service],
    ])
      expect(of(both, { consents: gone })).toEqual({
        isKept: false,
        by: 'service',
        since: '2024-01-01T00:00:00.000Z',
      });
    expect(of([service, news], { consents: [said('given', 2018)] })).toEqual({
      isKept: true,
      by: 'news',
    });
    const ended = [said('given', 2018, { expiresAt: '2019-01-01T00:00:00.000Z' })];
    expect(of([news], { consents: ended })).toMatchObject({ since: '2022-01-01T00:00:00.000Z' });
  });

  it('keeps for ever where a purpose says nothing, unless it rests on a consent that is not there', () => {
    expect(of([service, purpose('contract')])).toEqual({ isKept: true, by: 'contract' });
    const open = purpose('news', { legalBases: ['consent'] });
    expect(of([service, open])).toMatchObject({ isKept: false });
    expect(of([service, open], { consents: [said('given', 2018)] })).toEqual({
      isKept: true,
      by: 'news',
    });
  });

  it('keeps whom no purpose concerns', () => {
    expect(of([])).toEqual({ isKept: true });
    expect(of([news])).toEqual({ isKept: true });
    expect(of([purpose('club', { retention: threeYears('relationship-end') })])).toEqual({
      isKept: true,
    });
  });

  it('counts a relationship from the last that is known of it', () => {
    const ended = (year: number) => ({
      eventId: `con_${year}`,
      customerId: 'cus_1',
      kind: 'membership-ended' as const,
      at: `${year}-06-01T00:00:00.000Z`,
      recordedAt: at,
    });
    const club = purpose('club', { retention: threeYears('relationship-end') });
    expect(of([club], { relationships: [ended(2020), ended(2019)] })).toMatchObject({
      since: '2023-06-01T00:00:00.000Z',
    });
    expect(of([club], { relationships: [ended(2025)] })).toMatchObject({ isKept: true });
  });
});
