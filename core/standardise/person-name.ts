import { own } from '#core/kernel/own';
import { fold, foldWords } from './fold.ts';
import { isPlaceholderText } from './placeholders.ts';
import type { StandardPersonName } from './standard-record.ts';

/** The text members of a person's name as sources send them. */
export interface WrittenName {
  readonly prefix?: string;
  readonly given?: string;
  readonly middle?: string;
  readonly family?: string;
  readonly familyPrevious?: string;
  readonly suffix?: string;
  readonly full?: string;
}

type Generation = NonNullable<StandardPersonName['generation']>;

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/** Forms of address and academic titles, dropped where other words remain. */
const titles = words(
  'mr sr mister mrs ms miss mx dr doctor doktor dra drs dres prof professor professora profesor sir lady lord ' +
    'dame rev reverend fr father capt captain col colonel major sgt hon herr frau fraulein hr dipl ing ' +
    'mag magister mme madame mlle mademoiselle monsieur maitre senor senora senorita srta sra sig sigra ' +
    'signor signora signorina dott dottore dottssa dottoressa avv ir mevr mevrouw dhr meneer heer pan pani ' +
    'gospodin gospozha sheikh haji hajji',
);
/** Degrees and honours that nobody is called by. */
const honours = words(
  'phd mba esq esquire obe mbe cbe msc bsc mphil dphil llb llm dds dvm cpa frcs mrcp kcb qc kc',
);
/** Degrees that are names too (`Ma`, `Md`): dropped only in a suffix or after a comma. */
const doubtfulHonours = words('ma ba md rn jd bs ms do pe ret jp mp');

const generations: Readonly<Record<string, Generation>> = {
  jr: 'jr',
  jnr: 'jr',
  jun: 'jr',
  junior: 'jr',
  sr: 'sr',
  snr: 'sr',
  sen: 'sr',
  senior: 'sr',
  ii: '2',
  '2nd': '2',
  iii: '3',
  '3rd': '3',
  iv: '4',
  '4th': '4',
};

/** Words that belong to the family name after them: `van der Berg`, `de la Cruz`, `bin Said`. */
const particles = words(
  'van von vom zu zur zum der den dem ter ten te op aan t de del della dello dei degli di da das do dos du des ' +
    'la le los las lo el al il af av bin ben bint ibn abu abd st saint san santa mc mac o y e',
);
/** Cannot end a name or stand between given names: also a middle initial or a conjunction. */
const notAlone = words('o y e t');

/** Marks between words that make them one: `Mc Donald`, `O Brien`, `D Angelo` when the next word follows. */
const glued = words('mc o d l');

const isPresent = (text: string | undefined): text is string =>
  text !== undefined && !isPlaceholderText(text);

/** `mc donald` → `mcdonald`, `o brien` → `obrien`: the spellings of one name meet. */
function joinMarks(parts: readonly string[]): readonly string[] {
  const joined: string[] = [];
  for (const part of parts) {
    const before = joined.at(-1);
    if (before !== undefined && glued.has(before) && part.length > 2 && joined.length === 1) {
      joined[joined.length - 1] = before + part;
    } else joined.push(part);
  }
  return joined;
}

/** Words of a family name without titles, honours and generation; what was taken for one is said. */
function readFamily(text: string | undefined): {
  words: readonly string[];
  generation?: Generation;
} {
  if (!isPresent(text)) return { words: [] };
  const [main = '', ...after] = text.split(',');
  const suffixed = readSuffix(after.join(' '));
  const taken = takeTail(dropTitles(foldWords(main)));
  const generation = taken.generation ?? suffixed;
  return { words: joinMarks(taken.words), ...(generation && { generation }) };
}

function readSuffix(text: string | undefined): Generation | undefined {
  if (text === undefined) return undefined;
  for (const word of foldWords(text)) {
    const generation = own(generations, word);
    if (generation) return generation;
  }
  return undefined;
}

/** Takes honours and the generation off the end, as long as a name remains. */
function takeTail(
  all: readonly string[],
  isWhole = false,
): { words: readonly string[]; generation?: Generation } {
  let end = all.length;
  let generation: Generation | undefined;
  while (end > 1) {
    const last = all[end - 1] ?? '';
    if (honours.has(last)) end--;
    // `Morris I` beside `Morris II`: the elder. In a whole name of two words it is a name.
    else if (generation === undefined && last === 'i' && (!isWhole || end > 2)) {
      generation = 'sr';
      end--;
    } else if (generation === undefined && Object.hasOwn(generations, last)) {
      generation = generations[last];
      end--;
    } else break;
  }
  return { words: all.slice(0, end), ...(generation && { generation }) };
}

function dropTitles(all: readonly string[]): readonly string[] {
  let start = 0;
  while (start < all.length - 1 && titles.has(all[start] ?? '')) start++;
  return all.slice(start);
}

