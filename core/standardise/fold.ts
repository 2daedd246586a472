import { transliterate } from './transliterate.ts';

const ascii = /^[\x20-\x7e]*$/;
/** Marks within one word: `O'Brien` is `obrien`, not `o brien`. The prime marks come from transliterated soft signs. */
const withinWord = /['`´‘’ʼʹ"]/g;
const betweenWords = /[^a-z0-9]+/g;

/**
 * Lower-case ASCII letters and digits, words separated by one space: what matching compares.
 * `ü` becomes `u` and `ß` `ss`, as transliteration has it; a spelt-out `ue` stays as written, and
 * `collapseDigraphs` makes the two meet. Empty when nothing comparable is left.
 */
export function fold(text: string): string {
  if (isPlain(text)) return text.toLowerCase();
  const bare = text.replace(withinWord, '');
  const latin = ascii.test(bare)
    ? bare
    : transliterate(bare.normalize('NFKC')).replace(withinWord, '');
  return latin.toLowerCase().replace(betweenWords, ' ').trim();
}

/** Letters and digits, and single spaces between them: most of what is folded. */
const isPlain = (text: string): boolean => {
  let before = 32;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const lower = code | 32;
    const isLetter = (lower >= 97 && lower <= 122 && code < 128) || (code >= 48 && code <= 57);
    if (!isLetter && (code !== 32 || before === 32)) return false;
    before = code;
  }
  return before !== 32;
};

/** The folded words of a text. */
export function foldWords(text: string | undefined): readonly string[] {
  if (text === undefined) return [];
  const folded = fold(text);
  return folded === '' ? [] : folded.split(' ');
}

/** Folded without spaces: `Jean-Luc` → `jeanluc`. */
export const foldTight = (text: string): string => fold(text).replaceAll(' ', '');

/**
 * An aid for comparing folded words: `mueller`, `müller` (folded `muller`) and `muller` become one.
 * Also `ø` written `oe`, `å` written `aa`. It joins unrelated words now and then (`manuel`,
 * `manul`), so it may add agreement and must never be the only evidence of it.
 */
export const collapseDigraphs = (word: string): string =>
  word.replace(/ae|aa/g, 'a').replace(/oe/g, 'o').replace(/ue/g, 'u');
