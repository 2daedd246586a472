import { sameStreet } from '#core/matching/compare-addresses';
import {
  compareTwoEmails,
  compareTwoPhones,
  emailLevels,
  phoneLevels,
  resembleByName,
} from '#core/matching/compare-contacts';
import {
  compareBirthDates,
  compareTwoIdentifiers,
  identifierLevels,
} from '#core/matching/compare-facts';
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
import {
  compareTwoOrganisationNames,
  organisationNameLevels,
} from '#core/matching/compare-organisation-names';
import { soundOf } from '#core/matching/phonetic';
import { editDistance, jaroWinkler } from '#core/matching/text-similarity';
import { standardIdentifier } from '#core/standardise/identifier';
import { nicknameGroups } from '#core/standardise/nicknames';
import type {
  StandardEmail,
  StandardPersonName,
  StandardPhone,
} from '#core/standardise/standard-record';
import { boundedMemo } from './bounded-memo.ts';
import type { ValueBytes } from './byte-table.ts';
import { areFarDays } from './far-days.ts';
import { flagGenderShift, flagGeneration, flagOrganisation, type Layout } from './layout.ts';
import { at, organisationBit, personComparisons, secondUnit, shifts } from './levels.ts';
import { dayText } from './read-day.ts';
import { textOfBytes } from './text-of-bytes.ts';

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
const families: readonly FamilyAgreement[] = ['same', 'part', 'close', 'missing', 'different'];

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

const birthLevels = new Map<string, number>(
  (personComparisons[2]?.levels ?? []).map((level, each) => [level, each + 1]),
);

const birthDiffers = birthLevels.get('different') ?? 0;

/** Kinds of value pairs that are remembered. */
const kind = {
  given: 0,
  family: 1,
  crossed: 2,
  street: 3,
  city: 4,
  middle: 6,
  other: 7,
} as const;

const cacheBits = 19;
/** Texts of frequent values that are kept at hand; making one again takes some 50 ns. */
const textBits = 15;

/** E-mail addresses that are not one, but near. */
const resembling: ReadonlySet<string> = new Set(['slip', 'same-local', 'near-local']);

/** How often a comparison was looked up and how often it had to be made; counts do not depend on the machine. */
export interface CompareCounts {
  pairs: number;
  lookedUp: number;
  compared: number;
}

/** Compares records by their numbers. What two values make is computed once and remembered. */
export interface Comparer {
  /** The pattern of a pair, as one number (`levels.ts`); the same for either order. */
  readonly patternOf: (a: number, b: number) => number;
  readonly counts: CompareCounts;
}

