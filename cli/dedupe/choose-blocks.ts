import {
  type BlockingRule,
  everyPair,
  isMany,
  refinementsOf,
  rulesFor,
} from '#core/dedupe/blocking-rules';
import { type Blocks, withCrowded } from '#core/dedupe/blocks';
import { inSharedMemory } from '#core/dedupe/byte-table';
import {
  chooseRules,
  isLarge,
  isSmall,
  type MeasuredRule,
  mostPairsOf,
  tolerance,
} from '#core/dedupe/choose-rules';
import { sampleRecords } from '#core/dedupe/estimate-rule';
import { leastWorth, samplePairs } from '#core/dedupe/worth-of-rule';
import type { Pool } from './pool.ts';
import type { Shared } from './tasks.ts';

/** A rule that was taken, with its blocks. */
export interface ChosenRule extends MeasuredRule {
  readonly blocks: Blocks;
}

/** Blocks whose pairs are not compared: of a rule that was taken, with its number, the oversized ones. */
export interface CrowdedBlocks {
  readonly rule: BlockingRule;
  readonly blocks: Blocks;
  readonly cap: number;
  readonly number: number | undefined;
}

/** A rule that was not, and how many pairs it would have brought, or about so many. */
export type RuleLeftOut = Pick<MeasuredRule, 'rule' | 'pairs'>;

/**
 * Takes the rules whose pairs the budget allows. Of much data only those are built whose estimate lets
 * them hope.
 */
export async function chooseBlocks(
  pool: Pool,
  shared: Shared,
  cap: number,
): Promise<{
  readonly chosen: readonly ChosenRule[];
  readonly leftOut: readonly RuleLeftOut[];
  readonly crowded: readonly CrowdedBlocks[];
}> {
  const { layout, records } = shared;
  const rules = isSmall(records) ? [everyPair] : rulesFor(layout);
  const hopeful = isLarge(records) ? await estimate(pool, rules, records, cap) : undefined;
  const measured = await pool.all(
    'measure',
    (hopeful?.rules ?? rules).map((rule) => ({ rule, cap })),
  );
  const coarse = chooseRules(measured, records);
  // What an oversized block cannot bring, a finer key does.
  const finer = await pool.all(
    'measure',
    coarse
      .filter(({ oversized }) => oversized > 0)
      .flatMap(({ rule, blocks }) =>
        refinementsOf(rule, layout).map((fine) => ({ rule: fine, cap, within: blocks })),
      ),
  );
  const isFiner = new Set(finer.map(({ rule }) => rule));
  const chosen =
    finer.length === 0
      ? coarse
      : chooseRules([...finer, ...coarse], records).toSorted(
          (x, y) => Number(isFiner.has(x.rule)) - Number(isFiner.has(y.rule)),
        );
  const kept = await markedOf(pool, shared, chosen);
  const isTaken = new Set(kept.map(({ rule }) => rule));
  const known = new Map(
    [...(hopeful?.estimates ?? []), ...measured].map((each) => [each.rule, each]),
  );
  return {
    chosen: kept,
    leftOut: [...known.values()].filter(({ rule }) => !isTaken.has(rule)),
    crowded: [
      ...measured.flatMap(({ rule, blocks }) =>
        rule.isRareOfMany && !isTaken.has(rule)
          ? [{ rule, blocks, cap: 1, number: undefined }]
          : [],
      ),
      ...kept.flatMap(({ rule, blocks, cap, oversized }, number) =>
        oversized > 0 && !isMany(rule) ? [{ rule, blocks, cap, number }] : [],
      ),
    ],
  };
}

/**
 * Marks the records of oversized blocks. Of much data the rules are left out whose new pairs, by a sample,
 * are hardly ever matches: comparing them would cost more than it finds.
 */
async function markedOf(
  pool: Pool,
  { records, oversized }: Shared,
  chosen: readonly ChosenRule[],
): Promise<readonly ChosenRule[]> {
  const mark = (rules: readonly ChosenRule[]) =>
    pool.all(
      'mark',
      rules.map(({ blocks, cap }, number) => ({ blocks, cap, number })),
    );
  await mark(chosen);
  if (!isLarge(records)) return chosen;
  const rules = chosen.map(({ rule, blocks, cap }) => withCrowded(rule, blocks, cap));
  const worth = await pool.all(
    'worth',
    chosen.map(({ blocks, cap, pairs }, number) => ({
      pairs: samplePairs(blocks, cap, pairs),
      before: rules.slice(0, number),
    })),
  );
  const kept = chosen.filter((_, at) => (worth[at] ?? 0) >= leastWorth);
  // Marks bear the number of their rule, and numbers have changed.
  oversized.fill(0);
  await mark(kept);
  return kept;
}

/** By a part of the records a rule is left out that is worth half as much, by so many pairs at least. */
const [leastOfSample, fewestOfSample] = [leastWorth / 2, 100];

/**
 * Rules that the budget may allow and whose pairs may be worth it, by a part of the records. What an
 * oversized block of an earlier rule would have brought counts as new, as do names of which the rare ones
 * alone are looked at: which are rare, only all records tell.
 */
async function estimate(pool: Pool, rules: readonly BlockingRule[], records: number, cap: number) {
  const drawn = sampleRecords(records);
  const sample = inSharedMemory(drawn, drawn.length);
  const found = await pool.all(
    'estimate',
    rules.map((rule) => ({ rule, sample, cap })),
  );
  const estimates = found.map((each, at) => {
    const rule = rules[at] as BlockingRule;
    return { ...each, rule, pairs: Math.min(each.pairs, mostPairsOf(rule, records)) };
  });
  const hopeful = chooseRules(
    estimates.flatMap((each) =>
      each.hasKeys ? [{ ...each, pairs: Math.max(1, each.pairs * tolerance) }] : [],
    ),
    records,
  );
  const worth = await pool.all(
    'worth',
    hopeful.map(({ some }, number) => ({
      pairs: some,
      before: hopeful
        .slice(0, number)
        .flatMap(({ rule, hasOversized }) => (hasOversized || rule.isRareOfMany ? [] : [rule])),
    })),
  );
  const worthy = hopeful.filter(
    ({ rule, some }, at) =>
      rule.isRareOfMany || some.length < fewestOfSample || (worth[at] ?? 0) >= leastOfSample,
  );
  return { estimates, rules: worthy.map(({ rule }) => rule) };
}
