import {
  alike,
  compareFamilyWords,
  compareGiven,
  compareMiddleNames,
  compareTwo,
  type FamilyAgreement,
  type GivenAgreement,
  isContrary,
  isNamedByMailbox,
  isOpen,
  nameLevelOf,
  nameLevels,
  onceWitnessed,
  witnesses,
} from '#core/matching/compare-names';
import { nicknameGroups } from '#core/standardise/nicknames';
import { boundedMemo } from './bounded-memo.ts';
import type { Layout } from './layout.ts';
import type { RowParts } from './row-parts.ts';
import { kind, textBits, type ValuePairs } from './value-pairs.ts';

const givens: readonly GivenAgreement[] = [
  'same',
  'nickname',
  'sibling',
  'close',
  'vague',
  'initial',
  'missing',
  'different',
];
const families: readonly FamilyAgreement[] = [
  'same',
  'part',
  'close',
  'near',
  'missing',
  'different',
];

const levelNumber = new Map<string, number>(nameLevels.map((level, each) => [level, each + 1]));
const openLevels: ReadonlySet<number> = new Set(
  [...isOpen].map((each) => levelNumber.get(each) ?? 0),
);
const contrary: ReadonlySet<number> = new Set(
  [...isContrary].map((each) => levelNumber.get(each) ?? 0),
);
const witnessed: ReadonlyMap<number, number> = new Map(
  Object.entries(onceWitnessed).map(([from, to]) => [
    levelNumber.get(from) ?? 0,
    levelNumber.get(to) ?? 0,
  ]),
);

/** Level by family and given agreement: number of the level, 0 when nothing can be said. */
const nameTable = Uint8Array.from(
  families.flatMap((family) =>
    givens.map((given) => levelNumber.get(nameLevelOf[family][given] ?? '') ?? 0),
  ),
);
const [same, initial, missing, different, vague] = [
  givens.indexOf('same'),
  givens.indexOf('initial'),
  givens.indexOf('missing'),
  givens.indexOf('different'),
  givens.indexOf('vague'),
];
const [familySame, familyMissing, familyDiffers] = [
  families.indexOf('same'),
  families.indexOf('missing'),
  families.indexOf('different'),
];

const middleLevels = ['same', 'initial', 'different'];

/** Compares the names of two people; rows are given by where they begin. */
export interface NameRows {
  /** Number of the level of `nameLevels` from 1; 0 when nothing can be said. */
  readonly nameLevel: (rowA: number, rowB: number) => number;
  readonly middleLevel: (rowA: number, rowB: number) => number;
}