export function makeComparer(rows: Int32Array, layout: Layout, values: ValueBytes): Comparer {
  const { stride } = layout;
  const counts: CompareCounts = { pairs: 0, lookedUp: 0, compared: 0 };
  const { bytes, ends } = values;
  const textOf = boundedMemo(textBits, (id) =>
    textOfBytes(bytes, ends[id] as number, ends[id + 1] as number),
  );
  const lengthOf = (id: number): number => (ends[id + 1] as number) - (ends[id] as number);
  const wordsOf = boundedMemo(textBits, (id): readonly string[] =>
    id === 0 ? [] : textOf(id).split(' '),
  );

  const cacheKeys = new Float64Array(1 << cacheBits);
  const cacheValues = new Uint8Array(1 << cacheBits);
  const cacheMask = (1 << cacheBits) - 1;
  const slotOf = (sort: number, a: number, b: number): number =>
    ((Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b) ^ Math.imul(sort, 0xc2b2ae35)) >>> 7) &
    cacheMask;
  const remembered = (
    sort: number,
    a: number,
    b: number,
    make: (a: string, b: string) => number,
  ): number => {
    counts.lookedUp++;
    const key = (sort * 0x2000000 + a) * 0x2000000 + b;
    const slot = slotOf(sort, a, b);
    if (cacheKeys[slot] === key) return cacheValues[slot] as number;
    counts.compared++;
    const made = make(textOf(a), textOf(b));
    cacheKeys[slot] = key;
    cacheValues[slot] = made;
    return made;
  };
  /** The same for two values whose order does not matter. */
  const unordered = (
    sort: number,
    a: number,
    b: number,
    make: (a: string, b: string) => number,
  ): number => {
    counts.lookedUp++;
    const [low, high] = a < b ? [a, b] : [b, a];
    const key = (sort * 0x2000000 + low) * 0x2000000 + high;
    const slot = slotOf(sort, low, high);
    if (cacheKeys[slot] === key) return cacheValues[slot] as number;
    counts.compared++;
    // By text, not by number: numbers depend on the order of rows, answers must not.
    const [x, y] = [textOf(a), textOf(b)];
    const made = x < y ? make(x, y) : make(y, x);
    cacheKeys[slot] = key;
    cacheValues[slot] = made;
    return made;
  };

  const tally = new Int8Array(256);
  /** Whether more than `limit` edits lie between two values: a bound by their letters alone. */
  const isFar = (a: number, b: number, limit: number): boolean => {
    const fromA = ends[a] as number;
    const toA = ends[a + 1] as number;
    const fromB = ends[b] as number;
    const toB = ends[b + 1] as number;
    if (Math.abs(toA - fromA - toB + fromB) > limit) return true;
    for (let each = fromA; each < toA; each++) (tally[bytes[each] as number] as number)++;
    let extra = 0;
    for (let each = fromB; each < toB; each++) {
      const byte = bytes[each] as number;
      tally[byte] = (tally[byte] as number) - 1;
      if ((tally[byte] as number) < 0) extra++;
    }
    let lost = 0;
    for (let each = fromA; each < toA; each++) {
      const byte = bytes[each] as number;
      if ((tally[byte] as number) > 0) lost += tally[byte] as number;
      tally[byte] = 0;
    }
    for (let each = fromB; each < toB; each++) tally[bytes[each] as number] = 0;
    return Math.max(extra, lost) > limit;
  };

  /**
   * Whether two values share too few letters to be alike: a bound of Jaro–Winkler by letters and
   * beginning, below `limit`. Most pairs end here, without a string made of either.
   */
  const isUnlike = (a: number, b: number, limit: number): boolean => {
    const fromA = ends[a] as number;
    const toA = ends[a + 1] as number;
    const fromB = ends[b] as number;
    const toB = ends[b + 1] as number;
    for (let each = fromA; each < toA; each++) (tally[bytes[each] as number] as number)++;
    let common = 0;
    for (let each = fromB; each < toB; each++) {
      const byte = bytes[each] as number;
      const left = tally[byte] as number;
      if (left > 0) {
        common++;
        tally[byte] = left - 1;
      }
    }
    for (let each = fromA; each < toA; each++) tally[bytes[each] as number] = 0;
    const [lengthA, lengthB] = [toA - fromA, toB - fromB];
    const shorter = Math.min(lengthA, lengthB);
    if (common === shorter) return false;
    const jaro = (common / lengthA + common / lengthB + 1) / 3;
    let prefix = 0;
    while (prefix < 4 && prefix < shorter && bytes[fromA + prefix] === bytes[fromB + prefix])
      prefix++;
    return jaro + prefix * 0.1 * (1 - jaro) < limit;
  };
  /** 1 a word of three letters or more, 2 anything else; 0 not looked at yet. */
  const shapes = new Uint8Array(ends.length);
  const isWord = (id: number): boolean => {
    const known = shapes[id] as number;
    if (known !== 0) return known === 1;
    let shape = lengthOf(id) < 3 ? 2 : 1;
    for (let each = ends[id] as number; each < (ends[id + 1] as number); each++)
      if (bytes[each] === 32) shape = 2;
    shapes[id] = shape;
    return shape === 1;
  };
  const groupsOf = boundedMemo(textBits, (id) => nicknameGroups(textOf(id)));
  const shareGroup = (a: number, b: number): boolean => {
    const ofA = groupsOf(a);
    if (ofA.length === 0) return false;
    const ofB = groupsOf(b);
    return ofB.length > 0 && ofA.some((group) => ofB.includes(group));
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

  const emailOf = boundedMemo(textBits, (id): StandardEmail => {
    const text = textOf(id);
    const isRole = text.startsWith('!');
    const [standard = '', address = ''] = text.slice(isRole ? 1 : 0).split(' ');
    const cut = standard.indexOf('@');
    return { address, local: standard.slice(0, cut), domain: standard.slice(cut + 1), isRole };
  });
  const emailsOf = (row: number): readonly StandardEmail[] =>
    layout.emails.flatMap(({ address }) => {
      const id = rows[row + address] as number;
      return id === 0 ? [] : [emailOf(id)];
    });
  const nameOf = (row: number): StandardPersonName => ({
    given: wordsOf(rows[row] as number),
    middle: wordsOf(rows[row + 1] as number),
    family: wordsOf(rows[row + 2] as number),
    familyPrevious: wordsOf(rows[row + 3] as number),
  });

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

  const middleLevels = ['same', 'initial', 'different'];
  const compareMiddleTexts = (a: string, b: string): number => {
    const only = (middle: string) => [
      { given: [], middle: middle.split(' '), family: [], familyPrevious: [] },
    ];
    return 1 + middleLevels.indexOf(compareMiddleNames(only(a), only(b))?.level ?? 'different');
  };

  const birthLevel = (a: number, b: number): number => {
    if (a === 0 || b === 0) return 0;
    if (a === b) return 1;
    if (areFarDays(a, b)) return birthDiffers;
    return birthLevels.get(compareBirthDates(dayText(a), dayText(b))?.level ?? '') ?? 0;
  };

  const organisationLevel = (rowA: number, rowB: number): number => {
    let best = 0;
    for (const ofA of layout.organisations) {
      const a = rows[rowA + ofA.words] as number;
      if (a === 0) continue;
      for (const ofB of layout.organisations) {
        const b = rows[rowB + ofB.words] as number;
        if (b === 0) continue;
        const [formA, formB] = [rows[rowA + ofA.form] as number, rows[rowB + ofB.form] as number];
        let level: number;
        if (a === b && formA === formB) level = 1;
        else {
          const legal = (form: number) => (form === 0 ? {} : { legalForm: textOf(form) });
          const [one, other] = [
            { words: wordsOf(a), ...legal(formA) },
            { words: wordsOf(b), ...legal(formB) },
          ];
          const isInOrder = textOf(a) < textOf(b);
          level =
            1 +
            organisationNameLevels.indexOf(
              compareTwoOrganisationNames(isInOrder ? one : other, isInOrder ? other : one) ??
                'different',
            );
        }
        if (best === 0 || level < best) best = level;
      }
    }
    return best;
  };

  const emailLevel = (rowA: number, rowB: number): number => {
    let best = 0;
    for (const ofA of layout.emails) {
      const a = rows[rowA + ofA.address] as number;
      if (a === 0) continue;
      for (const ofB of layout.emails) {
        const b = rows[rowB + ofB.address] as number;
        if (b === 0) continue;
        const [localA, localB] = [
          rows[rowA + ofA.local] as number,
          rows[rowB + ofB.local] as number,
        ];
        const isPlain = localA !== 0 && localB !== 0;
        let level: number;
        if (a === b && isPlain) level = 1;
        else if (isPlain && localA !== localB && isFar(localA, localB, 2))
          level = emailLevels.length;
        else {
          const [mailA, mailB] = [emailOf(a), emailOf(b)];
          const found = compareTwoEmails(mailA, mailB);
          if (resembling.has(found) && resembleByName(mailA, mailB, [nameOf(rowA), nameOf(rowB)]))
            continue;
          level = 1 + emailLevels.indexOf(found);
        }
        if (best === 0 || level < best) best = level;
      }
    }
    return best;
  };

  const phoneTypes = { m: 'mobile', f: 'fixed', u: 'unknown' } as const;
  /** Level of one number on both sides, by the letter of its type. */
  const samePhone = new Uint8Array(256);
  for (const letter of ['m', 'f', 'u'] as const) {
    const phone = { number: '+1', tail: '1', type: phoneTypes[letter] };
    samePhone[letter.charCodeAt(0)] = 1 + phoneLevels.indexOf(compareTwoPhones(phone, phone));
  }
  const phoneOf = (number: number, tail: number): StandardPhone => {
    const text = textOf(number);
    return {
      number: text.slice(1),
      tail: tail === 0 ? '' : textOf(tail).slice(1),
      type: phoneTypes[text.charAt(0) as 'm' | 'f' | 'u'],
    };
  };
  const phoneLevel = (rowA: number, rowB: number): number => {
    let best = 0;
    for (const ofA of layout.phones) {
      const a = rows[rowA + ofA.number] as number;
      if (a === 0) continue;
      for (const ofB of layout.phones) {
        const b = rows[rowB + ofB.number] as number;
        if (b === 0) continue;
        const [tailA, tailB] = [rows[rowA + ofA.tail] as number, rows[rowB + ofB.tail] as number];
        if (a === b) {
          const level = samePhone[bytes[ends[a] as number] as number] as number;
          if (best === 0 || level < best) best = level;
          continue;
        }
        const isPlain = tailA !== 0 && tailB !== 0 && lengthOf(tailA) > 8 && lengthOf(tailB) > 8;
        const level =
          isPlain && tailA !== tailB && isFar(tailA, tailB, 1)
            ? phoneLevels.length
            : 1 + phoneLevels.indexOf(compareTwoPhones(phoneOf(a, tailA), phoneOf(b, tailB)));
        if (best === 0 || level < best) best = level;
      }
    }
    return best;
  };

  const cards = new Set(['loyalty', 'customer-number', 'vat', 'other']);
  const cardDiffers = identifierLevels.indexOf('card-differs') + 1;
  const standardOf = layout.identifiers.map(({ type }) =>
    boundedMemo(textBits, (id) => {
      const value = textOf(id);
      return standardIdentifier({ type, value }) ?? { type, value };
    }),
  );
  const identifierLevel = (rowA: number, rowB: number): number => {
    let best = 0;
    for (let each = 0; each < layout.identifiers.length; each++) {
      const { value, type } = layout.identifiers[each] as Layout['identifiers'][number];
      const standard = standardOf[each] as (typeof standardOf)[number];
      const [a, b] = [rows[rowA + value] as number, rows[rowB + value] as number];
      if (a === 0 || b === 0) continue;
      if (a !== b && isFar(a, b, 2) && cards.has(type)) {
        if (best === 0 || cardDiffers < best) best = cardDiffers;
        continue;
      }
      const found = compareTwoIdentifiers(standard(Math.min(a, b)), standard(Math.max(a, b)));
      if (found === undefined) continue;
      const level = 1 + identifierLevels.indexOf(found);
      if (best === 0 || level < best) best = level;
    }
    return best;
  };

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

  /** How much two addresses agree, for taking the best of several. */
  const merit = (pattern: number): number => {
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

  const patternOf = (recordA: number, recordB: number): number => {
    counts.pairs++;
    const [rowA, rowB] = [recordA * stride, recordB * stride];
    const [flagsA, flagsB] = [rows[rowA + 4] as number, rows[rowB + 4] as number];
    let first: number;
    if (flagsA & flagOrganisation) {
      first = organisationBit | organisationLevel(rowA, rowB);
    } else {
      const [middleA, middleB] = [rows[rowA + 1] as number, rows[rowB + 1] as number];
      const middle =
        middleA === 0 || middleB === 0
          ? 0
          : middleA === middleB
            ? lengthOf(middleA) === 1
              ? 2
              : 1
            : unordered(kind.middle, middleA, middleB, compareMiddleTexts);
      const [jrA, jrB] = [flagsA & flagGeneration, flagsB & flagGeneration];
      const generation =
        jrA === 0 && jrB === 0 ? 0 : jrA === 0 || jrB === 0 ? 2 : jrA === jrB ? 1 : 3;
      const [sexA, sexB] = [(flagsA >> flagGenderShift) & 3, (flagsB >> flagGenderShift) & 3];
      const gender = sexA === 0 || sexB === 0 ? 0 : sexA === sexB ? 1 : 2;
      first =
        nameLevel(rowA, rowB) |
        (middle << (shifts[at.middleName] as number)) |
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

  return { patternOf, counts };
}
