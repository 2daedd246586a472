import type { CustomerKind } from '#core/schema/customer-schema';
import { comparisonsOf, isPlace } from './levels.ts';
import { matchPrior } from './match-prior.ts';

/**
 * A pair is in one of eight situations: one customer or two, and where their records say they live.
 * Within a situation comparisons are independent, which over all pairs they are not: everything of an
 * address agrees at once in a household, town and postcode agree among neighbours. A latent class
 * model: Goodman, Exploratory latent structure analysis, 1974; as a matcher, Fellegi & Sunter 1969.
 */
export const situations = [
  { name: 'one customer, one door', who: 'match', where: 'door' },
  { name: 'one customer, one town', who: 'match', where: 'town' },
  { name: 'one customer who moved far', who: 'match', where: 'far' },
  { name: 'two customers behind one door', who: 'housemate', where: 'door' },
  { name: 'two of one family in one town', who: 'housemate', where: 'town' },
  { name: 'two of one family far apart', who: 'housemate', where: 'far' },
  { name: 'two customers in one town', who: 'stranger', where: 'town' },
  { name: 'two customers far apart', who: 'stranger', where: 'far' },
] as const;

/** The first three are matches, the next three families, the last two strangers. */
export const matching = 3;
export const strange = 6;

export type Who = (typeof situations)[number]['who'];
export type Where = (typeof situations)[number]['where'];

/** Probability of each level of one comparison; index 0 belongs to "missing" and is always 1. */
export type LevelShares = Float64Array;

/** What was learned about one kind of customer. */
export interface LearnedModel {
  readonly kind: CustomerKind;
  /** Share of all pairs in each situation. */
  readonly shares: Float64Array;
  /** Per comparison that tells who it is (others are empty). */
  readonly who: Readonly<Record<Who, readonly LevelShares[]>>;
  /** Per comparison that tells where. */
  readonly where: Readonly<Record<Where, readonly LevelShares[]>>;
}

type Prior = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** Levels of people of one household, or of companies in one building, who are not one. */
const housemates: Prior = {
  name: {
    same: 0.015,
    nickname: 0.003,
    close: 0.004,
    'double-family': 0.003,
    swapped: 0.0005,
    'close-both': 0.002,
    'named-by-mailbox': 0.001,
    'given-sibling': 0.02,
    initial: 0.04,
    'initial-close': 0.004,
    'family-changed': 0.001,
    'family-only': 0.03,
    'given-only': 0.002,
    'family-differs': 0.004,
    'family-differs-given-close': 0.003,
    'family-changed-initial': 0.002,
    'given-vague': 0.05,
    'family-differs-initial': 0.02,
    'family-differs-alone': 0.02,
    'given-differs': 0.6,
    different: 0.17,
  },
  organisationName: {
    same: 0.01,
    contained: 0.03,
    close: 0.01,
    'number-one-sided': 0.02,
    overlap: 0.1,
    'form-differs': 0.02,
    'number-differs': 0.02,
    different: 0.79,
  },
  middleName: { same: 0.08, initial: 0.08, different: 0.84 },
  birthDate: {
    same: 0.015,
    swapped: 0.0005,
    slip: 0.01,
    'decade-slip': 0.01,
    'one-part-differs': 0.01,
    'two-slips': 0.03,
    different: 0.92,
  },
  generation: { same: 0.05, 'one-sided': 0.75, different: 0.2 },
  gender: { same: 0.4, different: 0.6 },
  identifier: {
    same: 0.001,
    'same-card': 0.04,
    slip: 0.002,
    'two-slips': 0.005,
    'card-differs': 0.45,
    'unsound-differs': 0.05,
    'document-differs': 0.1,
    different: 0.35,
  },
  email: {
    same: 0.06,
    slip: 0.002,
    'same-local': 0.001,
    'near-local': 0.01,
    'same-role': 0.01,
    different: 0.92,
  },
  phone: { 'same-mobile': 0.03, same: 0.25, 'same-landline': 0.4, slip: 0.01, different: 0.31 },
};