export function makeNameRows(
  rows: Int32Array,
  layout: Layout,
  { textOf, lengthOf, wordsOf, isWord, told, remembered, unordered, isUnlike }: ValuePairs,
  { nameOf, emailsOf }: RowParts,
): NameRows {
  const groupsOf = boundedMemo(textBits, (id) => nicknameGroups(textOf(id)));
  const hasGroup = told((id) => groupsOf(id).length > 0);
  const shareGroup = (a: number, b: number): boolean => {
    if (!hasGroup(a) || !hasGroup(b)) return false;
    const ofB = groupsOf(b);
    return groupsOf(a).some((group) => ofB.includes(group));
  };

  const compareGivenTexts = (a: string, b: string): number =>
    givens.indexOf(
      compareGiven({ given: a.split(' '), middle: [] }, { given: b.split(' '), middle: [] }),
    );
  const compareFamilyTexts = (a: string, b: string): number =>
    families.indexOf(compareFamilyWords(a.split(' '), b.split(' ')));
  const compareCrossedTexts = (a: string, b: string): number => {
    const found = alike(a.replaceAll(' ', ''), b.replaceAll(' ', ''));
    return found === 'word' ? 2 : found === 'initial' ? 1 : 0;
  };
  const [swappedLevel, initialLevel] = [
    levelNumber.get('swapped') ?? 0,
    levelNumber.get('initial') ?? 0,
  ];

  const nameLevel = (rowA: number, rowB: number): number => {
    const [givenA, givenB] = [rows[rowA] as number, rows[rowB] as number];
    const [middleA, middleB] = [rows[rowA + 1] as number, rows[rowB + 1] as number];
    const [familyA, familyB] = [rows[rowA + 2] as number, rows[rowB + 2] as number];
    let level: number;
    if ((rows[rowA + 3] as number) !== 0 || (rows[rowB + 3] as number) !== 0) {
      level = levelNumber.get(compareTwo(nameOf(rowA), nameOf(rowB)) ?? '') ?? 0;
    } else {
      let given: number;
      if (givenA === 0 || givenB === 0) given = missing;
      else if (givenA === givenB) given = lengthOf(givenA) === 1 ? initial : same;
      else {
        given =
          rows[rowA + 6] !== rows[rowB + 6] &&
          isWord(givenA) &&
          isWord(givenB) &&
          isUnlike(givenA, givenB, 0.8) &&
          !shareGroup(givenA, givenB)
            ? different
            : unordered(kind.given, givenA, givenB, compareGivenTexts);
        if ((given === different || given === vague) && (middleA !== 0 || middleB !== 0)) {
          given = givens.indexOf(
            compareGiven(
              { given: wordsOf(givenA), middle: wordsOf(middleA) },
              { given: wordsOf(givenB), middle: wordsOf(middleB) },
            ),
          );
        }
      }
      const family =
        familyA === 0 || familyB === 0
          ? familyMissing
          : familyA === familyB
            ? familySame
            : rows[rowA + 7] !== rows[rowB + 7] &&
                isWord(familyA) &&
                isWord(familyB) &&
                isUnlike(familyA, familyB, 0.8)
              ? familyDiffers
              : unordered(kind.family, familyA, familyB, compareFamilyTexts);
      level = nameTable[family * givens.length + given] as number;
      if (
        (level === 0 || contrary.has(level)) &&
        givenA !== 0 &&
        givenB !== 0 &&
        familyA !== 0 &&
        familyB !== 0 &&
        !(
          rows[rowA + 6] !== rows[rowB + 7] &&
          isWord(givenA) &&
          isWord(familyB) &&
          isUnlike(givenA, familyB, 0.8)
        )
      ) {
        const one = remembered(kind.crossed, givenA, familyB, compareCrossedTexts);
        if (one > 0) {
          const other = remembered(kind.crossed, givenB, familyA, compareCrossedTexts);
          if (other > 0 && one + other > 2) level = one + other === 4 ? swappedLevel : initialLevel;
        }
      }
    }
    const changed = witnessed.get(level);
    if (layout.emails.length > 0 && (changed !== undefined || openLevels.has(level))) {
      const [emailsA, emailsB] = [emailsOf(rowA), emailsOf(rowB)];
      if (emailsA.length + emailsB.length === 0) return level;
      const [nameA, nameB] = [nameOf(rowA), nameOf(rowB)];
      if (changed !== undefined) {
        if (witnesses(emailsA, nameB.family) || witnesses(emailsB, nameA.family)) return changed;
      } else if (
        isNamedByMailbox({ emails: emailsA }, nameA, nameB) ||
        isNamedByMailbox({ emails: emailsB }, nameB, nameA)
      ) {
        return levelNumber.get('named-by-mailbox') ?? level;
      }
    }
    return level;
  };

  const compareMiddleTexts = (a: string, b: string): number => {
    const only = (middle: string) => [
      { given: [], middle: middle.split(' '), family: [], familyPrevious: [] },
    ];
    return 1 + middleLevels.indexOf(compareMiddleNames(only(a), only(b))?.level ?? 'different');
  };
  const middleLevel = (rowA: number, rowB: number): number => {
    const [a, b] = [rows[rowA + 1] as number, rows[rowB + 1] as number];
    if (a === 0 || b === 0) return 0;
    if (a === b) return lengthOf(a) === 1 ? 2 : 1;
    return unordered(kind.middle, a, b, compareMiddleTexts);
  };

  return { nameLevel, middleLevel };
}
