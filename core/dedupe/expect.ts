import { bits, isPlace, unpack } from './levels.ts';
import {
  type LearnedModel,
  type LevelShares,
  situations,
  strange,
  type Where,
  type Who,
} from './situations.ts';

/** Levels of one comparison lie so many places from those of the next. */
const levelPlaces = 2 ** Math.max(...bits);

/**
 * The levels that patterns show, as places: those of pattern `p` that tell who it is from `starts[p]` on,
 * those that tell where from `middles[p]` up to `starts[p + 1]`.
 */
export interface ShownLevels {
  readonly starts: Int32Array;
  readonly middles: Int32Array;
  readonly places: Int16Array;
}

export function shownLevels(patterns: Float64Array): ShownLevels {
  const starts = new Int32Array(patterns.length + 1);
  const middles = new Int32Array(patterns.length);
  const places = new Int16Array(patterns.length * bits.length);
  let length = 0;
  for (let each = 0; each < patterns.length; each++) {
    const level = unpack(patterns[each] as number);
    for (const isWhere of [false, true]) {
      if (isWhere) middles[each] = length;
      for (let at = 0; at < level.length; at++)
        if (level[at] !== 0 && isPlace[at] === isWhere)
          places[length++] = at * levelPlaces + (level[at] as number);
    }
    starts[each + 1] = length;
  }
  return { starts, middles, places };
}

/** Pairs of each situation, and how many of them show each level. */
export interface Expected {
  readonly shares: Float64Array;
  readonly who: Record<Who, LevelShares[]>;
  readonly where: Record<Where, LevelShares[]>;
}

/** Fewer pairs than this are none. */
const leastPairs = 1e-12;

/**
 * The expectation step: shares out the pairs of each pattern among situations, as `model` believes. Those
 * of `strangers` are known to be that, and shared out among strangers in one town and far apart.
 */
export function expect(
  model: LearnedModel,
  { starts, middles, places }: ShownLevels,
  pairs: Float64Array,
  strangers: Float64Array,
): Expected {
  const { shares: of, who, where } = model;
  const [match, housemate, stranger] = [flat(who.match), flat(who.housemate), flat(who.stranger)];
  const [door, town, far] = [flat(where.door), flat(where.town), flat(where.far)];
  const [ofMatch, ofHousemate, ofStranger] = [none(), none(), none()];
  const [ofDoor, ofTown, ofFar] = [none(), none(), none()];
  const shares = new Float64Array(situations.length);
  const found = new Float64Array(situations.length);
  for (let each = 0; each < pairs.length; each++) {
    const start = starts[each] as number;
    const middle = middles[each] as number;
    const end = starts[each + 1] as number;
    let [one, family, other] = [1, 1, 1];
    for (let at = start; at < middle; at++) {
      const place = places[at] as number;
      one *= match[place] as number;
      family *= housemate[place] as number;
      other *= stranger[place] as number;
    }
    let [near, apart, away] = [1, 1, 1];
    for (let at = middle; at < end; at++) {
      const place = places[at] as number;
      near *= door[place] as number;
      apart *= town[place] as number;
      away *= far[place] as number;
    }
    // In the order of `situations`.
    found[0] = (of[0] as number) * one * near;
    found[1] = (of[1] as number) * one * apart;
    found[2] = (of[2] as number) * one * away;
    found[3] = (of[3] as number) * family * near;
    found[4] = (of[4] as number) * family * apart;
    found[5] = (of[5] as number) * family * away;
    found[6] = (of[6] as number) * other * apart;
    found[7] = (of[7] as number) * other * away;
    let sum = 0;
    for (let at = 0; at < found.length; at++) sum += found[at] as number;
    const weight = (pairs[each] as number) / sum;
    const known = (strangers[each] as number) / ((found[6] as number) + (found[7] as number));
    for (let at = 0; at < found.length; at++) {
      const part = (found[at] as number) * (at < strange ? weight : weight + known);
      found[at] = part < leastPairs ? 0 : part;
      shares[at] = (shares[at] as number) + (found[at] as number);
    }
    one = (found[0] as number) + (found[1] as number) + (found[2] as number);
    family = (found[3] as number) + (found[4] as number) + (found[5] as number);
    other = (found[6] as number) + (found[7] as number);
    near = (found[0] as number) + (found[3] as number);
    apart = (found[1] as number) + (found[4] as number) + (found[6] as number);
    away = (found[2] as number) + (found[5] as number) + (found[7] as number);
    for (let at = start; at < middle; at++) {
      const place = places[at] as number;
      ofMatch[place] = (ofMatch[place] as number) + one;
      ofHousemate[place] = (ofHousemate[place] as number) + family;
      ofStranger[place] = (ofStranger[place] as number) + other;
    }
    for (let at = middle; at < end; at++) {
      const place = places[at] as number;
      ofDoor[place] = (ofDoor[place] as number) + near;
      ofTown[place] = (ofTown[place] as number) + apart;
      ofFar[place] = (ofFar[place] as number) + away;
    }
  }
  return {
    shares,
    who: {
      match: byComparison(ofMatch, who.match),
      housemate: byComparison(ofHousemate, who.housemate),
      stranger: byComparison(ofStranger, who.stranger),
    },
    where: {
      door: byComparison(ofDoor, where.door),
      town: byComparison(ofTown, where.town),
      far: byComparison(ofFar, where.far),
    },
  };
}

const none = (): Float64Array => new Float64Array(levelPlaces * bits.length);

const flat = (levels: readonly LevelShares[]): Float64Array => {
  const all = none();
  for (const [at, each] of levels.entries()) all.set(each, at * levelPlaces);
  return all;
};

const byComparison = (all: Float64Array, like: readonly LevelShares[]): LevelShares[] =>
  like.map((each, at) => all.slice(at * levelPlaces, at * levelPlaces + each.length));
