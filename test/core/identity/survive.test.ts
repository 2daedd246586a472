import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Contribution, isFilled, survive, surviveItems } from '#core/identity/survive';
import type { Json } from '#core/kernel/types';
import { instant } from '#test/support/customers';

const said = (
  value: Json,
  { spoke = 'crm', id = '1', trust = 50, day = 1, tier = 2 as 1 | 2, position = 0 } = {},
): Contribution => ({
  value,
  identity: JSON.stringify(value).toLowerCase(),
  position,
  tier,
  source: { spoke, sourceId: id, updatedAt: instant(day), trust, provenance: 'first-party' },
});

const someContributions = fc.uniqueArray(
  fc
    .record({
      value: fc.constantFrom<Json>('King', 'KING', 'Byron', { given: 'A' }, { given: 'A', x: 'B' }),
      spoke: fc.constantFrom('crm', 'web', 'app'),
      id: fc.constantFrom('1', '2'),
      trust: fc.constantFrom(40, 80),
      day: fc.integer({ min: 1, max: 2 }),
      tier: fc.constantFrom<1 | 2>(1, 2),
    })
    .map(({ value, ...more }) => said(value, more)),
  {
    minLength: 1,
    maxLength: 6,
    selector: ({ source }) => `${source.spoke} ${source.sourceId}`,
  },
);
const inTwoOrders = someContributions.chain((some) =>
  fc.tuple(
    fc.constant(some as [Contribution, ...Contribution[]]),
    fc
      .shuffledSubarray(some, { minLength: some.length })
      .map((shuffled) => shuffled as [Contribution, ...Contribution[]]),
  ),
);