interface NameParts {
  readonly given: readonly string[];
  readonly middle: readonly string[];
  readonly family: readonly string[];
  readonly generation?: Generation;
}

const eastAsian = /^[\p{sc=Han}\p{sc=Hangul}\p{sc=Hiragana}\p{sc=Katakana}\s・]+$/u;

/**
 * Takes a whole name apart: `Lovelace, Ada King`, `Dr. Ada King Lovelace Jr.`, `山田 太郎`. The last
 * word is the family name, with the particles before it; a name of one word is taken for a family name.
 */
export function readFullName(full: string): NameParts {
  const text = full.normalize('NFKC').trim();
  if (eastAsian.test(text)) return readEastAsian(text);
  const [first = '', ...more] = text.split(',').map((part) => part.trim());
  const behind = more.filter((part) => !isSuffixOnly(part));
  const generation = more.map(readSuffix).find((each) => each !== undefined);
  const told = generation === undefined ? {} : { generation };
  if (behind.length > 0) {
    const family = readFamily(first);
    const taken = takeTail(dropTitles(foldWords(behind.join(' '))));
    const [given, ...middle] = taken.words;
    return {
      given: given === undefined ? [] : [given],
      middle,
      family: family.words,
      ...told,
      ...(family.generation && { generation: family.generation }),
      ...(taken.generation && { generation: taken.generation }),
    };
  }
  return { ...readInOrder(first), ...told };
}

const isSuffixOnly = (part: string): boolean =>
  foldWords(part).every(
    (word) => honours.has(word) || doubtfulHonours.has(word) || Object.hasOwn(generations, word),
  );

function readInOrder(text: string): NameParts {
  // Hyphenated words stay together until the family name is found.
  const chunks = text.split(/\s+/).filter((chunk) => fold(chunk) !== '');
  const folded = chunks.map(fold);
  const { words: kept, generation } = takeTail(dropTitles(folded), true);
  const told = generation === undefined ? {} : { generation };
  if (kept.length <= 1) return { given: [], middle: [], family: splitAll(kept), ...told };
  let start = kept.length - 1;
  while (start > 1 && particles.has(kept[start - 1] ?? '') && !notAlone.has(kept[start - 1] ?? ''))
    start--;
  // `de la Cruz` alone, `van Dijk`: everything is the family name.
  if (
    start === 1 &&
    particles.has(kept[0] ?? '') &&
    (kept[0] ?? '').length > 1 &&
    !nameToo.has(kept[0] ?? '')
  )
    start = 0;
  const [given, ...middle] = kept.slice(0, start);
  return {
    given: given === undefined ? [] : splitAll([given]),
    middle: splitAll(middle),
    family: joinMarks(splitAll(kept.slice(start))),
    ...told,
  };
}

/** Particles that are given names as well. */
const nameToo = words('al ben san mac abu do');

const splitAll = (chunks: readonly string[]): readonly string[] =>
  chunks.flatMap((chunk) => chunk.split(' '));

/** The family name stands first; without a space it is the first character (four-character names: two). */
function readEastAsian(text: string): NameParts {
  const parts = text.split(/[\s・]+/);
  const [family = '', ...given] =
    parts.length > 1
      ? parts
      : text.length === 1
        ? [text]
        : [text.slice(0, text.length > 3 ? 2 : 1), text.slice(text.length > 3 ? 2 : 1)];
  return {
    given: [fold(given.join('')).replaceAll(' ', '')].filter(Boolean),
    middle: [],
    family: foldWords(family),
  };
}

/**
 * A name as matching sees it: parts as sent, `full` for the parts that are missing and for a generation
 * that only it tells. Titles, degrees and placeholders are left out; `undefined` when no name remains.
 */
export function standardPersonName(written: WrittenName): StandardPersonName | undefined {
  const family = readFamily(written.family);
  const given = isPresent(written.given)
    ? takeTail(dropTitles(foldWords(written.given)))
    : { words: [] };
  const isWhole = given.words.length > 0 && family.words.length > 0;
  const read = isPresent(written.full) ? readFullName(written.full) : undefined;
  const full = isWhole ? undefined : read;
  const middle = isPresent(written.middle) ? foldWords(written.middle) : [];
  const generation =
    readSuffix(written.suffix) ??
    family.generation ??
    ('generation' in given ? given.generation : undefined) ??
    read?.generation;
  const name = {
    given: given.words.length > 0 ? given.words : (full?.given ?? []),
    middle: middle.length > 0 ? middle : (full?.middle ?? []),
    family: family.words.length > 0 ? family.words : (full?.family ?? []),
    familyPrevious: readFamily(written.familyPrevious).words,
  };
  const isEmpty = Object.values(name).every((part) => part.length === 0);
  return isEmpty ? undefined : { ...name, ...(generation && { generation }) };
}
