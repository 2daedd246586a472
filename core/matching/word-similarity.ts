import { collapseDigraphs } from '#core/standardise/fold';
import { memoise } from '#core/standardise/memoise';
import { soundOf, spokenForm } from './phonetic.ts';
import { editDistance, jaroWinkler } from './text-similarity.ts';

/** How near two folded words of a name are, from a slip to a doubt. */

/** Most names are one word: no array to join. */
export const tight = (words: readonly string[]): string =>
  words.length === 1 ? (words[0] ?? '') : words.join('');

/** A word as it is heard, scanned and typed without diacritics. */
interface Readings {
  readonly spoken: string;
  readonly scanned: string;
  readonly collapsed: string;
  readonly isSkeleton: boolean;
}

const remembered = memoise<Readings>(15);
const readingsOf = (word: string): Readings => remembered(word, read);

const read = (word: string): Readings => ({
  spoken: spokenForm(word),
  scanned: asScanned(word),
  collapsed: collapseDigraphs(word),
  isSkeleton: isSkeleton(word),
});

/** Letters that a scanner takes for others, brought to one form. */
const asScanned = (word: string): string =>
  word
    .replaceAll('rn', 'm')
    .replaceAll('vv', 'w')
    .replaceAll('cl', 'd')
    .replaceAll(/[1il]/g, 'l')
    .replaceAll('0', 'o')
    .replaceAll('5', 's')
    .replaceAll('8', 'b');

const isVariant = (a: string, b: string): boolean => {
  const [ofA, ofB] = [readingsOf(a), readingsOf(b)];
  return (
    (ofA.spoken !== '' && ofA.spoken === ofB.spoken) ||
    ofA.collapsed === ofB.collapsed ||
    ofA.scanned === ofB.scanned ||
    ((ofA.isSkeleton || ofB.isSkeleton) && soundOf(a) === soundOf(b))
  );
};

/** Consonants alone, as Arabic and Hebrew are written: `fysl` of Faisal. */
const isSkeleton = (word: string): boolean => /^[^aeiou]{3,}$/.test(word);

/** A slip of the keyboard, the ear or the scanner in a family name. */
export const isClose = (a: string, b: string): boolean => {
  const shorter = Math.min(a.length, b.length);
  return shorter >= 3 && (isNear(a, b, shorter) || isVariant(a, b));
};

const isNear = (a: string, b: string, shorter: number): boolean => {
  const edits = editDistance(a, b, 2);
  if (edits === 1) return Math.max(a.length, b.length) >= 4;
  const similarity = jaroWinkler(a, b);
  if (edits === 2 && shorter >= 6) return similarity >= 0.8;
  return similarity >= 0.92 || (similarity >= 0.8 && soundOf(a) === soundOf(b));
};

/** Of close words: one slip, or another spelling of what is heard. */
export const isOneSlip = (a: string, b: string): boolean =>
  isVariant(a, b) || editDistance(a, b, 1) <= 1 || jaroWinkler(a, b) >= 0.94;

/**
 * The same in a given name, where one letter makes another member of the family: Paul and Paula,
 * Mara and Mark. A different ending is not taken for a slip.
 */
export const isCloseGiven = (a: string, b: string): boolean => {
  const shorter = Math.min(a.length, b.length);
  if (shorter < 3) return false;
  if (isVariant(a, b)) return true;
  const edits = editDistance(a, b, 2);
  const endsAlike = a.at(-1) === b.at(-1);
  if (edits === 1) return shorter >= 4 && (endsAlike || isTransposed(a, b));
  if (edits === 2) return shorter >= 6 && endsAlike && jaroWinkler(a, b) >= 0.85;
  return false;
};

const isTransposed = (a: string, b: string): boolean =>
  a.length === b.length && [...a].toSorted().join('') === [...b].toSorted().join('');

/** Too far for a slip, too near for another name: a transliteration, perhaps. */
export const isVague = (a: string, b: string): boolean => {
  const shorter = Math.min(a.length, b.length);
  if (shorter < 3) return shorter === 2 && (a.startsWith(b) || b.startsWith(a));
  return editDistance(a, b, 1) === 1 || jaroWinkler(a, b) >= 0.8 || soundOf(a) === soundOf(b);
};
