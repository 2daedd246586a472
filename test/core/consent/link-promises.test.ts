import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { confirms } from '#core/consent/confirms';
import type { ConsentEvent } from '#core/consent/consent-event';
import { foldConsent, isRefusal } from '#core/consent/fold-consent';
import { standingRefusal } from '#core/consent/standing-refusal';

/** What people and systems do, one second after the other; links name what stood when they were made. */
type Step =
  | {
      readonly do: 'say';
      readonly who: number;
      readonly kind: 'given' | 'denied' | 'objected';
      readonly at?: 'point';
    }
  | { readonly do: 'unsubscribe'; readonly who: number; readonly at?: 'point' }
  | { readonly do: 'confirm'; readonly yes: number; readonly at?: 'point' }
  | { readonly do: 'merge' | 'split' };

const who = fc.integer({ min: 0, max: 1 });
const at = fc.constantFrom({}, { at: 'point' as const });
const step: fc.Arbitrary<Step> = fc.oneof(
  fc
    .tuple(who, fc.constantFrom('given' as const, 'denied' as const, 'objected' as const), at)
    .map(([whose, kind, where]) => ({ do: 'say' as const, who: whose, kind, ...where })),
  fc.tuple(who, at).map(([whose, where]) => ({ do: 'unsubscribe' as const, who: whose, ...where })),
  fc.tuple(fc.nat(5), at).map(([yes, where]) => ({ do: 'confirm' as const, yes, ...where })),
  fc.constantFrom({ do: 'merge' as const }, { do: 'split' as const }),
);

const ids = ['cus_a', 'cus_b'];
const instant = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();

interface World {
  readonly events: readonly ConsentEvent[];
  readonly isOne: boolean;
}

const membersOf = ({ isOne }: World, id: string) => (isOne ? ids : [id]);

const stateOf = (
  world: World,
  id: string,
  isDoubleOptIn: boolean,
  second: number,
  point?: 'point',
) =>
  foldConsent(world.events, membersOf(world, id), {
    purpose: 'news',
    channel: 'email',
    at: instant(second),
    knownAt: instant(second),
    isDoubleOptIn,
    ...(point && { contactPoint: point }),
  });

/** As functions/choices does it. */
function follow(world: World, each: Step, second: number, isDoubleOptIn: boolean): World {
  const event = (
    customerId: string,
    kind: ConsentEvent['kind'],
    contactPoint?: string,
  ): ConsentEvent => ({
    eventId: `con_${String(second).padStart(3, '0')}`,
    customerId,
    kind,
    purpose: 'news',
    channels: ['email'],
    ...(contactPoint !== undefined && { contactPoint }),
    ...(world.isOne && { decidedFor: ids }),
    at: instant(second),
    recordedAt: instant(second),
  });
  const added = (one: ConsentEvent) => ({ ...world, events: [...world.events, one] });
  switch (each.do) {
    case 'merge':
      return { ...world, isOne: true };
    case 'split':
      return { ...world, isOne: false };
    case 'say':
      return added(event(ids[each.who] ?? '', each.kind, each.at));
    case 'unsubscribe': {
      const said = event(ids[each.who] ?? '', 'withdrawn', each.at);
      const stands = standingRefusal(world.events, said, membersOf(world, said.customerId));
      return stands === undefined ? added(said) : world;
    }
    case 'confirm': {
      const yes = world.events.filter(({ kind }) => kind === 'given')[each.yes];
      if (yes === undefined) return world;
      const said = event(yes.customerId, 'confirmed', yes.contactPoint ?? each.at);
      return confirms({
        yes,
        confirmation: said,
        events: world.events,
        isDoubleOptIn,
        members: membersOf(world, yes.customerId),
      }) === 'confirms'
        ? added(said)
        : world;
    }
  }
}

describe('links', () => {
  it('turn no no into a yes, whatever was said, merged, split and followed before', () => {
    let lifted = 0;
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 14 }),
        fc.boolean(),
        fc.constantFrom(undefined, 'point' as const),
        (steps, isDoubleOptIn, point) => {
          let world: World = { events: [], isOne: false };
          for (const [second, each] of steps.entries()) {
            const after = follow(world, each, second, isDoubleOptIn);
            if (each.do === 'unsubscribe' || each.do === 'confirm')
              for (const id of ids) {
                const [was, is] = [world, after].map((one) =>
                  stateOf(one, id, isDoubleOptIn, second, point),
                );
                if (!was || !is || !isRefusal(was) || is.status !== 'given') continue;
                // Only the second step of a yes that its owner said after the no lifts it.
                lifted += 1;
                expect(each.do).toBe('confirm');
                const yes = world.events.find(({ eventId }) => eventId === is.eventId);
                expect(yes?.kind).toBe('given');
                if (was.isForeign !== true) expect((yes?.at ?? '') > (was.at ?? '')).toBe(true);
              }
            world = after;
          }
        },
      ),
      { numRuns: 4000 },
    );
    // Some thirty of 4,000 histories; without any the promise was not tried.
    expect(lifted).toBeGreaterThan(0);
  });

  it('to unsubscribe leave a no behind wherever they are followed, the first time or the tenth', () => {
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 14 }),
        who,
        fc.constantFrom(undefined, 'point' as const),
        fc.boolean(),
        (steps, whose, point, isDoubleOptIn) => {
          const before = steps.reduce(
            (world: World, each, second) => follow(world, each, second, isDoubleOptIn),
            { events: [], isOne: false },
          );
          const last: Step = { do: 'unsubscribe', who: whose, ...(point && { at: point }) };
          const after = follow(before, last, steps.length, isDoubleOptIn);
          const again = follow(after, last, steps.length + 1, isDoubleOptIn);
          expect(again).toEqual(after);
          for (const id of membersOf(after, ids[whose] ?? ''))
            expect(isRefusal(stateOf(after, id, isDoubleOptIn, steps.length, point))).toBe(true);
        },
      ),
      { numRuns: 4000 },
    );
  });
});
