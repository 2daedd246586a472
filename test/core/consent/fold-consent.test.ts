import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ConsentEvent } from '#core/consent/consent-event';
import { foldConsent } from '#core/consent/fold-consent';
import { expectHistoryIsKept } from './consent-histories.ts';

const day = (number: number) => new Date(Date.UTC(2026, 0, 1 + number)).toISOString();
const question = {
  purpose: 'marketing',
  channel: 'email',
  at: day(100),
  knownAt: day(200),
} as const;

let made = 0;
const nextId = () => {
  made += 1;
  return `con_${String(made).padStart(4, '0')}`;
};
const event = (
  customerId: string,
  kind: ConsentEvent['kind'],
  at: number,
  more: Partial<ConsentEvent> = {},
): ConsentEvent => ({
  eventId: nextId(),
  customerId,
  kind,
  purpose: 'marketing',
  channels: ['email'],
  at: day(at),
  recordedAt: day(at),
  ...more,
});
const status = (events: readonly ConsentEvent[], members: readonly string[], more = {}) =>
  foldConsent(events, members, { ...question, ...more }).status;

describe('the state of one consent', () => {
  it('is the last word of the person, whichever was recorded first', () => {
    const given = event('a', 'given', 1, { recordedAt: day(90) });
    const withdrawn = event('a', 'withdrawn', 5);
    expect(status([given, withdrawn], ['a'])).toBe('withdrawn');
    expect(status([withdrawn, given], ['a'])).toBe('withdrawn');
    expect(status([withdrawn, given, event('a', 'given', 6)], ['a'])).toBe('given');
  });

  it('is the more restrictive of two words of one moment', () => {
    expect(status([event('a', 'withdrawn', 1), event('a', 'given', 1)], ['a'])).toBe('withdrawn');
  });

  it('is known when it was recorded, and holds when it happened', () => {
    const late = event('a', 'withdrawn', 10, { recordedAt: day(50) });
    const events = [event('a', 'given', 1), late];
    expect(status(events, ['a'], { at: day(20), knownAt: day(20) })).toBe('given');
    expect(status(events, ['a'], { at: day(20), knownAt: day(60) })).toBe('withdrawn');
    expect(status(events, ['a'], { at: day(5), knownAt: day(60) })).toBe('given');
  });

  it('leaves out what was corrected, once that is known', () => {
    const wrong = event('a', 'withdrawn', 5);
    const events = [
      event('a', 'given', 1),
      wrong,
      event('a', 'corrected', 30, { corrects: wrong.eventId }),
    ];
    expect(status(events, ['a'], { knownAt: day(20) })).toBe('withdrawn');
    expect(status(events, ['a'])).toBe('given');
  });

  it('waits for the second step where the purpose asks for two', () => {
    const events = [event('a', 'given', 1)];
    expect(status(events, ['a'], { isDoubleOptIn: true })).toBe('pending');
    expect(status([...events, event('a', 'confirmed', 2)], ['a'], { isDoubleOptIn: true })).toBe(
      'given',
    );
  });

  it('is not revived by a confirmation that comes after a withdrawal, or after the end', () => {
    const withdrawn = [
      event('a', 'given', 1),
      event('a', 'withdrawn', 2),
      event('a', 'confirmed', 3),
    ];
    expect(status(withdrawn, ['a'], { isDoubleOptIn: true })).toBe('withdrawn');
    const ended = [event('a', 'given', 1, { expiresAt: day(2) }), event('a', 'confirmed', 3)];
    expect(status(ended, ['a'], { isDoubleOptIn: true })).toBe('expired');
  });

  it('is not changed by a yes that waits for its second step', () => {
    const refused = [event('a', 'withdrawn', 1), event('a', 'given', 2)];
    expect(status(refused, ['a'], { isDoubleOptIn: true })).toBe('withdrawn');
    const agreed = [event('a', 'given', 1), event('a', 'confirmed', 2), event('a', 'given', 3)];
    expect(status(agreed, ['a'], { isDoubleOptIn: true })).toBe('given');
  });

  it('is the no of before once the yes that lifted it has ended', () => {
    const events = [
      event('a', 'withdrawn', 1),
      event('a', 'given', 2, { expiresAt: day(10) }),
      event('a', 'given', 3, { expiresAt: day(20) }),
    ];
    expect(status(events, ['a'], { at: day(15) })).toBe('given');
    expect(status(events, ['a'])).toBe('withdrawn');
    expect(status([...events, event('a', 'given', 30)], ['a'])).toBe('given');
  });

  it('counts what was taken over from elsewhere as what it was there', () => {
    expect(status([event('a', 'imported', 1, { status: 'given' })], ['a'])).toBe('given');
    expect(status([event('a', 'imported', 1, { status: 'objected' })], ['a'])).toBe('objected');
  });

  it('hears nothing about other purposes and channels', () => {
    const events = [
      event('a', 'given', 1),
      event('a', 'withdrawn', 2, { purpose: 'research' }),
      event('a', 'withdrawn', 2, { channels: ['sms'] }),
    ];
    expect(status(events, ['a'])).toBe('given');
  });
});

