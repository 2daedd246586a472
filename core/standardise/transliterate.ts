import {
  blocks,
  hanDigits,
  hangulParts,
  hanReadings,
  hanSyllables,
} from './transliteration-data.ts';

const firstHan = 0x4e00;
const lastHan = 0x9fff;
const firstHangul = 0xac00;
const lastHangul = 0xd7a3;

const opened = new Map<number, readonly string[]>();

/** What the characters of one block become; read when the first of them is met. */
function blockOf(codePoint: number): readonly string[] {
  const number = codePoint >> 8;
  const known = opened.get(number);
  if (known) return known;
  const made = (blocks[number] ?? '').split('\t');
  opened.set(number, made);
  return made;
}

const syllables = hanSyllables.split(' ');

function readHan(codePoint: number): string {
  const at = (codePoint - firstHan) * 2;
  const high = hanDigits.indexOf(hanReadings.charAt(at));
  const low = hanDigits.indexOf(hanReadings.charAt(at + 1));
  return syllables[high * hanDigits.length + low] ?? '';
}

const [initials, vowels, finals] = [
  hangulParts.initials,
  hangulParts.vowels,
  hangulParts.finals,
].map((part) => part.split(' '));

/** Unicode, chapter 3.12: syllables stand in the order of their initial, vowel and final. */
function readHangul(codePoint: number): string {
  const index = codePoint - firstHangul;
  const [initial, vowel, final] = [
    Math.floor(index / 588),
    Math.floor(index / 28) % 21,
    index % 28,
  ];
  return `${initials?.[initial] ?? ''}${vowels?.[vowel] ?? ''}${finals?.[final] ?? ''}`;
}

/** Most text, and read as it stands. */
const ascii = /^[\0-\x7f]*$/;

/**
 * Letters of any common script to ASCII letters: `Łódź` → `Lodz`, `Юрий` → `Yuriy`, `王` → `wang`.
 * Latin, Greek and Cyrillic keep their case; what has no reading (emoji, rare scripts) is left out.
 */
export function transliterate(text: string): string {
  if (ascii.test(text)) return text;
  let latin = '';
  for (const char of text) {
    const codePoint = char.codePointAt(0) ?? 0;
    if (codePoint < 0x80) latin += char;
    else if (codePoint >= firstHan && codePoint <= lastHan) latin += readHan(codePoint);
    else if (codePoint >= firstHangul && codePoint <= lastHangul) latin += readHangul(codePoint);
    else latin += blockOf(codePoint)[codePoint & 0xff] ?? '';
  }
  return latin;
}
