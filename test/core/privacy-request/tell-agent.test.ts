import { describe, expect, it } from 'vitest';
import { advance } from '#core/privacy-request/advance';
import type { PrivacyRequest } from '#core/privacy-request/privacy-request';
import type { RequestEvent } from '#core/privacy-request/request-event';
import { tellOf } from '#core/privacy-request/tell';
import { openRequest } from '#test/support/open-request';

const at = '2026-11-22T10:00:00.000Z';
const asked: PrivacyRequest = {
  ...openRequest('cus_01'),
  channel: 'agent',
  hasCallback: true,
  actor: 'agent:CONSUMER_REPORTS',
};
const verify: RequestEvent = { type: 'verify', method: 'steward', by: 'usr_01', at };
const approve: RequestEvent = { type: 'approve', by: 'usr_01', at };
const extend: RequestEvent = { type: 'extend', at, reason: 'complexity', noticeSentAt: at };
const reject: RequestEvent = { type: 'reject', by: 'usr_01', at, code: 'no-match' };

/** What each step tells the agent: number, status and reason. */
function toldAlong(request: PrivacyRequest, ...events: readonly RequestEvent[]) {
  let before = request;
  return events.map((event) => {
    const after = advance(before, event);
    const told = tellOf(before, after).filter(({ type }) => type.includes('agent-status'));
    before = after;
    return told.map(({ spoke, number, facts }) => [spoke, number, facts.status, facts.reason]);
  });
}

describe('an agent that gave an address', () => {
  it('is called when the status changes, each time under another number', () => {
    expect(toldAlong(asked, verify, extend, reject)).toEqual([
      [['hub', 1, 'in_progress', undefined]],
      [['hub', 2, 'in_progress', undefined]],
      [['hub', 3, 'denied', 'no_match']],
    ]);
    const held: PrivacyRequest = {
      ...asked,
      state: 'partly-fulfilled',
      verification: { ...asked.verification, at },
      endedAt: at,
      work: { erasure: { state: 'refused', code: 'legal-claim', endedAt: at } },
    };
    const work = { state: 'done', endedAt: '2027-11-22T10:00:00.000Z' } as const;
    // Beside 1, that it was verified, and 2, that it ended.
    expect(toldAlong(held, { type: 'erase-left', work })).toEqual([
      [['hub', 3, 'fulfilled', undefined]],
    ]);
    expect(toldAlong(asked, extend, { type: 'withdraw', at })).toEqual([
      [['hub', 1, 'in_progress', 'need_user_verification']],
      [['hub', 2, 'revoked', undefined]],
    ]);
  });

  it('is not called for what it would not hear', () => {
    const pause: RequestEvent = { type: 'pause', at, reason: 'clarification' };
    expect(toldAlong(asked, pause, verify, approve, verify)).toEqual([
      [],
      [['hub', 1, 'in_progress', undefined]],
      [],
      [],
    ]);
    // The answer to its own call tells it.
    expect(tellOf(undefined, asked).map(({ type }) => type)).toEqual(['privacy-request.opened.v1']);
  });

  it('is the only one that is called', () => {
    const { hasCallback: _, ...silent } = asked;
    expect(toldAlong(silent, verify, reject)).toEqual([[], []]);
  });
});
