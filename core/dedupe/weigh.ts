import { nameLevels } from '#core/matching/compare-names';
import type { Layout } from './layout.ts';
import { at, isOrganisationPattern, unpack } from './levels.ts';
import type { PatternPairs } from './pairs.ts';
import type { LearnedModel } from './situations.ts';
import { matching, situations, strange } from './situations.ts';
import { likelihoods } from './train.ts';

/** Pairs that may be one customer, with what speaks for it in bits. */
export interface Edges {
  readonly a: Int32Array;
  readonly b: Int32Array;
  readonly weight: Float64Array;
}

/** How often values occur: whether agreeing on one says much. */
export interface ValueFrequencies {
  readonly given: ValueCounts;
  readonly family: ValueCounts;
  readonly organisation: ValueCounts;
  readonly birth: ValueCounts;
  /** Records that share an e-mail address, a phone or an identifier. */
  readonly contacts: Uint32Array;
}

export interface ValueCounts {
  /** Records by number of the value. */
  readonly counts: Uint32Array;
  /** Records that have any. */
  readonly records: number;
  /** Chance that two records have the same one. */
  readonly chance: number;
}

/** Days of birth by their number from 1850, so that they can be counted in an array. */
export const dayIndex = (birth: number): number => {
  const year = Math.floor(birth / 10_000) - 1850;
  return year * 372 + (Math.floor(birth / 100) % 100) * 31 + (birth % 100);
};
const dayPlaces = 372 * 260;

export function countValues(
  rows: Int32Array,
  layout: Layout,
  records: number,
  values: number,
): ValueFrequencies {
  const { stride } = layout;
  const [given, family, organisation, contacts] = [0, 0, 0, 0].map(
    () => new Uint32Array(values),
  ) as [Uint32Array, Uint32Array, Uint32Array, Uint32Array];
  const birth = new Uint32Array(dayPlaces);
  const contactPlaces = [
    ...layout.emails.map(({ address }) => address),
    ...layout.phones.map(({ tail }) => tail),
    ...layout.identifiers.map(({ value }) => value),
  ];
  const [company] = layout.organisations;
  const add = (counts: Uint32Array, value: number): void => {
    if (value > 0 && value < counts.length) counts[value] = (counts[value] as number) + 1;
  };
  for (let row = 0; row < records * stride; row += stride) {
    add(given, rows[row + layout.given] as number);
    add(family, rows[row + layout.family] as number);
    if (company !== undefined) add(organisation, rows[row + company.words] as number);
    const born = rows[row + layout.birth] as number;
    if (born !== 0) add(birth, dayIndex(born));
    for (const place of contactPlaces) add(contacts, rows[row + place] as number);
  }
  const tally = (counts: Uint32Array): ValueCounts => {
    let sum = 0;
    let squares = 0;
    for (const count of counts) {
      sum += count;
      squares += count * count;
    }
    return { counts, records: sum, chance: sum === 0 ? 1 : squares / sum / sum };
  };
  return {
    given: tally(given),
    family: tally(family),
    organisation: tally(organisation),
    birth: tally(birth),
    contacts,
  };
}

const agreeing = (...levels: readonly (typeof nameLevels)[number][]): ReadonlySet<number> =>
  new Set(levels.map((level) => nameLevels.indexOf(level) + 1));

const givenAgrees = agreeing(
  'same',
  'nickname',
  'close',
  'double-family',
  'swapped',
  'close-both',
  'given-only',
  'family-differs',
  'family-changed',
);
const familyAgrees = agreeing(
  'same',
  'nickname',
  'close',
  'double-family',
  'close-both',
  'named-by-mailbox',
  'given-sibling',
  'initial',
  'initial-close',
  'family-only',
  'given-vague',
  'given-differs',
);

/** Frequencies are measured beside so many imagined records with usual values: a small file knows little of the world. */
const imaginedRecords = 300;
/** A value cannot be rarer or commoner than usual by more than this, in its effect. */
const mostRarity = 64;
/** Contact points that more records share than a customer usually has say less about each. */
const usualRecords = 6;
const travels = 1.5;

/** How much commoner than usual a value of so many records is. */
export const commonnessOf = ({ records, chance }: ValueCounts, count: number): number => {
  if (records === 0) return 1;
  const share = (count + imaginedRecords * chance) / (records + imaginedRecords);
  return Math.min(mostRarity, Math.max(1 / mostRarity, share / chance));
};

/** How much less a contact point of so many records says than a customer's own. */
export const sharingOf = (count: number): number =>
  count > usualRecords ? (count / usualRecords) ** travels : 1;

/** Weighs pairs of one kind of customer. */
export interface Weigher {
  /** Bits, values' frequencies taken into account. */
  readonly weigh: (a: number, b: number, pattern: number) => number;
}

