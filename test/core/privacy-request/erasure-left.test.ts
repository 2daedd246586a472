import { describe, expect, it } from 'vitest';
import { erasureLeft, nextLook } from '#core/privacy-request/erasure-left';
import type { PrivacyRequest, Work } from '#core/privacy-request/privacy-request';

const leftOf = (erasure: Work, channel: PrivacyRequest['channel'] = 'person') =>
  erasureLeft({ work: { erasure }, customerId: 'cus_1', channel });

describe('what is left of an erasure', () => {
  it('is who was kept whole, or what is kept apart, and nothing of what is done or never was sure', () => {
    const until = '2030-01-01T00:00:00.000Z';
    expect(leftOf({ state: 'refused', code: 'legal-claim', until })).toEqual({
      customerId: 'cus_1',
      until,
    });
    expect(leftOf({ state: 'partial', keptAs: 'cus_k' })).toEqual({ customerId: 'cus_k' });
    for (const work of [{ state: 'done', keptAs: 'cus_k' }, { state: 'open' }] as const)
      expect(leftOf(work)).toBeUndefined();
    expect(leftOf({ state: 'refused', code: 'merged-since' })).toBeUndefined();
  });

  it('is no customer whom a retention run wanted erased: somebody may keep him again', () => {
    expect(leftOf({ state: 'refused', code: 'legal-claim' }, 'retention')).toBeUndefined();
    expect(leftOf({ state: 'partial', keptAs: 'cus_k' }, 'retention')).toEqual({
      customerId: 'cus_k',
    });
  });
});

it('is looked at when the hold ends, and a week from now at the latest', () => {
  const now = '2026-03-01T00:00:00.000Z';
  const inAWeek = '2026-03-08T00:00:00.000Z';
  const next = (until?: string) =>
    nextLook({ customerId: 'cus_1', ...(until !== undefined && { until }) }, now);
  expect(next()).toBe(inAWeek);
  expect(next('2026-03-02T00:00:00.000Z')).toBe('2026-03-02T00:00:00.000Z');
  expect(next('2026-04-02T00:00:00.000Z')).toBe(inAWeek);
  expect(next(now)).toBe(inAWeek);
});