/** Levels of any two customers: what a file of a few hundred records cannot tell by itself. */
const strangers: Prior = {
  name: {
    same: 1e-4,
    nickname: 2e-5,
    close: 6e-5,
    'double-family': 1e-5,
    swapped: 1e-5,
    'close-both': 2e-5,
    'named-by-mailbox': 1e-6,
    'given-sibling': 2e-5,
    initial: 2e-4,
    'initial-close': 5e-5,
    'family-changed': 1e-6,
    'family-only': 2e-4,
    'given-only': 2e-4,
    'family-differs': 0.004,
    'family-differs-given-close': 0.003,
    'family-changed-initial': 1e-6,
    'given-vague': 4e-4,
    'family-differs-initial': 0.005,
    'family-differs-alone': 0.02,
    'given-differs': 0.005,
    different: 0.96,
  },
  organisationName: {
    same: 1e-4,
    contained: 1e-3,
    close: 2e-4,
    'number-one-sided': 2e-4,
    overlap: 0.01,
    'form-differs': 2e-5,
    'number-differs': 5e-5,
    different: 0.98,
  },
  middleName: { same: 0.01, initial: 0.06, different: 0.93 },
  birthDate: {
    same: 5e-5,
    swapped: 2e-5,
    slip: 1e-3,
    'decade-slip': 3e-4,
    'one-part-differs': 1e-3,
    'two-slips': 0.015,
    different: 0.98,
  },
  generation: { same: 0.01, 'one-sided': 0.98, different: 0.01 },
  gender: { same: 0.5, different: 0.5 },
  identifier: {
    same: 1e-6,
    'same-card': 1e-6,
    slip: 1e-5,
    'two-slips': 1e-4,
    'card-differs': 0.4,
    'unsound-differs': 0.1,
    'document-differs': 0.1,
    different: 0.4,
  },
  email: {
    same: 3e-6,
    slip: 1e-6,
    'same-local': 3e-6,
    'near-local': 3e-5,
    'same-role': 1e-4,
    different: 0.999,
  },
  phone: {
    'same-mobile': 3e-6,
    same: 1e-5,
    'same-landline': 1e-5,
    slip: 3e-5,
    different: 0.999,
  },
};

/** Levels of two spellings of one address, of two addresses in one town, and of any two. */
const places: Readonly<Record<Where, Prior>> = {
  door: {
    street: { same: 0.86, close: 0.1, near: 0.02, different: 0.02 },
    house: { same: 0.93, slip: 0.04, different: 0.03 },
    unit: { same: 0.92, different: 0.08 },
    extra: { same: 0.82, close: 0.1, different: 0.08 },
    postcode: { same: 0.94, slip: 0.04, different: 0.02 },
    city: { same: 0.94, close: 0.04, different: 0.02 },
    region: { same: 0.97, different: 0.03 },
  },
  town: {
    street: { same: 0.02, close: 0.01, near: 0.03, different: 0.94 },
    house: { same: 0.02, slip: 0.1, different: 0.88 },
    unit: { same: 0.05, different: 0.95 },
    extra: { same: 0.02, close: 0.03, different: 0.95 },
    postcode: { same: 0.3, slip: 0.2, different: 0.5 },
    city: { same: 0.97, close: 0.02, different: 0.01 },
    region: { same: 0.99, different: 0.01 },
  },
  far: {
    street: { same: 0.005, close: 0.005, near: 0.03, different: 0.96 },
    house: { same: 0.015, slip: 0.1, different: 0.885 },
    unit: { same: 0.05, different: 0.95 },
    extra: { same: 0.01, close: 0.02, different: 0.97 },
    postcode: { same: 0.001, slip: 0.01, different: 0.989 },
    city: { same: 0.003, close: 0.01, different: 0.987 },
    region: { same: 0.2, different: 0.8 },
  },
};

/** Least share of a level: a single pair of it must not decide everything. */
const leastShare = 1e-6;

const sharesFrom = (kind: CustomerKind, prior: Prior, isWanted: (at: number) => boolean) =>
  comparisonsOf[kind].map(({ comparison, levels }, at): LevelShares => {
    const shares = new Float64Array(levels.length + 1);
    shares[0] = 1;
    if (!isWanted(at)) return shares;
    const raw = levels.map((level: string) =>
      Math.max(leastShare, prior[comparison]?.[level] ?? 0),
    );
    const sum = raw.reduce((all, each) => all + each, 0);
    for (const [level, share] of raw.entries()) shares[level + 1] = share / sum;
    return shares;
  });

const isWho = (at: number): boolean => !isPlace[at];
const isWhere = (at: number): boolean => isPlace[at] === true;

/** What is believed before any data is seen. */
export function priorModel(kind: CustomerKind): LearnedModel {
  return {
    kind,
    // A company of the same name elsewhere is a branch or another company more often than one that moved.
    shares:
      kind === 'person'
        ? Float64Array.of(1e-5, 2e-6, 2e-6, 1e-5, 2e-6, 2e-6, 0.02, 0.98)
        : Float64Array.of(1e-5, 1e-6, 2e-7, 1e-5, 2e-6, 2e-6, 0.02, 0.98),
    who: {
      match: sharesFrom(kind, matchPrior[kind], isWho),
      housemate: sharesFrom(kind, housemates, isWho),
      stranger: sharesFrom(kind, strangers, isWho),
    },
    where: {
      door: sharesFrom(kind, places.door, isWhere),
      town: sharesFrom(kind, places.town, isWhere),
      far: sharesFrom(kind, places.far, isWhere),
    },
  };
}
