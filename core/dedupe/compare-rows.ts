import { compareBirthDates } from '#core/matching/compare-facts';
import { makeContactRows } from './contact-rows.ts';
import { areFarDays } from './far-days.ts';
import { flagGenderShift, flagGeneration, flagOrganisation, type Layout } from './layout.ts';
import { at, organisationBit, personComparisons, secondUnit, shifts } from './levels.ts';
import { makeNameRows } from './name-rows.ts';
import { makeOrganisationRows } from './organisation-rows.ts';
import { makePlaceRows } from './place-rows.ts';
import { dayText } from './read-day.ts';
import { makeRowParts } from './row-parts.ts';
import type { MarkedValues } from './value-marks.ts';
import { type CompareCounts, makeValuePairs } from './value-pairs.ts';

const birthLevels = new Map<string, number>(
  (personComparisons[2]?.levels ?? []).map((level, each) => [level, each + 1]),
);

const birthDiffers = birthLevels.get('different') ?? 0;

/** Compares records by their numbers. What two values make is computed once and remembered. */
export interface Comparer {
  /** The pattern of a pair, as one number (`levels.ts`); the same for either order. */
  readonly patternOf: (a: number, b: number) => number;
  /** Brings the rows of some records near, so that comparing them need not wait for memory. */
  readonly bring: (records: Int32Array, from: number, to: number) => void;
  /** Whether the first name of a record is an initial. */
  readonly hasInitial: (record: number) => boolean;
  readonly counts: CompareCounts;
  /** Forgets what is remembered, so that counts do not depend on what else this thread has compared. */
  readonly forget: () => void;
}

/** Numbers that come from memory together. */
const lineLength = 16;

export function makeComparer(rows: Int32Array, layout: Layout, values: MarkedValues): Comparer {
  const { stride } = layout;
  const pairs = makeValuePairs(values);
  const parts = makeRowParts(rows, layout, pairs);
  const { nameLevel, middleLevel } = makeNameRows(rows, layout, pairs, parts);
  const organisationLevel = makeOrganisationRows(rows, layout, pairs);
  const { emailLevel, phoneLevel, identifierLevel } = makeContactRows(rows, layout, pairs, parts);
  const addressPattern = makePlaceRows(rows, layout, pairs);
  const { counts } = pairs;

  const patternOf = (recordA: number, recordB: number): number => {
    counts.pairs++;
    const [rowA, rowB] = [recordA * stride, recordB * stride];
    const [flagsA, flagsB] = [rows[rowA + 4] as number, rows[rowB + 4] as number];
    let first: number;
    if (flagsA & flagOrganisation) {
      first = organisationBit | organisationLevel(rowA, rowB);
    } else {
      const [jrA, jrB] = [flagsA & flagGeneration, flagsB & flagGeneration];
      const generation =
        jrA === 0 && jrB === 0 ? 0 : jrA === 0 || jrB === 0 ? 2 : jrA === jrB ? 1 : 3;
      const [sexA, sexB] = [(flagsA >> flagGenderShift) & 3, (flagsB >> flagGenderShift) & 3];
      const gender = sexA === 0 || sexB === 0 ? 0 : sexA === sexB ? 1 : 2;
      first =
        nameLevel(rowA, rowB) |
        (middleLevel(rowA, rowB) << (shifts[at.middleName] as number)) |
        (birthLevel(rows[rowA + 5] as number, rows[rowB + 5] as number) <<
          (shifts[at.birthDate] as number)) |
        (generation << (shifts[at.generation] as number)) |
        (gender << (shifts[at.gender] as number));
    }
    first |=
      (identifierLevel(rowA, rowB) << (shifts[at.identifier] as number)) |
      (emailLevel(rowA, rowB) << (shifts[at.email] as number)) |
      (phoneLevel(rowA, rowB) << (shifts[at.phone] as number));
    return addressPattern(rowA, rowB) * secondUnit + first;
  };

  const hasInitial = (record: number): boolean => {
    const given = rows[record * stride + layout.given] as number;
    return given !== 0 && pairs.lengthOf(given) === 1;
  };

  const read = new Int32Array(1);
  // Nothing depends on what is read, so that memory is asked for several rows at once. The sum is there
  // so that reading is not left out.
  const bring = (of: Int32Array, from: number, to: number): void => {
    let sum = 0;
    for (let each = from; each < to; each++) {
      const row = (of[each] as number) * stride;
      for (let place = 0; place < stride; place += lineLength) sum ^= rows[row + place] as number;
    }
    read[0] = sum;
  };

  return { patternOf, bring, hasInitial, counts, forget: pairs.forget };
}

const birthLevel = (a: number, b: number): number => {
  if (a === 0 || b === 0) return 0;
  if (a === b) return 1;
  if (areFarDays(a, b)) return birthDiffers;
  return birthLevels.get(compareBirthDates(dayText(a), dayText(b))?.level ?? '') ?? 0;
};
