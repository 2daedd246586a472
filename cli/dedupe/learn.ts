import type { BlockingRule } from '#core/dedupe/blocking-rules';
import { believedOf, type Doubt, doubtOf } from '#core/dedupe/doubt';
import { isOrganisationPattern } from '#core/dedupe/levels';
import { train } from '#core/dedupe/train';
import type { CustomerKind } from '#core/schema/customer-schema';
import type { Pool } from './pool.ts';
import type { Models } from './tasks.ts';

/**
 * One for each record, within these bounds. Of a million pairs of strangers some five have one name; of
 * too few random pairs none would, and a name alone would tell who somebody is.
 */
const [fewestRandomPairs, mostRandomPairs] = [150_000, 4_000_000];
/** Compared by one thread at a time; the same whatever the number of threads, as are the counts. */
const pairsOfTask = 25_000;

/** Pairs that stand for all pairs: all there are of few records, else the same draw of places every time. */
export async function randomPatterns(pool: Pool, records: number, rules: readonly BlockingRule[]) {
  const all = (records * (records - 1)) / 2;
  const wished = Math.min(mostRandomPairs, Math.max(fewestRandomPairs, records));
  const length = Math.min(all, wished);
  const a = new Int32Array(length);
  const b = new Int32Array(length);
  if (all <= wished) {
    let at = 0;
    for (let one = 0; one < records; one++) {
      for (let other = one + 1; other < records; other++) {
        a[at] = one;
        b[at++] = other;
      }
    }
  } else {
    let state = 0x2545f491;
    const draw = (): number => {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      return (state >>> 0) % records;
    };
    for (let at = 0; at < length; at++) {
      const [one, other] = [draw(), draw()];
      a[at] = Math.min(one, other);
      b[at] = Math.max(one, other);
    }
  }
  const parts = Math.ceil(length / pairsOfTask);
  const samples = await pool.all(
    'random',
    Array.from({ length: parts }, (_, part) => {
      const [from, to] = [part, part + 1].map((each) => Math.floor((length * each) / parts));
      return { a: a.slice(from, to), b: b.slice(from, to), rules };
    }),
  );
  return { samples, drawn: length };
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

export function learn(
  found: readonly Patterns[],
  samples: readonly Patterns[],
  records: number,
  drawn: number,
): Learned {
  const all = (records * (records - 1)) / 2;
  const sampled = samples.reduce((sum, { counts }) => sum + sumOf(counts), 0);
  // Each random pair stands for as many pairs as no rule brings.
  const scale = sampled === 0 ? 0 : Math.max(0, all * (sampled / drawn)) / sampled;
  const open = Math.min(scale, mostOfOne);
  const candidates = new Map<number, number>();
  const pairs = new Map<number, number>();
  const strangers = new Map<number, number>();
  for (const { patterns, counts } of found) {
    addTo(candidates, patterns, counts, 1);
    addTo(pairs, patterns, counts, 1);
  }
  for (const { patterns, counts } of samples) {
    addTo(pairs, patterns, counts, open);
    addTo(strangers, patterns, counts, scale - open);
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
