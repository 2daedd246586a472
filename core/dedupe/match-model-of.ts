import type { MatchModel } from '#core/matching/match-model';
import { modelFrame } from '#core/matching/model-frame';
import { addressShares } from './address-shares.ts';
import { reportModel } from './report.ts';
import { type LearnedModel, matching, situations, type Where, type Who } from './situations.ts';
import { withWorldsNames } from './with-worlds-names.ts';

interface Shares {
  readonly m: number;
  readonly u: number;
}

/**
 * The model of real time that says what a learned one says, as far as a sum of independent weights can.
 *
 * m and u are the learned shares, seen in a hub of the frame's size. Two customers whose records have
 * much in common live together more often than not, and there everything agrees at once. So
 * - a contact, an address or a card has its u among namesakes, of whom some live together: then name
 *   and door add up to what the learned model says of both;
 * - a name that fits several of a family has the door and the landline with their u where it holds, and
 *   so has what lies behind the same door;
 * - what housemates show more often than one customer has its u among housemates.
 * What data cannot tell is the frame's: how rare names are in the world, and most that a level weighs.
 */
export function matchModelOf(learned: LearnedModel): MatchModel {
  const { kind } = learned;
  const { comparisons, mostBits, leastBits, priorWeight, thresholds } = modelFrame[kind];
  const sharesOf = sharesIn(withWorldsNames(learned));
  return {
    name: `${kind}-learned`,
    version: 1,
    kind,
    priorWeight,
    comparisons: comparisons.map(({ comparison, levels, termFrequency }) => {
      let best = Number.POSITIVE_INFINITY;
      return {
        comparison,
        levels: levels.map((level, at) => {
          const { m, u } = sharesOf(comparison, level);
          // No level says more than the best one of its comparison, where it holds of the same pairs.
          const cap = ofTheirOwn.has(level) ? Number.POSITIVE_INFINITY : best;
          const learnedBits = Math.min(mostBits(comparison, level), cap, Math.log2(m / u));
          const bits = Math.max(leastBits(comparison, level), learnedBits);
          if (at === 0) best = bits;
          return { level, ...sharesFor(m, u, bits) };
        }),
        ...(termFrequency === undefined ? {} : { termFrequency }),
      };
    }),
    thresholds,
  };
}

/** m and u that weigh so many bits; the one that says how often it happens anyway stays as it was learned. */
const sharesFor = (m: number, u: number, bits: number): Shares =>
  bits > 0
    ? { m: rounded(m), u: rounded(m / 2 ** bits) }
    : { m: rounded(u * 2 ** bits), u: rounded(u) };

const rounded = (share: number): number => Number(share.toPrecision(4));

/** Names that fit several of a family. */
const initials = ['initial', 'initial-close', 'family-changed-initial'];
const families = ['family-only'];

/** Levels that hold beside such names only. */
const ofTheirOwn: ReadonlySet<string> = new Set(['initial-door', 'family-door']);

/** Names that are one name, written badly or not. */
const oneName = ['same', 'nickname', 'close', 'double-family', 'swapped', 'close-both'];

/** Two of one household whose given names begin alike: fourteen letters begin most names. */
const sameInitial = 1 / 14;

/** What tells people of one household apart. */
const tellsApart: ReadonlySet<string> = new Set([
  'name',
  'organisationName',
  'middleName',
  'birthDate',
  'generation',
  'gender',
]);

/** Names that do not, however often a household has them. */
const fitsBoth: ReadonlySet<string> = new Set([
  'same',
  'nickname',
  'close',
  'double-family',
  'swapped',
  'close-both',
  'named-by-mailbox',
  'initial',
  'initial-close',
  'family-changed',
  'family-changed-initial',
  'family-only',
  'given-only',
  'family-differs',
  'contained',
  'overlap',
]);

/** The batch engine reads no handles of social networks: one in two customers keeps theirs, and few guess another's. */
const socials = { m: 0.5, u: 0.5 / 2 ** 14 };
/** A document's number is its holder's; how many give theirs to two systems differs from file to file. */
const documents = { m: 0.85, u: 0.85 / 2 ** 28 };

