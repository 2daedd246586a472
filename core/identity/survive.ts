import type { ValueSource } from '#core/identity/customer';
import { canonical } from '#core/kernel/canonical';
import { compareText, type Json, type NonEmpty } from '#core/kernel/types';
import type { SurvivorshipRule } from '#core/schema/customer-schema';

/** What one source record says about one attribute, or about one item of a list. */
export interface Contribution {
  readonly value: Json;
  /** Two values with one identity are the same value in two spellings (see `identityOf`). */
  readonly identity: string;
  /** Where an item stands in its record's list; 0 for anything else. */
  readonly position: number;
  /** 2 is heard first; 1 is heard only where nobody in 2 says anything. */
  readonly tier: 1 | 2;
  readonly source: ValueSource;
}

/** One distinct value in its best spelling, and everyone who says it, best first. */
export interface Candidate {
  readonly value: Json;
  readonly sources: readonly ValueSource[];
}

/** The winner and everything it beat, best first, so that a steward can see what lost. */
export interface Survivor {
  readonly winner: Candidate;
  readonly runnersUp: readonly Candidate[];
}

/** The items of a golden list, each with its losing spellings, and the items that did not get in. */
export interface SurvivingItems {
  readonly items: readonly Survivor[];
  readonly runnersUp: readonly Candidate[];
}

export type PickingRule = Exclude<SurvivorshipRule, 'union'>;

/**
 * Picks the value that a golden record shows for one attribute. The rule decides within the best
 * tier; what it leaves equal goes to trust, then recency, then the lowest crosswalk: the order is
 * total, so the same records give the same value in whatever order they came.
 */
export function survive(from: NonEmpty<Contribution>, rule: PickingRule): Survivor {
  const [winner, ...runnersUp] = bySameIdentity(from.toSorted(orders[rule](from))).map(candidate);
  return { winner: winner ?? candidate(from), runnersUp };
}

/**
 * Keeps every distinct item of a list, best source first and within a record in the record's order.
 * Items beyond `maxItems`, and items that only tier 1 has where tier 2 has some, are runners-up.
 */
export function surviveItems(from: readonly Contribution[], maxItems: number): SurvivingItems {
  const groups = bySameIdentity(from.toSorted(orders['most-trusted'](from)));
  const tier = groups[0]?.[0].tier;
  const heard = groups.filter(([best]) => best.tier === tier);
  const unheard = groups.filter(([best]) => best.tier !== tier);
  return {
    items: heard.slice(0, maxItems).map((group) => ({
      winner: candidate(group),
      runnersUp: spellings(group).slice(1).map(candidate),
    })),
    runnersUp: [...heard.slice(maxItems), ...unheard].map(candidate),
  };
}

type Order = (a: Contribution, b: Contribution) => number;

const tier: Order = (a, b) => b.tier - a.tier;
const trust: Order = (a, b) => b.source.trust - a.source.trust;
const recency: Order = (a, b) => compareText(b.source.updatedAt, a.source.updatedAt);
const place: Order = (a, b) =>
  compareText(a.source.spoke, b.source.spoke) ||
  compareText(a.source.sourceId, b.source.sourceId) ||
  a.position - b.position;

const inTurn =
  (...orders: readonly Order[]): Order =>
  (a, b) => {
    for (const order of orders) {
      const difference = order(a, b);
      if (difference !== 0) return difference;
    }
    return 0;
  };

/** Best first, per rule, over the contributions it will be used on. */
const orders: Record<PickingRule, (from: readonly Contribution[]) => Order> = {
  'most-trusted': () => inTurn(tier, trust, recency, place),
  'most-recent': () => inTurn(tier, recency, trust, place),
  'most-frequent': (from) => inTurn(tier, frequency(from), trust, recency, place),
  'most-complete': () => inTurn(tier, completeness, trust, recency, place),
};

/** How many source records of the same tier say the same. */
const frequency = (from: readonly Contribution[]): Order => {
  const key = (c: Contribution) => `${c.tier} ${c.identity}`;
  const counts = new Map<string, number>();
  for (const c of from) counts.set(key(c), (counts.get(key(c)) ?? 0) + 1);
  const count = (c: Contribution) => counts.get(key(c)) ?? 0;
  return (a, b) => count(b) - count(a);
};

/** More filled parts, then more letters: `{ given, family }` over `{ family }`, `Jonathan` over `J`. */
const completeness: Order = (a, b) =>
  filledParts(b.value) - filledParts(a.value) || letters(b.value) - letters(a.value);

// `full` repeats the other parts and `role` is a label: neither makes a value more complete.
const filledParts = (value: Json): number =>
  Array.isArray(value) || value === null || typeof value !== 'object'
    ? parts(value).filter(isFilled).length
    : Object.entries(value).filter(
        ([name, part]) => name !== 'full' && name !== 'role' && isFilled(part),
      ).length;

const letters = (value: Json): number =>
  typeof value === 'string'
    ? value.length
    : parts(value).reduce((sum: number, part) => sum + (part === value ? 0 : letters(part)), 0);

const parts = (value: Json): readonly Json[] =>
  Array.isArray(value)
    ? value
    : value !== null && typeof value === 'object'
      ? Object.values(value)
      : [value];

/** Whether a value says anything: not null, not blank, not a list or group of nothing. */
export const isFilled = (value: Json | undefined): value is Json => {
  if (value === undefined || value === null) return false;
  if (typeof value === 'string') return value.trim() !== '';
  return typeof value !== 'object' || parts(value).some(isFilled);
};

const groupBy = (
  sorted: readonly Contribution[],
  keyOf: (c: Contribution) => string,
): readonly NonEmpty<Contribution>[] => {
  const groups = new Map<string, [Contribution, ...Contribution[]]>();
  for (const c of sorted) {
    const group = groups.get(keyOf(c));
    if (group) group.push(c);
    else groups.set(keyOf(c), [c]);
  }
  return [...groups.values()];
};

const bySameIdentity = (sorted: readonly Contribution[]) => groupBy(sorted, (c) => c.identity);
const spellings = (group: readonly Contribution[]) => groupBy(group, (c) => canonical(c.value));

// A record that holds one item twice is still one source of it.
const candidate = (group: NonEmpty<Contribution>): Candidate => ({
  value: group[0].value,
  sources: group
    .map((c) => c.source)
    .filter((source, index, all) => all.findIndex((s) => isSameRecord(s, source)) === index),
});

const isSameRecord = (a: ValueSource, b: ValueSource): boolean =>
  a.spoke === b.spoke && a.sourceId === b.sourceId;
