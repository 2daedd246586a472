import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ConsentEvent } from '#core/consent/consent-event';
import { foldConsent, isRefusal } from '#core/consent/fold-consent';

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
});

const anyEvent = fc.record({
  who: fc.constantFrom('a', 'b', 'c'),
  kind: fc.constantFrom<ConsentEvent['kind']>(
    'given',
    'confirmed',
    'denied',
    'withdrawn',
    'objected',
    'expired',
    'parental',
  ),
  at: fc.integer({ min: 0, max: 120 }),
  delay: fc.integer({ min: 0, max: 100 }),
  lasts: fc.option(fc.integer({ min: 1, max: 60 }), { nil: undefined }),
  here: fc.boolean(),
});
const history = fc.array(anyEvent, { maxLength: 12 }).map((all) =>
  all.map(
    ({ who, kind, at, delay, lasts, here }, number): ConsentEvent => ({
      eventId: `con_${String(number).padStart(3, '0')}`,
      customerId: who,
      kind,
      purpose: 'marketing',
      channels: ['email'],
      at: day(at),
      recordedAt: day(at + delay),
      ...(lasts !== undefined && { expiresAt: day(at + lasts) }),
      ...(here && { contactPoint: 'one' }),
    }),
  ),
);
const asked = fc.record({
  at: fc.integer({ min: 0, max: 130 }),
  knownAt: fc.integer({ min: 0, max: 230 }),
  contactPoint: fc.constantFrom('one', undefined),
});
type Asked = typeof asked extends fc.Arbitrary<infer T> ? T : never;
const runs = { numRuns: 5000 };

describe('any history', () => {
  const foldOf = (events: readonly ConsentEvent[], members: readonly string[], q: Asked) =>
    foldConsent(events, members, {
      purpose: 'marketing',
      channel: 'email',
      at: day(q.at),
      knownAt: day(q.knownAt),
      ...(q.contactPoint !== undefined && { contactPoint: q.contactPoint }),
    });

  it('comes to the same in any order of arrival and of members', () => {
    fc.assert(
      fc.property(history, asked, fc.integer(), (events, q, seed) => {
        const shuffled = events.toSorted(
          (x, y) => ((x.at.length + seed) % 7) - ((y.eventId.charCodeAt(6) * seed) % 7),
        );
        expect(foldOf(shuffled.toReversed(), ['c', 'a', 'b'], q)).toEqual(
          foldOf(events, ['a', 'b', 'c'], q),
        );
      }),
      runs,
    );
  });

  it('never turns a no into a yes by a merge', () => {
    fc.assert(
      fc.property(history, asked, (events, q) => {
        const apart = ['a', 'b', 'c'].map((each) =>
          foldOf(
            events.filter(({ customerId }) => customerId === each),
            [each],
            q,
          ),
        );
        const together = foldOf(events, ['a', 'b', 'c'], q);
        if (apart.some(isRefusal)) expect(isRefusal(together)).toBe(true);
        if (together.status === 'given')
          expect(apart.map(({ status: each }) => each)).toContain('given');
      }),
      runs,
    );
  });

  it('gives each side its own again by an unmerge', () => {
    fc.assert(
      fc.property(history, asked, (events, q) => {
        const decided = events.map((each) => ({ ...each, decidedFor: ['a', 'b'] }));
        const personOnly = { ...q, contactPoint: undefined };
        const own = decided.filter(({ customerId }) => customerId === 'b');
        expect(foldOf(decided, ['b'], personOnly)).toEqual(foldOf(own, ['b'], personOnly));
      }),
      runs,
    );
  });
});