export function makeWeigher(
  rows: Int32Array,
  layout: Layout,
  frequencies: ValueFrequencies,
  models: { readonly person: LearnedModel; readonly organisation: LearnedModel },
): Weigher {
  const { stride } = layout;
  const known = new Map<number, { parts: Float64Array; level: Uint8Array }>();
  const partsOf = (pattern: number) => {
    const found = known.get(pattern);
    if (found !== undefined) return found;
    const level = unpack(pattern);
    const parts = new Float64Array(situations.length);
    likelihoods(isOrganisationPattern(pattern) ? models.organisation : models.person, level, parts);
    const made = { parts, level };
    known.set(pattern, made);
    return made;
  };
  /** How much commoner than usual the commoner of two values is. */
  const commonness = (of: ValueCounts, a: number, b: number): number =>
    commonnessOf(of, Math.max(of.counts[a] ?? 1, of.counts[b] ?? 1, 1));
  const [company] = layout.organisations;

  const weigh = (a: number, b: number, pattern: number): number => {
    const { parts, level } = partsOf(pattern);
    const [rowA, rowB] = [a * stride, b * stride];
    let stranger = 1;
    let housemate = 1;
    const name = level[at.name] as number;
    if (isOrganisationPattern(pattern)) {
      if (company !== undefined && name > 0 && name <= 3) {
        const common = commonness(
          frequencies.organisation,
          rows[rowA + company.words] as number,
          rows[rowB + company.words] as number,
        );
        stranger *= common;
      }
    } else {
      if (givenAgrees.has(name)) {
        const common = commonness(
          frequencies.given,
          rows[rowA + layout.given] as number,
          rows[rowB + layout.given] as number,
        );
        stranger *= common;
        housemate *= common;
      }
      if (familyAgrees.has(name)) {
        stranger *= commonness(
          frequencies.family,
          rows[rowA + layout.family] as number,
          rows[rowB + layout.family] as number,
        );
      }
      if (level[at.birthDate] === 1) {
        const born = dayIndex(rows[rowA + layout.birth] as number);
        stranger *= commonness(frequencies.birth, born, born);
      }
    }
    let shared = 1;
    const share = (value: number): void => {
      if (value !== 0) shared *= sharingOf(frequencies.contacts[value] ?? 0);
    };
    if (level[at.email] === 1) {
      for (const ofA of layout.emails) {
        const value = rows[rowA + ofA.address] as number;
        if (layout.emails.some((ofB) => rows[rowB + ofB.address] === value)) share(value);
      }
    }
    const phone = level[at.phone] as number;
    if (phone > 0 && phone <= 3) {
      for (const ofA of layout.phones) {
        const value = rows[rowA + ofA.tail] as number;
        if (layout.phones.some((ofB) => rows[rowB + ofB.tail] === value)) share(value);
      }
    }
    const identifier = level[at.identifier] as number;
    if (identifier === 1 || identifier === 2) {
      for (const { value: place } of layout.identifiers) {
        const value = rows[rowA + place] as number;
        if (value === rows[rowB + place]) share(value);
      }
    }
    stranger *= shared;
    housemate *= shared;
    let same = 0;
    for (let each = 0; each < matching; each++) same += parts[each] as number;
    let other = 0;
    for (let each = matching; each < parts.length; each++)
      other += (parts[each] as number) * (each < strange ? housemate : stranger);
    return Math.log2(same / other);
  };
  return { weigh };
}

/** Pairs below this many bits are nobody's concern: one in a hundred is a match. */
export const leastWeight = -6.6;
/** What rare values can add at most, so that pairs far below need no look at their values. */
const mostGain = 12;

/** Weighs pairs and keeps those that may be matches. */
export function weighPairs(
  pairs: PatternPairs,
  baseWeights: Float64Array,
  weigher: Weigher,
): Edges {
  let a = new Int32Array(1024);
  let b = new Int32Array(1024);
  let weight = new Float64Array(1024);
  let length = 0;
  for (let each = 0; each < pairs.length; each++) {
    const pattern = pairs.pattern[each] as number;
    if ((baseWeights[pattern] as number) < leastWeight - mostGain) continue;
    const [one, other] = [pairs.a[each] as number, pairs.b[each] as number];
    const found = weigher.weigh(one, other, pairs.patterns[pattern] as number);
    if (found < leastWeight) continue;
    if (length === a.length) {
      a = grown(a);
      b = grown(b);
      weight = grown(weight);
    }
    a[length] = Math.min(one, other);
    b[length] = Math.max(one, other);
    weight[length] = found;
    length++;
  }
  return { a: a.slice(0, length), b: b.slice(0, length), weight: weight.slice(0, length) };
}

function grown<T extends Int32Array | Float64Array>(array: T): T {
  const more = new (array.constructor as new (length: number) => T)(array.length * 2);
  more.set(array);
  return more;
}

/** Weight of each pattern by itself. */
export function patternWeights(
  patterns: Float64Array,
  models: { readonly person: LearnedModel; readonly organisation: LearnedModel },
): Float64Array {
  const parts = new Float64Array(situations.length);
  return patterns.map((pattern) => {
    const all = likelihoods(
      isOrganisationPattern(pattern) ? models.organisation : models.person,
      unpack(pattern),
      parts,
    );
    const same = (parts[0] as number) + (parts[1] as number) + (parts[2] as number);
    return Math.log2(same / (all - same));
  });
}
