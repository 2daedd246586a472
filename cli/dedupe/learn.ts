import type { BlockingRule } from '#core/dedupe/blocking-rules';
import { crowdedPairs, xorshift } from '#core/dedupe/crowded-pairs';
import { believedOf, type Doubt, doubtOf } from '#core/dedupe/doubt';
import { isOrganisationPattern } from '#core/dedupe/levels';
import { train } from '#core/dedupe/train';
import type { CustomerKind } from '#core/schema/customer-schema';
import type { CrowdedBlocks } from './choose-blocks.ts';
import type { Pool } from './pool.ts';
import type { Models } from './tasks.ts';

/** Random pairs: one for two records, within these bounds. */
const [fewestRandomPairs, mostRandomPairs] = [150_000, 4_000_000];
/** Compared by one thread at a time; the same whatever the number of threads, as are the counts. */
const pairsOfTask = 25_000;

/** Patterns of drawn pairs, each of which stands for so many pairs that no rule brings. */
export interface DrawnPatterns extends Patterns {
  readonly standsFor: number;
}

interface Draw {
  readonly a: Int32Array;
  readonly b: Int32Array;
  /** Pairs that it was drawn from. */
  readonly all: number;
  /** Rules whose pairs it leaves to draws of their own. */
  readonly crowded: readonly Pick<CrowdedBlocks, 'rule' | 'number'>[];
}

/**
 * Pairs that stand for all that no rule brings: all there are of few records, else the same draw every
 * time. Random pairs hardly ever meet what is rare and tells much, such as two strangers of one name, and
 * whether they do is chance: blocks that are known and not compared have draws of their own.
 */
export async function drawnPatterns(
  pool: Pool,
  records: number,
  rules: readonly BlockingRule[],
  crowded: readonly CrowdedBlocks[],
): Promise<readonly DrawnPatterns[]> {
  const all = (records * (records - 1)) / 2;
  const wished = Math.min(mostRandomPairs, Math.max(fewestRandomPairs, records / 2));
  const draws =
    all <= wished ? [everyPairOf(records, all)] : drawsOf(records, all, wished, crowded);
  const tasks = draws.flatMap(({ a, b, all: of, crowded }) => {
    const parts = Math.ceil(a.length / pairsOfTask);
    return Array.from({ length: parts }, (_, part) => {
      const [from, to] = [part, part + 1].map((each) => Math.floor((a.length * each) / parts));
      const task = { a: a.slice(from, to), b: b.slice(from, to), rules, crowded };
      return { task, standsFor: of / a.length };
    });
  });
  const found = await pool.all(
    'random',
    tasks.map(({ task }) => task),
  );
  return found.map((each, at) => ({ ...each, standsFor: tasks[at]?.standsFor ?? 0 }));
}

const everyPairOf = (records: number, all: number): Draw => {
  const [a, b] = [new Int32Array(all), new Int32Array(all)];
  let at = 0;
  for (let one = 0; one < records; one++) {
    for (let other = one + 1; other < records; other++) {
      a[at] = one;
      b[at++] = other;
    }
  }
  return { a, b, all, crowded: [] };
};

/** Blocks that hold no more than this share of all pairs are drawn from by themselves. */
const rareShare = 1e-3;

function drawsOf(
  records: number,
  all: number,
  wished: number,
  blocks: readonly CrowdedBlocks[],
): readonly Draw[] {
  const draws: Draw[] = [];
  const crowded: Draw['crowded'][number][] = [];
  for (const { rule, number, blocks: of, cap } of blocks) {
    const pairs = crowdedPairs(of, cap);
    if (pairs.all > all * rareShare) continue;
    draws.push({ ...pairs, crowded: [...crowded] });
    crowded.push({ rule, number });
  }
  const [a, b] = [new Int32Array(wished), new Int32Array(wished)];
  const draw = xorshift();
  for (let at = 0; at < wished; at++) {
    const [one, other] = [draw() % records, draw() % records];
    a[at] = Math.min(one, other);
    b[at] = Math.max(one, other);
  }
  return [...draws, { a, b, all, crowded }];
}

/**
 * What a random pair stands for may be matches or families up to so many pairs; beyond that it is known
 * to be strangers. Of ten million records one stands for 300 million, and there are not so many matches.
 */
const mostOfOne = 100;

type Patterns = { readonly patterns: Float64Array; readonly counts: Float64Array };

/** What the records teach; where that cannot be, what is believed beforehand stands in its place. */
export interface Learned {
  readonly models: Models;
  readonly doubts: readonly { readonly kind: CustomerKind; readonly doubt: Doubt }[];
}

export function learn(found: readonly Patterns[], drawn: readonly DrawnPatterns[]): Learned {
  const candidates = new Map<number, number>();
  const pairs = new Map<number, number>();
  const strangers = new Map<number, number>();
  for (const { patterns, counts } of found) {
    addTo(candidates, patterns, counts, 1);
    addTo(pairs, patterns, counts, 1);
  }
  for (const { patterns, counts, standsFor } of drawn) {
    const open = Math.min(standsFor, mostOfOne);
    addTo(pairs, patterns, counts, open);
    addTo(strangers, patterns, counts, standsFor - open);
  }
  const sorted = Float64Array.from(pairs.keys()).sort();
  const doubts: Learned['doubts'][number][] = [];
  const learnedOf = (kind: CustomerKind) => {
    const patterns = sorted.filter(
      (pattern) => isOrganisationPattern(pattern) === (kind === 'organisation'),
    );
    const of = (counts: ReadonlyMap<number, number>) =>
      patterns.map((pattern) => counts.get(pattern) ?? 0);
    const evidence = { patterns, pairs: of(pairs), strangers: of(strangers) };
    const model = train(kind, evidence);
    const total = sumOf(evidence.pairs) + sumOf(evidence.strangers);
    const doubt = doubtOf(model, total, sumOf(of(candidates)));
    if (doubt === undefined) return model;
    doubts.push({ kind, doubt });
    return believedOf(kind, total);
  };
  const models = { person: learnedOf('person'), organisation: learnedOf('organisation') };
  return { models, doubts };
}

const sumOf = (counts: Float64Array): number => counts.reduce((sum, each) => sum + each, 0);

function addTo(
  pairs: Map<number, number>,
  patterns: Float64Array,
  counts: Float64Array,
  scale: number,
): void {
  for (const [each, pattern] of patterns.entries())
    pairs.set(pattern, (pairs.get(pattern) ?? 0) + (counts[each] as number) * scale);
}
