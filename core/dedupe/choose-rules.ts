import type { BlockingRule } from './blocking-rules.ts';
import type { Blocks } from './blocks.ts';

/** What a rule would bring. */
export interface MeasuredRule {
  readonly rule: BlockingRule;
  /** Records that have the whole key, and pairs that share it, oversized blocks left out. */
  readonly records: number;
  readonly pairs: number;
  /** Blocks with more records than the cap, and the records in them. */
  readonly oversized: number;
  readonly oversizedRecords: number;
  readonly largest: number;
  /** Records of a block that are still compared. */
  readonly cap: number;
}

/**
 * Counts what a rule brings; blocks with more than `cap` records bring nothing. Names of which the rare
 * ones alone are looked at have a lower cap of their own.
 */
export function measureRule(
  rule: BlockingRule,
  { starts, keyed }: Blocks,
  cap: number,
  records: number,
): MeasuredRule {
  const sizes = new Map<number, number>();
  for (let block = 0; block + 1 < starts.length; block++) {
    const size = (starts[block + 1] as number) - (starts[block] as number);
    sizes.set(size, (sizes.get(size) ?? 0) + 1);
  }
  const own =
    rule.isRareOfMany === true && isLarge(records)
      ? capWithin(sizes, records * rarePairs, cap)
      : cap;
  let pairs = 0;
  let oversized = 0;
  let oversizedRecords = 0;
  let largest = Math.min(keyed, 1);
  for (const [size, blocks] of sizes) {
    if (size > largest) largest = size;
    if (size > own) {
      oversized += blocks;
      oversizedRecords += blocks * size;
    } else pairs += (blocks * size * (size - 1)) / 2;
  }
  return { rule, records: keyed, pairs, oversized, oversizedRecords, largest, cap: own };
}

/** Pairs that rare names may bring for each record. */
const rarePairs = 1;

/** The most pairs that a rule brings of so many records, where its own cap sees to that. */
export const mostPairsOf = ({ isRareOfMany }: BlockingRule, records: number): number =>
  isRareOfMany === true ? records * rarePairs : Number.POSITIVE_INFINITY;

/** The highest cap, at most `cap`, whose blocks hold no more than so many pairs. */
const capWithin = (sizes: ReadonlyMap<number, number>, most: number, cap: number): number => {
  let pairs = 0;
  for (let size = 2; size <= cap; size++) {
    pairs += ((sizes.get(size) ?? 0) * size * (size - 1)) / 2;
    if (pairs > most) return size - 1;
  }
  return cap;
};

/**
 * Takes rules in their order as long as their pairs stay within the budget: telling rules first, then
 * coarser ones for what slips through, as far as the size of the data allows.
 */
export function chooseRules<R extends Pick<MeasuredRule, 'pairs'>>(
  measured: readonly R[],
  records: number,
): readonly R[] {
  const budget = pairBudget(records);
  const chosen: R[] = [];
  let spent = 0;
  const most = Math.max(smallestBudget, records * pairsOfRule);
  for (const each of measured) {
    if (each.pairs === 0 || each.pairs > most || chosen.length === mostRules) continue;
    if (spent + each.pairs > budget) continue;
    chosen.push(each);
    spent += each.pairs;
  }
  return chosen;
}

const pairBudget = (records: number): number => Math.max(smallestBudget, records * pairsPerRecord);

/** So few records that every pair can be looked at. */
export const isSmall = (records: number): boolean => records <= 1500;

/** So many that blocks are built only of rules that may be taken, by an estimate of their pairs. */
export const isLarge = (records: number): boolean => records > 100_000;
/** An estimate may be so much too high. */
export const tolerance = 0.75;

const pairsPerRecord = 10;
/** A rule that brings more for each record, of much data, brings strangers, the more the larger the data. */
const pairsOfRule = 2;
const smallestBudget = 1_500_000;
/** One bit of a number tells for each rule whether a record lies in an oversized block of it. */
export const mostRules = 31;

/** Records of one block that still may be compared: larger ones for small data. */
export const blockCap = (records: number): number =>
  isSmall(records) ? records : records <= 20_000 ? 1000 : records <= 200_000 ? 300 : 100;
