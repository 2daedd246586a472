import type { BlockingRule } from '#core/dedupe/blocking-rules';
import { isOrganisationPattern } from '#core/dedupe/levels';
import { type Evidence, train } from '#core/dedupe/train';
import type { Pool } from './pool.ts';
import type { Models } from './tasks.ts';

const randomPairs = 150_000;
/** Compared by one thread at a time; the same whatever the number of threads, as are the counts. */
const pairsOfTask = 10_000;

/** Pairs that stand for all pairs: all there are of few records, else the same draw of places every time. */
export async function randomPatterns(pool: Pool, records: number, rules: readonly BlockingRule[]) {
  const all = (records * (records - 1)) / 2;
  const length = Math.min(all, randomPairs);
  const a = new Int32Array(length);
  const b = new Int32Array(length);
  if (all <= randomPairs) {
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

type Patterns = { readonly patterns: Float64Array; readonly counts: Float64Array };

export function learn(
  found: readonly Patterns[],
  samples: readonly Patterns[],
  records: number,
  drawn: number,
): Models {
  const all = (records * (records - 1)) / 2;
  const sampled = samples.reduce((sum, { counts }) => sum + counts.reduce((x, y) => x + y, 0), 0);
  // Each random pair stands for as many pairs as no rule brings.
  const scale = sampled === 0 ? 0 : Math.max(0, all * (sampled / drawn)) / sampled;
  const evidence = new Map<number, number>();
  for (const { patterns, counts } of found) addTo(evidence, patterns, counts, 1);
  for (const { patterns, counts } of samples) addTo(evidence, patterns, counts, scale);
  const sorted = [...evidence].sort(([x], [y]) => x - y);
  const of = (isWanted: (pattern: number) => boolean): Evidence => {
    const kept = sorted.filter(([pattern]) => isWanted(pattern));
    return {
      patterns: Float64Array.from(kept, ([pattern]) => pattern),
      pairs: Float64Array.from(kept, ([, pairs]) => pairs),
    };
  };
  return {
    person: train(
      'person',
      of((pattern) => !isOrganisationPattern(pattern)),
    ),
    organisation: train('organisation', of(isOrganisationPattern)),
  };
}

function addTo(
  evidence: Map<number, number>,
  patterns: Float64Array,
  counts: Float64Array,
  scale: number,
): void {
  for (const [each, pattern] of patterns.entries())
    evidence.set(pattern, (evidence.get(pattern) ?? 0) + (counts[each] as number) * scale);
}