interface Situation {
  readonly share: number;
  readonly who: Who;
  readonly where: Where;
}

function sharesIn(learned: LearnedModel): (comparison: string, level: string) => Shares {
  const name = learned.kind === 'person' ? 'name' : 'organisationName';
  const all = situationsInHub(learned);
  const [one, two] = [all.slice(0, matching), all.slice(matching)];
  const { who: byWho } = reportModel(learned);
  const shareOf = (who: Who, comparison: string, level: string): number => {
    // Whether a record has an initial only does not hang on whom it is compared with; whether it fits, does.
    if (who === 'housemate' && comparison === 'name' && initials.includes(level))
      return shareOf('match', comparison, level) * sameInitial;
    return byWho[who][comparison]?.[level] ?? 0;
  };
  const addresses = {
    door: addressShares(learned, 'door'),
    town: addressShares(learned, 'town'),
    far: addressShares(learned, 'far'),
  };
  /** How often something is the case among pairs of one customer; and of two, where `given` is. */
  const shares = (
    of: (situation: Situation) => number,
    given: (situation: Situation) => number = () => 1,
  ): Shares => ({ m: mean(one, of, () => 1), u: mean(two, of, given) });
  const reaches =
    (comparison: string, ...levels: readonly string[]) =>
    ({ who }: Situation): number =>
      levels.reduce((sum, level) => sum + shareOf(who, comparison, level), 0);
  const lives =
    (level: string) =>
    ({ where }: Situation): number =>
      addresses[where][level] ?? 0;

  return (comparison, level) => {
    switch (`${comparison} ${level}`) {
      case 'address initial-door':
        return shares(lives('same-door'), reaches(name, ...initials));
      case 'address family-door':
        return shares(lives('same-door'), reaches(name, ...families));
      // A mailbox that bears the family's name is the household's, as its telephone is.
      case 'email family-mailbox':
      case 'phone family-landline':
        return shares(reaches('phone', 'same-landline'), reaches(name, ...families));
      case 'email mailbox-beside-door':
      case 'phone landline-beside-door': {
        const { m, u } = shares(reaches('phone', 'same-landline'), lives('same-door'));
        return { m, u: Math.min(m, u) };
      }
      case 'social same':
        return socials;
      case 'identifier same':
        return documents;
    }
    if (comparison === 'address') return shares(lives(level), reaches(name, ...oneName));
    if (!tellsApart.has(comparison))
      return shares(reaches(comparison, level), reaches(name, ...oneName));
    const told = shares(reaches(comparison, level));
    const ofHousemates = shareOf('housemate', comparison, level);
    const isBoth = comparison === name && fitsBoth.has(level);
    return ofHousemates > told.m && !isBoth ? { m: told.m, u: ofHousemates } : told;
  };
}

const mean = (
  within: readonly Situation[],
  of: (situation: Situation) => number,
  given: (situation: Situation) => number,
): number =>
  within.reduce((sum, each) => sum + each.share * given(each) * of(each), 0) /
  within.reduce((sum, each) => sum + each.share * given(each), 0);

/**
 * The learned situations in a hub of the frame's size: a customer has as many records and housemates
 * there as in the file, and the rest are strangers.
 */
function situationsInHub({ kind, shares }: LearnedModel): readonly Situation[] {
  const all = situations.map(({ who, where }, at) => ({ who, where, share: shares[at] ?? 0 }));
  const sum = (of: readonly Situation[]) => of.reduce((total, { share }) => total + share, 0);
  const matches = sum(all.slice(0, matching));
  const strangers = sum(all.filter(({ who }) => who === 'stranger'));
  const odds = 2 ** modelFrame[kind].priorWeight;
  return all.map((each) => ({
    ...each,
    share: each.who === 'stranger' ? each.share / strangers : (each.share / matches) * odds,
  }));
}
