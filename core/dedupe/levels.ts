import { emailLevels, phoneLevels } from '#core/matching/compare-contacts';
import { birthDateLevels, identifierLevels } from '#core/matching/compare-facts';
import { nameLevels } from '#core/matching/compare-names';
import { organisationNameLevels } from '#core/matching/compare-organisation-names';

/** One comparison of a pair and the levels it may reach, best first; level 0 is "missing on either side". */
export interface ComparisonLevels {
  readonly comparison: string;
  readonly levels: readonly string[];
}

/**
 * The comparisons of a pair. Names, dates, contacts and identifiers have the levels of real time. An
 * address is compared by its parts, because the model learns from the data how they go together.
 */
export const personComparisons: readonly ComparisonLevels[] = [
  { comparison: 'name', levels: nameLevels },
  { comparison: 'middleName', levels: ['same', 'initial', 'different'] },
  { comparison: 'birthDate', levels: birthDateLevels },
  { comparison: 'generation', levels: ['same', 'one-sided', 'different'] },
  { comparison: 'gender', levels: ['same', 'different'] },
];

const shared: readonly ComparisonLevels[] = [
  { comparison: 'identifier', levels: identifierLevels },
  { comparison: 'email', levels: emailLevels },
  { comparison: 'phone', levels: phoneLevels },
  { comparison: 'street', levels: ['same', 'close', 'near', 'different'] },
  { comparison: 'house', levels: ['same', 'slip', 'different'] },
  { comparison: 'unit', levels: ['same', 'different'] },
  { comparison: 'extra', levels: ['same', 'close', 'different'] },
  { comparison: 'postcode', levels: ['same', 'slip', 'different'] },
  { comparison: 'city', levels: ['same', 'close', 'different'] },
  { comparison: 'region', levels: ['same', 'different'] },
];

/** Comparisons of one kind of customer in the order in which patterns hold them. */
export const comparisonsOf = {
  person: [...personComparisons, ...shared],
  organisation: [
    { comparison: 'organisationName', levels: organisationNameLevels },
    ...personComparisons.slice(1),
    ...shared,
  ],
} as const satisfies Readonly<Record<string, readonly ComparisonLevels[]>>;

/** Which of them tell where somebody lives, and not who it is. */
export const isPlace: readonly boolean[] = comparisonsOf.person.map(({ comparison }) =>
  ['street', 'house', 'unit', 'extra', 'postcode', 'city', 'region'].includes(comparison),
);

/** Number of each comparison within a pattern. */
export const at = {
  name: 0,
  middleName: 1,
  birthDate: 2,
  generation: 3,
  gender: 4,
  identifier: 5,
  email: 6,
  phone: 7,
  street: 8,
  house: 9,
  unit: 10,
  extra: 11,
  postcode: 12,
  city: 13,
  region: 14,
} as const;

/** Bits of each level within a pattern: the first eight in one number, the others in a second one. */
export const bits: readonly number[] = [5, 2, 3, 2, 2, 4, 3, 3, 3, 2, 2, 2, 2, 2, 2];
export const inFirst = 8;

export const shifts: readonly number[] = bits.map((_, each) =>
  bits.slice(each < inFirst ? 0 : inFirst, each).reduce((sum, width) => sum + width, 0),
);
/** Set in the first number when the pair is of two organisations. */
export const organisationBit = 1 << 24;
/** A pattern as one number: the second times this, plus the first. */
export const secondUnit = 2 ** 25;

/** The levels of a pattern, one for each comparison; 0 is missing. */
export function unpack(pattern: number): Uint8Array {
  const second = Math.floor(pattern / secondUnit);
  const first = pattern - second * secondUnit;
  return Uint8Array.from(
    bits,
    (width, each) =>
      ((each < inFirst ? first : second) >> (shifts[each] as number)) & ((1 << width) - 1),
  );
}

export const isOrganisationPattern = (pattern: number): boolean =>
  ((pattern % secondUnit) & organisationBit) !== 0;
