import { describe, expect, it } from 'vitest';
import type { ConsentEvent } from '#core/consent/consent-event';
import { honouredSignals } from '#core/consent/opt-out-signal';
import type { Purpose } from '#core/consent/purpose';

const at = (minute: number) => `2026-03-01T10:0${minute}:00.000Z`;
const event = (kind: ConsentEvent['kind'], minute: number): ConsentEvent => ({
  eventId: `con_${minute}`,
  customerId: 'cus_1',
  kind,
  purpose: 'selling',
  channels: ['sharing'],
  at: at(minute),
  recordedAt: at(minute),
});
const selling: Purpose = {
  name: 'selling',
  title: 'Selling',
  kinds: ['sale_share'],
  legalBases: ['consent'],
  channels: ['sharing'],
  isDoubleOptIn: true,
};
const signal = { event: event('objected', 1), isSignal: true };
const given = { event: event('given', 2), isSignal: false };
const confirmed = { event: event('confirmed', 3), isSignal: false };

describe('a signal', () => {
  it('is honoured while a yes waits for its second step, and gives way to it then', () => {
    const honoured = (...heard: readonly (typeof signal)[]) =>
      honouredSignals(heard, ['cus_1'], [selling], at(4));
    const since = [{ purpose: 'selling', since: at(1) }];
    expect(honoured(signal)).toEqual(since);
    expect(honoured(signal, given)).toEqual(since);
    expect(honoured(signal, given, confirmed)).toEqual([]);
  });
});