describe('survive', () => {
  it('most-trusted: prefers the more trusted spoke, however old', () => {
    const crm = said('King', { trust: 80, day: 1 });
    const web = said('Byron', { spoke: 'web', trust: 40, day: 9 });

    const { winner, runnersUp } = survive([web, crm], 'most-trusted');

    expect(winner).toEqual({ value: 'King', sources: [crm.source] });
    expect(runnersUp).toEqual([{ value: 'Byron', sources: [web.source] }]);
  });

  it('most-recent: prefers the later record, however little trusted', () => {
    const crm = said('King', { trust: 80, day: 1 });
    const web = said('Byron', { spoke: 'web', trust: 40, day: 9 });

    expect(survive([crm, web], 'most-recent').winner.value).toBe('Byron');
  });

  it('most-frequent: prefers what most records say, spellings counted as one', () => {
    const crm = said('King', { trust: 80 });
    const [web, app] = [
      said('Byron', { spoke: 'web', trust: 40 }),
      said('BYRON', { spoke: 'app', trust: 45 }),
    ];

    const { winner } = survive([crm, web, app], 'most-frequent');

    expect(winner).toEqual({ value: 'BYRON', sources: [app.source, web.source] });
  });

  it('most-complete: prefers more filled parts, then more letters; `full` and `role` are no parts', () => {
    const bare = said({ family: 'King', full: 'Augusta Ada King', role: 'home' }, { trust: 80 });
    const complete = said({ given: 'A', family: 'King' }, { spoke: 'web', trust: 40 });
    const longer = said({ given: 'Ada', family: 'King' }, { spoke: 'app', trust: 10 });

    expect(survive([bare, complete], 'most-complete').winner.value).toBe(complete.value);
    expect(survive([bare, complete, longer], 'most-complete').winner.value).toBe(longer.value);
  });

  it('hears the lower tier only where the higher one is silent, under every rule', () => {
    const till = { spoke: 'till', trust: 90, day: 9, tier: 1 } as const;
    const hub = said('King', { trust: 10, day: 1 });
    const others = [said('Augusta Byron', till), said('Augusta Byron', { ...till, id: '2' })];
    for (const rule of ['most-trusted', 'most-recent', 'most-frequent', 'most-complete'] as const) {
      expect(survive([...others, hub] as never, rule).winner.value).toBe('King');
      expect(survive(others as never, rule).winner.value).toBe('Augusta Byron');
    }
  });

  it('counts only the tier that is heard when it looks for the most frequent value', () => {
    const till = { spoke: 'till', tier: 1 } as const;
    const some = [
      said('Byron', { trust: 10 }),
      said('King', { spoke: 'web', trust: 20 }),
      said('Byron', { ...till, id: '1' }),
      said('Byron', { ...till, id: '2' }),
    ];

    expect(survive(some as never, 'most-frequent').winner.value).toBe('King');
  });

  it('leaves what a rule finds equal to trust, then recency, then spoke, then source id', () => {
    const rule = 'most-complete';
    const base = said('Bbb', { spoke: 'm', id: '5', trust: 50, day: 5 });
    const trusted = said('Ccc', { spoke: 'x', trust: 51, day: 1 });
    const later = said('Ddd', { spoke: 'x', trust: 50, day: 6 });
    const lowerSpoke = said('Eee', { spoke: 'l', id: '9', trust: 50, day: 5 });
    const lowerId = said('Fff', { spoke: 'm', id: '4', trust: 50, day: 5 });

    for (const better of [trusted, later, lowerSpoke, lowerId]) {
      expect(survive([base, better], rule).winner.value).toBe(better.value);
      expect(survive([better, base], rule).winner.value).toBe(better.value);
    }
  });

  it('shows the spelling of the best of those who agree', () => {
    const [web, crm] = [said('KING', { spoke: 'web', trust: 40 }), said('King', { trust: 80 })];

    const { winner, runnersUp } = survive([web, crm], 'most-trusted');

    expect(winner).toEqual({ value: 'King', sources: [crm.source, web.source] });
    expect(runnersUp).toEqual([]);
  });

  it('gives the same answer in whatever order the records arrived', () => {
    fc.assert(
      fc.property(
        inTwoOrders,
        fc.constantFrom('most-trusted', 'most-recent', 'most-frequent', 'most-complete'),
        ([some, shuffled], rule) => {
          expect(survive(shuffled, rule)).toEqual(survive(some, rule));
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('surviveItems', () => {
  it('keeps each distinct item once, best source first, then in the order of its record', () => {
    const web = { spoke: 'web', trust: 40 };
    const some = [
      said('b', { ...web, position: 0 }),
      said('K', { ...web, position: 1 }),
      said('z', { trust: 80, position: 0 }),
      said('k', { trust: 80, position: 1 }),
    ];

    const { items } = surviveItems(some, 9);

    expect(items.map(({ winner }) => winner.value)).toEqual(['z', 'k', 'b']);
    expect(surviveItems(some.toReversed(), 9).items).toEqual(items);
    expect(items[1]).toEqual({
      winner: { value: 'k', sources: [some[3]!.source, some[1]!.source] },
      runnersUp: [{ value: 'K', sources: [some[1]!.source] }],
    });
  });

  it('names a record once that holds an item twice', () => {
    const some = [said('k', { position: 0 }), said('K', { position: 1 })];

    expect(surviveItems(some, 9).items[0]?.winner.sources).toHaveLength(1);
  });

  it('lets no more in than the list takes; the rest are runners-up', () => {
    const some = ['a', 'b', 'c'].map((value, position) => said(value, { position }));

    const { items, runnersUp } = surviveItems(some, 2);

    expect(items.map(({ winner }) => winner.value)).toEqual(['a', 'b']);
    expect(runnersUp.map(({ value }) => value)).toEqual(['c']);
  });

  it('keeps items of the lower tier out where the higher one has any', () => {
    const till = said('t', { spoke: 'till', trust: 90, tier: 1 });

    const { items, runnersUp } = surviveItems([till, said('k')], 9);

    expect(items.map(({ winner }) => winner.value)).toEqual(['k']);
    expect(runnersUp.map(({ value }) => value)).toEqual(['t']);
    expect(surviveItems([till], 9).items[0]?.winner.value).toBe('t');
  });

  it('gives the same answer in whatever order the records arrived', () => {
    fc.assert(
      fc.property(inTwoOrders, ([some, shuffled]) => {
        expect(surviveItems(shuffled, 2)).toEqual(surviveItems(some, 2));
      }),
      { numRuns: 500 },
    );
  });
});

describe('isFilled', () => {
  it('takes false and zero for something said, blanks and empty containers for nothing', () => {
    expect([false, 0, 'x', { a: ['x'] }].every((value) => isFilled(value))).toBe(true);
    expect([null, '', ' ', [], {}, { a: [null, ''] }].some((value) => isFilled(value))).toBe(false);
  });
});
