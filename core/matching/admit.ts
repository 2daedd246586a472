import { compareText, type NonEmpty } from '#core/kernel/types';
import type { StandardRecord } from '#core/standardise/standard-record';
import { scorePair, weightOf } from './compare.ts';
import type { Frequencies, MatchDecision, MatchModel, PairScore } from './match-model.ts';
import { profileOf } from './profile.ts';

/** The source records of one customer, standardised. */
export type Cluster = NonEmpty<{ readonly recordId: string; readonly record: StandardRecord }>;

/** Whether a record, or another customer, belongs to a customer; and why. */
export interface Admission {
  readonly decision: MatchDecision;
  /**
   * `above-link-threshold`, `between-thresholds`, `below-review-threshold`; `cluster-guard` when the
   * score would do but a record of the customer contradicts it (an only one, too), or only one lucky
   * pair speaks for it.
   */
  readonly because:
    | 'above-link-threshold'
    | 'between-thresholds'
    | 'cluster-guard'
    | 'below-review-threshold';
  /** The record against all that is known of the customer: the pair that decided. */
  readonly score: PairScore;
  /** The customer's record that resembles it most. */
  readonly bestRecordId: string;
  /** The least alike pair of single records; absent when there is only one pair. */
  readonly worst?: PairScore;
  /** Comparisons in which the two sides contradict each other, sorted. */
  readonly conflicts: readonly string[];
}

/** Levels that say "someone else" whatever else agrees. */
export const contradictions: Readonly<Record<string, readonly string[]>> = {
  name: ['given-differs', 'different', 'given-sibling'],
  organisationName: ['number-differs', 'number-one-sided', 'form-differs'],
  birthDate: ['different', 'two-slips', 'decade-slip'],
  generation: ['different'],
  gender: ['different'],
  identifier: ['different'],
};

/** Whether the source record is one more of this customer. Looks at every record of the customer. */
export function admit(
  record: StandardRecord,
  cluster: Cluster,
  model: MatchModel,
  frequencies: Frequencies,
): Admission {
  return admitCluster([{ recordId: '', record }], cluster, model, frequencies);
}

/** Whether two customers are one. `bestRecordId` is of `b`. */
export function admitCluster(
  a: Cluster,
  b: Cluster,
  model: MatchModel,
  frequencies: Frequencies,
): Admission {
  const against = tallies();
  let best: { readonly score: PairScore; readonly recordId: string } | undefined;
  let worst: PairScore | undefined;
  for (const mine of a) {
    for (const theirs of b) {
      const score = scorePair(mine.record, theirs.record, model, frequencies);
      if (best === undefined || score.matchWeight > best.score.matchWeight) {
        best = { score, recordId: theirs.recordId };
      }
      if (worst === undefined || score.matchWeight < worst.matchWeight) worst = score;
      count(against, score);
    }
  }
  const isOnePair = a.length === 1 && b.length === 1;
  const score =
    isOnePair && best !== undefined
      ? best.score
      : scorePair(profileOf(a, b), profileOf(b, a), model, frequencies);
  // A document that only one person holds settles what names and dates cannot.
  const isIdentified = score.contributions.some(
    ({ comparison, level }) => comparison === 'identifier' && level === 'same',
  );
  const conflicts = conflictsIn(against, isIdentified);
  return {
    ...decide(score, best?.score ?? score, conflicts, model),
    score,
    bestRecordId: best?.recordId ?? b[0].recordId,
    ...(isOnePair || worst === undefined ? {} : { worst }),
    conflicts,
  };
}

const decide = (
  score: PairScore,
  best: PairScore,
  conflicts: readonly string[],
  { thresholds }: MatchModel,
): Pick<Admission, 'decision' | 'because'> => {
  const link = weightOf(thresholds.link);
  if (score.matchWeight >= link) {
    return conflicts.length === 0
      ? { decision: 'match', because: 'above-link-threshold' }
      : { decision: 'possible-match', because: 'cluster-guard' };
  }
  if (score.matchProbability >= thresholds.review) {
    return {
      decision: 'possible-match',
      because: best.matchWeight >= link ? 'cluster-guard' : 'between-thresholds',
    };
  }
  return best.matchWeight >= link
    ? { decision: 'possible-match', because: 'cluster-guard' }
    : { decision: 'no-match', because: 'below-review-threshold' };
};

type Tallies = Record<string, { for: number; against: number; doubts: number }>;

const tallies = (): Tallies =>
  Object.fromEntries(
    Object.keys(contradictions).map((each) => [each, { for: 0, against: 0, doubts: 0 }]),
  );

const count = (against: Tallies, score: PairScore): void => {
  for (const { comparison, level, matchWeight } of score.contributions) {
    const tally = against[comparison];
    if (tally === undefined || noOpinion.has(level)) continue;
    if (doubts.has(level)) tally.doubts++;
    else if (contradictions[comparison]?.includes(level)) tally.against++;
    else if (matchWeight > 0) tally.for++;
  }
};

/** They fit every member of a family, so they must not outvote one who is contradicted. */
const noOpinion: ReadonlySet<string> = new Set(['initial', 'initial-close', 'family-only']);

/** They hold a record back until one record of the customer agrees. */
const doubts: ReadonlySet<string> = new Set(['given-sibling', 'decade-slip', 'number-one-sided']);

/** A single slip among many agreeing records is no contradiction; an even split is one. */
const conflictsIn = (against: Tallies, isIdentified: boolean): readonly string[] =>
  Object.entries(against)
    .filter(([comparison]) => !isIdentified || comparison === 'generation')
    .filter(
      ([, tally]) =>
        (tally.against > 0 && tally.against >= tally.for) || (tally.doubts > 0 && tally.for === 0),
    )
    .map(([comparison]) => comparison)
    .toSorted(compareText);

/** What to do with a record after every candidate was weighed. */
export type Choice =
  | { readonly outcome: 'link'; readonly customerId: string }
  | {
      readonly outcome: 'review';
      readonly customerIds: NonEmpty<string>;
      readonly because: Admission['because'] | 'ambiguous';
    }
  | { readonly outcome: 'new' };

/** Two candidates nearer than this, in bits, are one guess as good as the other. */
export const ambiguousWithin = 1;
/** More tasks about one record than this help nobody. */
const mostTasks = 3;

/**
 * Links to the one customer that the record belongs to; asks a steward when a customer may be meant
 * or two are as likely; else it is a new customer. Order of the input does not matter.
 */
export function chooseCandidate(
  admissions: readonly { readonly customerId: string; readonly admission: Admission }[],
): Choice {
  const ranked = admissions
    .filter(({ admission }) => admission.decision !== 'no-match')
    .toSorted(
      (a, b) =>
        b.admission.score.matchWeight - a.admission.score.matchWeight ||
        compareText(a.customerId, b.customerId),
    );
  const [first, second] = ranked.filter(({ admission }) => admission.decision === 'match');
  if (first !== undefined) {
    const lead =
      first.admission.score.matchWeight - (second?.admission.score.matchWeight ?? -Infinity);
    if (second === undefined || lead >= ambiguousWithin) {
      return { outcome: 'link', customerId: first.customerId };
    }
    return {
      outcome: 'review',
      customerIds: [first.customerId, second.customerId],
      because: 'ambiguous',
    };
  }
  const [best, ...others] = ranked.slice(0, mostTasks);
  if (best === undefined) return { outcome: 'new' };
  return {
    outcome: 'review',
    customerIds: [best.customerId, ...others.map(({ customerId }) => customerId)],
    because: best.admission.because,
  };
}
