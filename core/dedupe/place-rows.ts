import { sameStreet } from '#core/matching/compare-addresses';
import { soundOf } from '#core/matching/phonetic';
import { editDistance, jaroWinkler } from '#core/matching/text-similarity';
import { boundedMemo } from './bounded-memo.ts';
import type { Layout } from './layout.ts';
import { at, shifts } from './levels.ts';
import { kind, textBits, type ValuePairs } from './value-pairs.ts';

const compareStreets = (a: string, b: string): number => {
  if (sameStreet(a.split(' '), b.split(' '))) return 2;
  return jaroWinkler(a.replaceAll(' ', ''), b.replaceAll(' ', '')) >= 0.82 ? 3 : 4;
};
const compareCities = (a: string, b: string): number => {
  const shorter = Math.min(a.length, b.length);
  const isClose =
    jaroWinkler(a, b) >= 0.9 ||
    soundOf(a) === soundOf(b) ||
    editDistance(a, b, 2) <= (shorter >= 6 ? 2 : 1);
  return isClose ? 2 : 3;
};
const compareHouses = (a: string, b: string): number => {
  if (Math.max(a.length, b.length) < 2) return 3;
  const isPart = a.startsWith(b) || b.startsWith(a);
  return isPart || editDistance(a, b, 1) === 1 ? 2 : 3;
};

/**
 * Compares where two rows say to live; rows are given by where they begin. The answer is the second
 * number of a pattern (`levels.ts`), of the two addresses that agree best.
 */
export function makePlaceRows(
  rows: Int32Array,
  layout: Layout,
  { textOf, unordered, isApart, isFar, isUnlike }: ValuePairs,
): (rowA: number, rowB: number) => number {
  const streetLevel = (a: number, b: number): number =>
    a === 0 || b === 0
      ? 0
      : a === b
        ? 1
        : isUnlike(a, b, 0.82)
          ? 4
          : unordered(kind.street, a, b, compareStreets);
  const soundsOf = boundedMemo(textBits, (id) => soundOf(textOf(id)));
  const cityLevel = (a: number, b: number): number => {
    if (a === 0 || b === 0) return 0;
    if (a === b) return 1;
    const isOther = isUnlike(a, b, 0.9) && isFar(a, b, 2) && soundsOf(a) !== soundsOf(b);
    return isOther ? 3 : unordered(kind.city, a, b, compareCities);
  };

  const placePattern = (
    rowA: number,
    rowB: number,
    ofA: Layout['addresses'][number],
    ofB: Layout['addresses'][number],
  ): number => {
    const [extraA, extraB] = [rows[rowA + ofA.extra] as number, rows[rowB + ofB.extra] as number];
    const [streetA, streetB] = [
      rows[rowA + ofA.street] as number,
      rows[rowB + ofB.street] as number,
    ];
    let street = streetLevel(streetA, streetB);
    let extra = streetLevel(extraA, extraB);
    if (street === 4 && (extraA !== 0 || extraB !== 0)) {
      // The two lines in each other's place.
      if (streetA === extraB || streetB === extraA) {
        street = 2;
        if (streetA === extraB && streetB === extraA) extra = 1;
      }
    }
    if (extra > 2) extra = extra === 3 ? 2 : 3;
    const houseA = rows[rowA + ofA.house] as number;
    const houseB = rows[rowB + ofB.house] as number;
    const house =
      houseA === 0 || houseB === 0
        ? 0
        : houseA === houseB
          ? 1
          : isApart(houseA, houseB) && isFar(houseA, houseB, 1)
            ? 3
            : unordered(kind.other, houseA, houseB, compareHouses);
    const [unitA, unitB] = [rows[rowA + ofA.unit] as number, rows[rowB + ofB.unit] as number];
    const unit = unitA === 0 || unitB === 0 ? 0 : unitA === unitB ? 1 : 2;
    const [codeA, codeB] = [
      rows[rowA + ofA.postcode] as number,
      rows[rowB + ofB.postcode] as number,
    ];
    const postcode =
      codeA === 0 || codeB === 0
        ? 0
        : codeA === codeB
          ? 1
          : isFar(codeA, codeB, 1)
            ? 3
            : editDistance(textOf(codeA), textOf(codeB), 1) === 1
              ? 2
              : 3;
    const city = cityLevel(rows[rowA + ofA.city] as number, rows[rowB + ofB.city] as number);
    const [regionA, regionB] = [
      rows[rowA + ofA.region] as number,
      rows[rowB + ofB.region] as number,
    ];
    const [landA, landB] = [rows[rowA + ofA.country] as number, rows[rowB + ofB.country] as number];
    let region = regionA === 0 || regionB === 0 ? 0 : regionA === regionB ? 1 : 2;
    if (landA !== 0 && landB !== 0 && landA !== landB) region = 2;
    return (
      street |
      (house << (shifts[at.house] as number)) |
      (unit << (shifts[at.unit] as number)) |
      (extra << (shifts[at.extra] as number)) |
      (postcode << (shifts[at.postcode] as number)) |
      (city << (shifts[at.city] as number)) |
      (region << (shifts[at.region] as number))
    );
  };

  const addressPattern = (rowA: number, rowB: number): number => {
    const { addresses } = layout;
    if (addresses.length === 0) return 0;
    const [only] = addresses as [Layout['addresses'][number]];
    if (addresses.length === 1) return placePattern(rowA, rowB, only, only);
    let best = 0;
    let bestMerit = Number.NEGATIVE_INFINITY;
    for (const ofA of addresses) {
      for (const ofB of addresses) {
        const pattern = placePattern(rowA, rowB, ofA, ofB);
        if (pattern === 0) continue;
        const now = merit(pattern);
        if (now > bestMerit || (now === bestMerit && pattern < best)) {
          best = pattern;
          bestMerit = now;
        }
      }
    }
    return best;
  };

  return addressPattern;
}

/** How much two addresses agree, for taking the best of several. */
export const merit = (pattern: number): number => {
  const level = (each: number, width: number) =>
    (pattern >> (shifts[each] as number)) & ((1 << width) - 1);
  const value = (found: number, worst: number) => (found === 0 ? 0 : worst - found);
  return (
    4 * value(level(at.street, 3), 3) +
    3 * value(level(at.house, 2), 2) +
    3 * value(level(at.postcode, 2), 2) +
    2 * value(level(at.city, 2), 2) +
    value(level(at.unit, 2), 2)
  );
};
