import type { CustomerKind } from '#core/schema/customer-schema';
import { contradictionLevels } from './contradiction-levels.ts';
import { expect, shownLevels } from './expect.ts';
import { isPlace } from './levels.ts';
import {
  type LearnedModel,
  type LevelShares,
  matching,
  priorModel,
  strange,
  type Where,
  type Who,
} from './situations.ts';

/** Patterns of pairs. */
export interface Evidence {
  readonly patterns: Float64Array;
  /** How many pairs of the whole data each stands for. */
  readonly pairs: Float64Array;
  /** How many more that are known to be of strangers. */
  readonly strangers: Float64Array;
}

/** What is believed beforehand weighs as much as so many pairs. */
const beliefs: Readonly<Record<Who | Where, number>> = {
  match: 400,
  housemate: 40,
  stranger: 10_000,
  door: 60,
  town: 10,
  far: 1,
};

const rounds = 40;

/** Name, middle name, birth date, generation and gender of people of one household. */
const fixedOfHousemates = [0, 1, 2, 3, 4];

/**
 * Learns shares and levels by expectation maximisation (Dempster, Laird & Rubin 1977) over counts of
 * patterns, so its cost does not depend on the number of pairs. The evidence stands for all pairs of
 * the data: candidates count one each, random pairs that no rule brings stand for all others. So u
 * comes from random pairs and m from candidates, in one model. Where a random pair stands for very many
 * pairs, these are known to be of strangers: were they shared out, a single one that looks a little like
 * a match would outnumber all matches, and matches would come to mean what it shows. `evidence` is sorted
 * by pattern, since sums depend on their order; none teaches nothing.
 */
export function train(
  kind: CustomerKind,
  evidence: Evidence,
  from: LearnedModel = priorModel(kind),
): LearnedModel {
  if (evidence.patterns.length === 0) return from;
  const learned = learnWithin(kind, evidence, from, 1);
  const contradicts = contradictionLevels[kind].some(
    ([at, level]) => (learned.who.match[at]?.[level] ?? 0) > mostContradictions,
  );
  return contradicts ? learnWithin(kind, evidence, from, boundContradictions) : learned;
}

/**
 * More matches than one in ten that show one contradiction are no matches: in a list of twins, or of
 * fathers and sons, these are as many as the matches and would be learned for them. Such a list is learned
 * again, contradictions among matches being as rare as they are elsewhere.
 */
const [mostContradictions, boundContradictions] = [0.1, 0.005];

function learnWithin(
  kind: CustomerKind,
  evidence: Evidence,
  from: LearnedModel,
  most: number,
): LearnedModel {
  const belief = priorModel(kind);
  const { patterns, pairs, strangers } = evidence;
  const shown = shownLevels(patterns);
  const total = [...pairs, ...strangers].reduce((sum, each) => sum + each, 0);
  let model = from;
  for (let round = 0; round < rounds; round++) {
    const { shares, who, where } = expect(model, shown, pairs, strangers);
    if (round === rounds - 1) discount(who.match, contradictionLevels[kind]);
    // Who is behind one door and somebody else is told by name and birth date: were these learned, the
    // situation would come to mean "the same customer, written badly" where no households are.
    for (const at of fixedOfHousemates) who.housemate[at] = new Float64Array(1);
    const settled = settle(who, belief.who);
    bound(settled.match, contradictionLevels[kind], belief.who.match, most);
    model = {
      kind,
      shares: settleShares(shares, total, belief.shares),
      who: settled,
      where: settle(where, belief.where),
    };
  }
  return model;
}

/**
 * So many pairs of one customer that show a contradiction teach nothing in the end: the only pair of
 * another generation must not be what makes another generation bearable.
 */
const hearsay = 5;

/** Lets no level that contradicts be shown by more matches than `atMost`, or than is believed beforehand. */
const bound = (
  shares: readonly LevelShares[],
  levels: readonly (readonly [number, number])[],
  belief: readonly LevelShares[],
  atMost: number,
): void => {
  for (const [at, level] of levels) {
    const of = shares[at] as LevelShares;
    const most = Math.max(atMost, belief[at]?.[level] as number);
    of[level] = Math.min(of[level] as number, most);
  }
};

