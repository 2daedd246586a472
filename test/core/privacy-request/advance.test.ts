import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { advance, isAnswered } from '#core/privacy-request/advance';
import {
  hasEnded,
  orderAnswers,
  orderHasEnded,
  type PrivacyRequest,
} from '#core/privacy-request/privacy-request';
import type { RequestEvent } from '#core/privacy-request/request-event';
import { tellOf } from '#core/privacy-request/tell';

const at = '2026-03-01T12:00:00.000Z';
const dueAt = '2026-03-11T12:00:00.000Z';

const received: PrivacyRequest = {
  requestId: 'req_01',
  rights: ['access', 'erasure'],
  channel: 'person',
  jurisdictions: ['EU'],
  state: 'received',
  customerId: 'cus_01',
  receivedAt: at,
  verification: { needed: 'contact-point', tries: 0 },
  pauses: [],
  orders: {},
  isOrdered: false,
  work: {},
  attempt: 1,
  actor: 'person:cus_01',
  correlationId: 'c1',
};
const order = (isLast = true, ...spokes: string[]): RequestEvent => ({
  type: 'order',
  closure: ['cus_01'],
  spokes: spokes.map((spoke) => ({ spoke, isMandatory: spoke !== 'mail', dueAt })),
  isLast,
  at,
});
const verify = { type: 'verify', method: 'contact-point', by: 'hub', at } as const;
const approve = { type: 'approve', by: 'usr_01', at } as const;
const close = { type: 'close', at } as const;
const done = (right: 'access' | 'erasure') =>
  ({ type: 'work', right, work: { state: 'done', endedAt: at } }) as const;
const answer = (spoke: string, status: (typeof orderAnswers)[number], code?: string) =>
  ({ type: 'answer', spoke, status, at, ...(code !== undefined && { code }) }) as const;

const requestAfter = (...events: readonly RequestEvent[]) => events.reduce(advance, received);
const notPossible = expect.objectContaining({ code: 'privacy-request.not-possible' });

describe('a privacy request', () => {
  const ordered = requestAfter(verify, approve, order(true, 'crm', 'web', 'mail'));

  it('is fulfilled once everybody who must has done his part, and the hub its own', () => {
    const worked = [done('access'), done('erasure')].reduce(advance, ordered);
    expect(() => advance(worked, close)).toThrow(notPossible);
    const half = advance(worked, answer('crm', 'done'));
    expect(() => advance(half, close)).toThrow(notPossible);
    const whole = advance(half, answer('web', 'not-found'));
    expect(advance(whole, close).state).toBe('fulfilled');
    expect(advance(whole, close).orders.mail?.state).toBe('open');
  });

  it('is not fulfilled by words on the way, nor by a failure', () => {
    for (const word of ['received', 'accepted', 'failed'] as const) {
      const request = [done('access'), done('erasure'), answer('crm', 'done'), answer('web', word)];
      expect(() => [...request, close].reduce(advance, ordered), word).toThrow(notPossible);
    }
  });

  it('is fulfilled in part where a spoke refuses, does a part, or somebody ends its order', () => {
    const worked = [done('access'), done('erasure'), answer('crm', 'done')].reduce(
      advance,
      ordered,
    );
    const ends = [
      answer('web', 'partial', 'tax'),
      answer('web', 'refused', 'legal_claims'),
      { type: 'waive', spoke: 'web', by: 'usr_02', code: 'unreachable', at } as const,
    ];
    for (const end of ends)
      expect([end, close].reduce(advance, worked).state).toBe('partly-fulfilled');
  });

  it('is fulfilled in part where the hub itself had to keep something', () => {
    const kept = {
      type: 'work',
      right: 'erasure',
      work: { state: 'partial', code: 'tax' },
    } as const;
    const events = [done('access'), kept, answer('crm', 'done'), answer('web', 'done'), close];
    expect(events.reduce(advance, ordered).state).toBe('partly-fulfilled');
  });

  it('does not begin before it is known who asks, and decided', () => {
    expect(() => advance(received, approve)).toThrow(notPossible);
    expect(() => advance(requestAfter(verify), order(true, 'crm'))).toThrow(notPossible);
    const { customerId: _, ...nobody } = received;
    expect(() => advance(nobody, verify)).toThrow(notPossible);
    const known = [{ type: 'identify', customerId: 'cus_02' } as const, verify];
    expect(known.reduce(advance, nobody as PrivacyRequest).state).toBe('verified');
    expect(() => advance(requestAfter(verify), { type: 'identify', customerId: 'cus_02' })).toThrow(
      notPossible,
    );
  });

  it('closes nothing before all orders are out', () => {
    const some = requestAfter(verify, approve, order(false, 'crm'), answer('crm', 'done'));
    const worked = [done('access'), done('erasure')].reduce(advance, some);
    expect(() => advance(worked, close)).toThrow(notPossible);
    expect(() => [order(true, 'crm', 'web'), close].reduce(advance, worked)).toThrow(notPossible);
    const rest = [order(true, 'crm', 'web'), answer('web', 'done'), close];
    expect(rest.reduce(advance, worked).state).toBe('fulfilled');
  });

  it('takes an answer twice, late and out of order', () => {
    const once = advance(ordered, answer('crm', 'done'));
    expect(advance(once, answer('crm', 'done'))).toBe(once);
    expect(advance(once, answer('crm', 'received'))).toBe(once);
    expect(advance(once, answer('crm', 'failed'))).toBe(once);
    const partial = advance(ordered, answer('crm', 'partial', 'tax'));
    expect(advance(partial, answer('crm', 'done')).orders.crm).toMatchObject({ state: 'done' });
    expect(advance(partial, answer('crm', 'done')).orders.crm).not.toHaveProperty('code');
    const waived = { type: 'waive', spoke: 'crm', by: 'usr_02', code: 'silent', at } as const;
    expect([waived, answer('crm', 'done')].reduce(advance, ordered).orders.crm).toEqual({
      ...ordered.orders.crm,
      state: 'done',
      answeredAt: at,
    });
    expect(() => advance(partial, answer('crm', 'refused', 'x'))).toThrow(notPossible);
    expect(() => advance(ordered, answer('erp', 'done'))).toThrow(
      expect.objectContaining({ code: 'privacy-request.no-such-order' }),
    );
  });

  it('goes on with a spoke that failed and works on it again', () => {
    const again = [answer('crm', 'failed', 'timeout'), answer('crm', 'accepted')];
    expect(again.reduce(advance, ordered).orders.crm).toMatchObject({ state: 'accepted' });
    const partial = [...again, answer('crm', 'partial', 'tax')].reduce(advance, ordered);
    expect(advance(partial, answer('crm', 'failed'))).toBe(partial);
  });

  it('can be withdrawn, rejected and given up before the work begins and not after', () => {
    const ways = [
      [{ type: 'withdraw', at } as const, 'withdrawn'],
      [{ type: 'reject', by: 'usr_01', at, code: 'excessive' } as const, 'rejected'],
      [{ type: 'give-up-verification', at } as const, 'unverified'],
    ] as const;
    for (const [event, state] of ways) {
      expect(advance(received, event)).toMatchObject({ state, endedAt: at });
      expect(() => advance(ordered, event)).toThrow(notPossible);
    }
  });

  it('tells each order to its spoke once, and its end to all who had one', () => {
    const named = (before: PrivacyRequest | undefined, next: PrivacyRequest) =>
      tellOf(before, next).map(({ type, spoke }) => `${type.split('.')[1]} ${spoke}`);
    expect(named(undefined, received)).toEqual(['opened hub']);
    const approved = requestAfter(verify, approve);
    expect(named(approved, ordered)).toEqual(['task crm', 'task web', 'task mail']);
    expect(named(ordered, advance(ordered, answer('crm', 'done')))).toEqual([]);
    const events = [done('access'), done('erasure'), answer('crm', 'done'), answer('web', 'done')];
    const ready = events.reduce(advance, ordered);
    expect(named(ready, advance(ready, close))).toEqual([
      'closed hub',
      'closed crm',
      'closed web',
      'closed mail',
    ]);
  });
});