describe('at one address or number', () => {
  it('a refusal holds for that one alone', () => {
    const events = [event('a', 'given', 1), event('a', 'withdrawn', 2, { contactPoint: 'one' })];
    expect(status(events, ['a'], { contactPoint: 'one' })).toBe('withdrawn');
    expect(status(events, ['a'], { contactPoint: 'other' })).toBe('given');
    expect(status(events, ['a'])).toBe('given');
  });

  it('a refusal holds whoever owns it later, until the new owner confirms at it', () => {
    const events = [
      event('before', 'withdrawn', 2, { contactPoint: 'one' }),
      event('a', 'given', 5),
      event('a', 'given', 6, { contactPoint: 'one' }),
    ];
    const folded = foldConsent(events, ['a'], { ...question, contactPoint: 'one' });
    expect(folded).toMatchObject({ status: 'withdrawn', isForeign: true });
    const confirmed = [...events, event('a', 'confirmed', 7, { contactPoint: 'one' })];
    expect(status(confirmed, ['a'], { contactPoint: 'one' })).toBe('given');
    const again = [...confirmed, event('before', 'withdrawn', 8, { contactPoint: 'one' })];
    expect(status(again, ['a'], { contactPoint: 'one' })).toBe('withdrawn');
  });
});

describe('merges', () => {
  it('do not let the latest date of one person win over the refusal of the other', () => {
    const events = [event('a', 'withdrawn', 1), event('b', 'given', 50)];
    expect(status(events, ['a', 'b'])).toBe('withdrawn');
  });

  it('do not revive an old grant because the entry that revoked it stands under the other id', () => {
    const events = [event('a', 'given', 1), event('b', 'withdrawn', 2)];
    expect(status(events, ['a', 'b'])).toBe('withdrawn');
    expect(status(events, ['b', 'a'])).toBe('withdrawn');
  });

  it('obey an end that was stored', () => {
    const events = [event('a', 'given', 1, { expiresAt: day(10) }), event('b', 'denied', 2)];
    expect(status(events, ['a'])).toBe('expired');
    expect(status(events, ['a', 'b'])).toBe('denied');
  });

  it('are over for the person with a decision of her own, and give each side its own again when undone', () => {
    const events = [
      event('a', 'given', 1),
      event('b', 'withdrawn', 2),
      event('a', 'given', 9, { decidedFor: ['a', 'b'] }),
    ];
    expect(status(events, ['a', 'b'])).toBe('given');
    expect(status(events, ['b'])).toBe('withdrawn');
    expect(status(events, ['a'])).toBe('given');
    // A third who joins later brings a refusal of his own.
    expect(status([...events, event('c', 'objected', 3)], ['a', 'b', 'c'])).toBe('objected');
  });

  it('count what one of them alone confirmed as not confirmed, in any order', () => {
    const events = [event('a', 'given', 1, { decidedFor: ['a', 'b'] }), event('b', 'confirmed', 2)];
    for (const members of [
      ['a', 'b'],
      ['b', 'a'],
    ])
      expect(foldConsent(events, members, question).isConfirmed).toBeUndefined();
    expect(foldConsent(events, ['a', 'b'], question).status).toBe('given');
  });
});

it('keeps every promise over 5,000 histories of captures, withdrawals, merges, splits and late arrivals', () => {
  fc.assert(fc.property(fc.noBias(fc.nat()), expectHistoryIsKept), {
    numRuns: 5000,
    endOnFailure: true,
  });
});
