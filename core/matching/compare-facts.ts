import type {
  StandardIdentifier,
  StandardPersonName,
  StandardSocial,
} from '#core/standardise/standard-record';
import type { Finding } from './finding.ts';
import { editDistance } from './text-similarity.ts';

/** Years from which two namesakes of one household are a parent and a child. */
const generation = 15;

/** Best first. */
export const birthDateLevels = [
  'same',
  'swapped',
  'slip',
  'decade-slip',
  'one-part-differs',
  'two-slips',
  'different',
] as const;

/**
 * `same`, then the slips of a clerk, then dates a generation apart, which are a parent and a child.
 * `decade-slip`: one digit, but it moves the year by a generation.
 */
export function compareBirthDates(
  a: string | undefined,
  b: string | undefined,
): Finding | undefined {
  if (a === undefined || b === undefined) return undefined;
  if (a === b) return { level: 'same' };
  const [yearA, monthA, dayA] = [a.slice(0, 4), a.slice(5, 7), a.slice(8)];
  const [yearB, monthB, dayB] = [b.slice(0, 4), b.slice(5, 7), b.slice(8)];
  if (yearA === yearB && monthA === dayB && dayA === monthB) return { level: 'swapped' };
  const edits = editDistance(yearA + monthA + dayA, yearB + monthB + dayB, 2);
  const isTransposed =
    edits === 1 && [...yearA].toSorted().join('') === [...yearB].toSorted().join('');
  const isGenerationApart = Math.abs(Number(yearA) - Number(yearB)) >= generation;
  if (edits === 1) return { level: isGenerationApart && !isTransposed ? 'decade-slip' : 'slip' };
  const agreeing = Number(yearA === yearB) + Number(monthA === monthB) + Number(dayA === dayB);
  if (agreeing === 2) return { level: isGenerationApart ? 'two-slips' : 'one-part-differs' };
  return { level: edits === 2 ? 'two-slips' : 'different' };
}

export function compareGenders(a: string | undefined, b: string | undefined): Finding | undefined {
  if (a === undefined || b === undefined) return undefined;
  return { level: a === b ? 'same' : 'different' };
}

const generationOf = (names: readonly StandardPersonName[]): string | undefined =>
  names.find(({ generation }) => generation !== undefined)?.generation;

/**
 * Jr, Sr, III. Most sources leave it out, so one side alone proves nothing; but who is called so has a
 * namesake at home.
 */
export function compareGenerations(
  a: readonly StandardPersonName[],
  b: readonly StandardPersonName[],
): Finding | undefined {
  const [ofA, ofB] = [generationOf(a), generationOf(b)];
  if (ofA === undefined && ofB === undefined) return undefined;
  if (ofA === undefined || ofB === undefined) return { level: 'one-sided' };
  return { level: ofA === ofB ? 'same' : 'different' };
}

/** One person has one of these at a time; two different ones are two people. */
const oneEach: ReadonlySet<string> = new Set([
  'national-id',
  'passport',
  'tax',
  'ssn',
  'social-security',
  'drivers-license',
  'driving-licence',
  'lei',
  'duns',
  'registration',
]);

/** A new one has a new number. */
const renewed: ReadonlySet<string> = new Set(['passport', 'drivers-license', 'driving-licence']);

export const identifierLevels = [
  'same',
  'same-card',
  'slip',
  'two-slips',
  'card-differs',
  'unsound-differs',
  'document-differs',
  'different',
] as const;

export const compareTwoIdentifiers = (
  a: StandardIdentifier,
  b: StandardIdentifier,
): (typeof identifierLevels)[number] | undefined => {
  if (a.type !== b.type) return undefined;
  if (a.country !== undefined && b.country !== undefined && a.country !== b.country)
    return undefined;
  if (a.value === b.value) return oneEach.has(a.type) ? 'same' : 'same-card';
  const limit = Math.min(a.value.length, b.value.length) >= 7 ? 2 : 1;
  const edits = editDistance(a.value, b.value, limit);
  if (edits === 1) return 'slip';
  if (edits === 2 && limit === 2) return 'two-slips';
  if (!oneEach.has(a.type)) return 'card-differs';
  if (renewed.has(a.type)) return 'document-differs';
  return a.checksumHolds === false || b.checksumHolds === false ? 'unsound-differs' : 'different';
};

/** The best that any two identifiers of one type reach; types that only one side has say nothing. */
export function compareIdentifiers(
  a: readonly StandardIdentifier[],
  b: readonly StandardIdentifier[],
): Finding | undefined {
  let best: number | undefined;
  let value = '';
  for (const ofA of a) {
    for (const ofB of b) {
      const level = compareTwoIdentifiers(ofA, ofB);
      if (level === undefined) continue;
      const at = identifierLevels.indexOf(level);
      if (best === undefined || at < best) {
        best = at;
        value = ofA.value;
      }
    }
  }
  if (best === undefined) return undefined;
  const level = identifierLevels[best] ?? 'different';
  return best <= 1 ? { level, rarity: { kind: 'identifier', text: value } } : { level };
}

/** The same handle on one network. Having two tells nothing. */
export function compareSocials(
  a: readonly StandardSocial[],
  b: readonly StandardSocial[],
): Finding | undefined {
  for (const { network, handle } of a) {
    if (b.some((other) => other.network === network && other.handle === handle)) {
      return { level: 'same', rarity: { kind: 'social', text: `${network}:${handle}` } };
    }
  }
  return undefined;
}