describe('whatever happens in whatever order', () => {
  const spokes = ['crm', 'web', 'mail'] as const;
  const anyEvent: fc.Arbitrary<RequestEvent> = fc.oneof(
    { weight: 1, arbitrary: fc.constantFrom<RequestEvent>(verify, approve, close, close, close) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.boolean(), fc.subarray([...spokes]))
        .map(([isLast, some]) => order(isLast, ...some)),
    },
    {
      weight: 4,
      arbitrary: fc
        .tuple(fc.constantFrom(...spokes), fc.constantFrom(...orderAnswers))
        .map(([spoke, status]) => answer(spoke, status)),
    },
    { weight: 2, arbitrary: fc.constantFrom<RequestEvent>(done('access'), done('erasure')) },
    {
      weight: 1,
      arbitrary: fc.constantFrom<RequestEvent>(
        { type: 'withdraw', at },
        { type: 'escalate', spoke: 'crm', at },
        { type: 'waive', spoke: 'web', by: 'usr_01', code: 'x', at },
        { type: 'pause', at, reason: 'identity' },
        { type: 'continue', at },
        { type: 'start-again' },
      ),
    },
  );

  /** Most of what it takes to come to an end. */
  const nearlyAll = fc
    .tuple(
      fc.shuffledSubarray([done('access'), done('erasure'), order(true, ...spokes)], {
        minLength: 2,
      }),
      fc.array(
        fc
          .tuple(fc.constantFrom('crm', 'web'), fc.constantFrom('done', 'partial', 'not-found'))
          .map(([spoke, status]) => answer(spoke, status as 'done')),
        { minLength: 1, maxLength: 5 },
      ),
    )
    .map((parts) => parts.flat());

  it('is never fulfilled while an order that must be answered is open, and stays ended', () => {
    let fulfilled = 0;
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 30 }), nearlyAll, (some, needed) => {
        const events = [...some, ...needed, close];
        let request = received;
        for (const event of [verify, approve, ...events]) {
          const before = request;
          try {
            request = advance(before, event);
          } catch {
            continue;
          }
          // Twice is once.
          if (event.type !== 'start-again') expect(advance(request, event)).toBe(request);
          if (hasEnded(before.state)) expect(request).toBe(before);
          if (request.state !== 'fulfilled' && request.state !== 'partly-fulfilled') continue;
          fulfilled += 1;
          expect(isAnswered(request)).toBe(true);
          const must = Object.values(request.orders).filter(({ isMandatory }) => isMandatory);
          expect(must.every(orderHasEnded)).toBe(true);
          expect(Object.values(request.work).every(({ state }) => state !== 'open')).toBe(true);
          if (request.state === 'fulfilled')
            expect(must.every(({ state }) => ['done', 'not-found'].includes(state))).toBe(true);
        }
      }),
      { numRuns: 3000 },
    );
    expect(fulfilled).toBeGreaterThan(100);
  });
});
