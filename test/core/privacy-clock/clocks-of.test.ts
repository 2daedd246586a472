import { describe, expect, it } from 'vitest';
import type { ClockRequest } from '#core/privacy-clock/clock';
import { clocksOf } from '#core/privacy-clock/clocks-of';
import { defaultHouseTargets } from '#core/privacy-clock/default-house-targets';
import { lawWith } from './law.ts';

const request: ClockRequest = {
  rights: ['access'],
  jurisdictions: ['US-CA'],
  receivedAt: '2026-01-05T17:00:00.000Z',
};
const clocks = (more: Partial<ClockRequest> = {}, law = lawWith(), house = {}) =>
  clocksOf({ ...request, ...more }, law, { ...defaultHouseTargets, ...house });
const names = (all: ReturnType<typeof clocks>['clocks']) =>
  all.map(({ kind, basis, dueAt }) =>
    [kind, basis.isLegal ? basis.regulation : 'house', dueAt?.slice(0, 10)].join(' '),
  );

describe('the clocks of a request', () => {
  it('stand in the order of their due dates, legal and house, each with its reason', () => {
    const { clocks: all, edition } = clocks();
    expect(names(all)).toEqual([
      'acknowledge house 2026-01-08',
      'acknowledge us-ca-ccpa 2026-01-20',
      'answer house 2026-01-26',
      'answer us-ca-ccpa 2026-02-19',
    ]);
    expect(all[3]?.basis).toEqual({
      isLegal: true,
      regulation: 'us-ca-ccpa',
      rule: 'us-ca-ccpa-request-access',
      citation: '11 CCR 7021(a)-(b); 1798.130(a)(2)',
      check: 'text',
      place: 'US-CA',
      counting: 'us-days',
    });
    expect(edition).toEqual({ schemaVersion: expect.any(String), asOf: '2026-11-22' });
  });

  it('bind where they are the first of their kind', () => {
    expect(names(clocks().binding)).toEqual([
      'acknowledge house 2026-01-08',
      'answer house 2026-01-26',
    ]);
    const lax = { answer: { value: 6, unit: 'months' } };
    expect(names(clocks({}, lawWith(), lax).binding)).toContain('answer us-ca-ccpa 2026-02-19');
  });

  it('have a next that is not done yet, and none when all is', () => {
    const acknowledge = '2026-01-06T00:00:00.000Z';
    expect(clocks().next?.kind).toBe('acknowledge');
    expect(clocks({ done: { acknowledge } }).next?.kind).toBe('answer');
    expect(clocks({ done: { acknowledge, answer: acknowledge } }).next).toBeNull();
  });

  it('have no next while the only one left waits', () => {
    const at = '2026-01-06T00:00:00.000Z';
    const left = clocks({
      jurisdictions: ['GB'],
      isAbusive: true,
      verification: { askedAt: at },
      done: { acknowledge: at, answer: at },
    });
    expect(left.binding.map(({ kind }) => kind)).toContain('refusal');
    expect(left.next).toBeNull();
  });

  it('run for each spoke until it has done its task', () => {
    const sentAt = '2026-01-06T00:00:00.000Z';
    const done = { acknowledge: sentAt };
    const orders = { crm: { sentAt }, webshop: { sentAt, doneAt: sentAt } };
    const { binding, next } = clocks({ orders, done });
    expect(binding.filter(({ kind }) => kind === 'task').map(({ spoke }) => spoke)).toEqual([
      'crm',
      'webshop',
    ]);
    expect(next?.spoke).toBe('crm');
    const { next: last } = clocks({ orders: { webshop: orders.webshop }, done });
    expect(last?.kind).toBe('answer');
  });

  it('show a proposed fact, which neither binds nor comes next before it is signed off', () => {
    const lax = { answer: { value: 6, unit: 'months' } };
    const rule = 'us-states-omnibus-request-access';
    const { clocks: all, binding } = clocks({ jurisdictions: ['US-VA'] }, lawWith(), lax);
    expect(names(all)).toContain('answer us-states-omnibus 2026-02-20');
    expect(names(binding)).toContain('answer house 2026-07-05');
    const signed = clocks({ jurisdictions: ['US-VA'] }, lawWith([rule]), lax);
    expect(names(signed.binding)).toContain('answer us-states-omnibus 2026-02-20');
  });

  it('hand the words of a law that gives no number', () => {
    expect(clocks({ jurisdictions: ['DE'], rights: ['opt-out'] }).withoutNumber).toContainEqual({
      regulation: 'eu-gdpr',
      rule: 'eu-gdpr-opt-out',
      citation: 'Art. 21(3), 12(3)',
      place: 'DE',
      says: 'without undue delay; treat as immediate',
    });
  });
});

describe('the extension of a clock', () => {
  const answerOf = (more: Partial<ClockRequest> = {}, law = lawWith()) =>
    clocks(more, law).clocks.find(({ kind, basis }) => kind === 'answer' && basis.isLegal)!;
  const at = '2026-01-20T00:00:00.000Z';

  it('holds where the person was told to the last instant of the notice, and no later', () => {
    const noticeBy = '2026-02-19T07:59:59.999Z';
    const told = (noticeSentAt: string) =>
      answerOf({ extensions: [{ at, reason: 'x', noticeSentAt }] });
    expect(told(noticeBy)).toMatchObject({ isExtended: true, extension: { noticeBy } });
    expect(told('2026-02-19T08:00:00.000Z')).toMatchObject({
      isExtended: false,
      extension: { refused: [{ at, because: 'notice-late' }] },
    });
  });

  it('is not used up by one of which nobody was told', () => {
    const { extension } = answerOf({ extensions: [{ at, reason: 'x' }] });
    expect(extension).toMatchObject({ isUsed: false, refused: [{ at, because: 'no-notice' }] });
  });

  it('counts the first that was decided, in whatever order they are told', () => {
    const later = {
      at: '2026-01-25T00:00:00.000Z',
      reason: 'x',
      noticeSentAt: '2026-01-26T00:00:00.000Z',
    };
    const { extension } = answerOf({ extensions: [later, { at, reason: 'x', noticeSentAt: at }] });
    expect(extension?.refused).toEqual([{ at: later.at, because: 'already-extended' }]);
  });

  it('is no question of a law that knows none', () => {
    expect(answerOf({ jurisdictions: ['BR'] }).extension).toBeNull();
  });

  it('is open while the clock waits for proof', () => {
    const waiting = answerOf({ jurisdictions: ['GB'], verification: { askedAt: at } });
    expect(waiting).toMatchObject({
      dueAt: null,
      extension: { noticeBy: null, dueAt: null, isUsed: false },
    });
  });
});
