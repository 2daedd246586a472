import { writeFileSync } from 'node:fs';
import anyAscii from 'any-ascii';

/**
 * Writes core/standardise/transliteration-data.ts: the part of any-ascii's table that customers' names
 * and addresses are written in, packed. The whole table is 546 kB in every function, this 60 kB.
 * Run with node after any-ascii has a new version.
 */
const block = (number: number): readonly string[] =>
  Array.from({ length: 256 }, (_, at) => {
    const codePoint = number * 256 + at;
    return codePoint < 0x80 ? '' : anyAscii(String.fromCodePoint(codePoint));
  });

/** Latin to Ethiopic, Khmer, the Latin and Greek extensions, punctuation, letter-like signs, kana and bopomofo. */
const plainBlocks = [
  0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x0e, 0x0f, 0x10,
  0x12, 0x13, 0x17, 0x1e, 0x1f, 0x20, 0x21, 0x2c, 0x2d, 0x30, 0x31,
];
const han = Array.from({ length: 0xa0 - 0x4e }, (_, at) => block(0x4e + at))
  .flat()
  .map((syllable) => syllable.toLowerCase());
const syllables = [...new Set(han)].toSorted();

/** 94 printable characters without the back-tick, the backslash and the dollar sign. */
const digits = Array.from({ length: 94 }, (_, at) => String.fromCharCode(33 + at))
  .filter((char) => !'`\\$'.includes(char))
  .join('');
const packed = han
  .map((syllable) => syllables.indexOf(syllable))
  .map((index) => `${digits[Math.floor(index / digits.length)]}${digits[index % digits.length]}`)
  .join('');

const hangul = (index: number): string => block(0xac + (index >> 8))[index & 0xff] ?? '';
const vowelAndFinal = (index: number): string => hangul(index).slice('G'.length);
const initials = Array.from({ length: 19 }, (_, at) =>
  hangul(at * 588)
    .slice(0, -1)
    .toLowerCase(),
);
const vowels = Array.from({ length: 21 }, (_, at) => vowelAndFinal(at * 28));
const finals = Array.from({ length: 28 }, (_, at) => vowelAndFinal(at).slice(1));

const literal = (text: string): string =>
  `\`${text.replaceAll('\\', '\\\\').replaceAll('`', '\\`').replaceAll('$', '\\$')}\``;

writeFileSync(
  new URL('../../../../core/standardise/transliteration-data.ts', import.meta.url),
  `/**
 * Made by test/core/standardise/support/write-transliteration-data.ts; never edit it. Taken from the
 * table of any-ascii 0.3.3, copyright Hunter WB, ISC licence.
 */

/** By the upper bits of a code point (>> 8): what each of its 256 becomes, separated by tabs. */
export const blocks: Readonly<Record<number, string>> = {
${plainBlocks.map((each) => `  ${each}: ${literal(block(each).join('\t').trimEnd())},`).join('\n')}
};

/** Readings of Chinese characters, sorted. */
export const hanSyllables = ${literal(syllables.join(' '))};

/** For each of U+4E00 to U+9FFF two digits that count into the readings. */
export const hanDigits = ${literal(digits)};
export const hanReadings = ${literal(packed)};

/** The parts that a Hangul syllable (U+AC00 and on) is put together from. */
export const hangulParts = {
  initials: ${literal(initials.join(' '))},
  vowels: ${literal(vowels.join(' '))},
  finals: ${literal(finals.join(' '))},
};
`,
);