const discount = (
  counts: readonly LevelShares[],
  levels: readonly (readonly [number, number])[],
): void => {
  for (const [at, found] of levels) {
    const ofLevels = counts[at] as LevelShares;
    ofLevels[found] = Math.max(0, (ofLevels[found] as number) - hearsay);
  }
};

/** Where one customer's records say to live: believed as much as so many pairs. */
const moving = 30;

/** Fewer records are judged as if they were part of so many: names of a very short list are no rarer in the world. */
const leastRecords = 500;

/**
 * Pairs of one family, for each record, at most. Names and addresses that come together more often than
 * that are those of strangers: of one trade, one street, or a list of hard cases.
 */
const mostRelatives = 1;

const settleShares = (counts: Float64Array, total: number, belief: Float64Array): Float64Array => {
  const shares = counts.map((count) => (count + 0.5) / (total + 3));
  const scale = Math.min(1, Math.sqrt(total * 2) / leastRecords);
  const [found, believed] = [counts, belief].map((all) =>
    all.subarray(0, matching).reduce((sum, each) => sum + each, 0),
  ) as [number, number];
  for (let each = 0; each < matching; each++) {
    const split =
      ((counts[each] as number) + (moving * (belief[each] as number)) / believed) /
      (found + moving);
    shares[each] = (scale * split * (found + 0.5)) / (total + 3);
  }
  const records = Math.sqrt(total * 2);
  for (let each = matching; each < strange; each++) {
    const family = Math.min(counts[each] as number, mostRelatives * records);
    shares[each] = (scale * (family + 0.5)) / (total + 3);
  }
  return shares;
};

/** Counts and what was believed beforehand, to shares. */
const settle = <K extends Who | Where>(
  counts: Record<K, LevelShares[]>,
  belief: Readonly<Record<K, readonly LevelShares[]>>,
): Record<K, LevelShares[]> =>
  Object.fromEntries(
    (Object.keys(counts) as K[]).map((key) => [
      key,
      counts[key].map((ofLevels, at) => {
        const prior = belief[key][at] as LevelShares;
        if (ofLevels.length < prior.length) return prior;
        const strength = beliefs[key];
        let sum = strength;
        for (let level = 1; level < ofLevels.length; level++) sum += ofLevels[level] as number;
        const shares = new Float64Array(ofLevels.length);
        shares[0] = 1;
        for (let level = 1; level < ofLevels.length; level++) {
          shares[level] = ((ofLevels[level] as number) + strength * (prior[level] as number)) / sum;
        }
        return shares;
      }),
    ]),
  ) as Record<K, LevelShares[]>;

/** Writes the share of each situation that shows these levels; answers their sum. */
export function likelihoods(model: LearnedModel, level: Uint8Array, into: Float64Array): number {
  let match = 1;
  let housemate = 1;
  let stranger = 1;
  let door = 1;
  let town = 1;
  let far = 1;
  for (let at = 0; at < level.length; at++) {
    const found = level[at] as number;
    if (found === 0) continue;
    if (isPlace[at]) {
      door *= (model.where.door[at] as LevelShares)[found] as number;
      town *= (model.where.town[at] as LevelShares)[found] as number;
      far *= (model.where.far[at] as LevelShares)[found] as number;
    } else {
      match *= (model.who.match[at] as LevelShares)[found] as number;
      housemate *= (model.who.housemate[at] as LevelShares)[found] as number;
      stranger *= (model.who.stranger[at] as LevelShares)[found] as number;
    }
  }
  const { shares } = model;
  into[0] = (shares[0] as number) * match * door;
  into[1] = (shares[1] as number) * match * town;
  into[2] = (shares[2] as number) * match * far;
  into[3] = (shares[3] as number) * housemate * door;
  into[4] = (shares[4] as number) * housemate * town;
  into[5] = (shares[5] as number) * housemate * far;
  into[6] = (shares[6] as number) * stranger * town;
  into[7] = (shares[7] as number) * stranger * far;
  let sum = 0;
  for (let each = 0; each < into.length; each++) sum += into[each] as number;
  return sum;
}

/** Bits that a pair with these situations is one customer. */
export const weightOfSituations = (parts: Float64Array): number => {
  let same = 0;
  let other = 0;
  for (let each = 0; each < parts.length; each++) {
    if (each < matching) same += parts[each] as number;
    else other += parts[each] as number;
  }
  return Math.log2(same / other);
};
