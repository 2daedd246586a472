import { describe, expect, it } from 'vitest';
import { drpReasonOf, drpStatusOf } from '#core/privacy-request/drp-status';
import type { PrivacyRequest } from '#core/privacy-request/privacy-request';

const requestIn = (state: PrivacyRequest['state'], more: Partial<PrivacyRequest> = {}) =>
  ({
    requestId: 'req_1',
    rights: ['access'],
    channel: 'agent',
    jurisdictions: ['US-CA'],
    receivedAt: '2026-01-01T00:00:00.000Z',
    pauses: [],
    orders: {},
    isOrdered: false,
    work: {},
    attempt: 1,
    actor: 'agent:A',
    correlationId: 'cor',
    verification: { needed: 'knowledge', tries: 0 },
    state,
    ...more,
  }) as PrivacyRequest;
const told = (request: PrivacyRequest, canVerify = false) => {
  const { status, reason } = drpStatusOf(request, canVerify);
  return reason === undefined ? status : `${status} ${reason}`;
};

describe('what an agent hears of a request', () => {
  it.each([
    ['received', 'in_progress'],
    ['verified', 'in_progress'],
    ['in-progress', 'in_progress'],
    ['fulfilled', 'fulfilled'],
    ['withdrawn', 'revoked'],
    ['unverified', 'denied insuf_verification'],
    ['duplicate', 'denied other'],
  ] as const)('%s is %s', (state, status) => {
    expect(told(requestIn(state))).toBe(status);
  });

  it('asks for the person where there is a page for that, and something to show', () => {
    expect(told(requestIn('received'), true)).toBe('in_progress need_user_verification');
    const none = { verification: { needed: 'none', tries: 0 } } as const;
    expect(told(requestIn('received', none), true)).toBe('in_progress');
    expect(told(requestIn('verified'), true)).toBe('in_progress');
  });

  it('is the same until somebody is verified, whether the person is known or not', () => {
    const known = requestIn('received', {
      customerId: 'cus_1',
      verification: { needed: 'document', tries: 3, proved: ['contact-point'] },
    });
    expect(drpStatusOf(known, true)).toEqual(drpStatusOf(requestIn('received'), true));
  });

  it('is fulfilled in part, and denied where the law keeps all of it', () => {
    const work = (state: 'done' | 'refused') => ({ work: { access: { state } } });
    expect(told(requestIn('partly-fulfilled', work('done')))).toBe('fulfilled');
    expect(told(requestIn('partly-fulfilled', work('refused')))).toBe('denied claim_not_covered');
    for (const code of ['merged-since', 'split-since']) {
      const unsure = { work: { erasure: { state: 'refused' as const, code } } };
      expect(told(requestIn('partly-fulfilled', unsure))).toBe('denied insuf_verification');
    }
  });

  it.each([
    ['suspected_fraud', 'suspected_fraud'],
    ['suspected-fraud', 'suspected_fraud'],
    ['no-match', 'no_match'],
    ['outside-jurisdiction', 'outside_jurisdiction'],
    ['excessive', 'too_many_requests'],
    ['need-user-verification', 'other'],
    ['toString', 'other'],
    ['whatever', 'other'],
  ])('a decision for %s is %s', (code, reason) => {
    expect(drpReasonOf(code)).toBe(reason);
    const decision = { at: '2026-01-02T00:00:00.000Z', by: 'usr_1', code };
    expect(told(requestIn('rejected', { decision }))).toBe(`denied ${reason}`);
  });
});
