import { mostLetters, mostWords } from '#core/standardise/bound';
import { countryOfStreet } from '#core/standardise/country-hints';
import { fold } from '#core/standardise/fold';
import { standardAddress } from '#core/standardise/postal-address';
import { countryName, countryNumber } from './country-numbers.ts';
import type { Interner } from './interner.ts';
import { textOfBytes } from './text-of-bytes.ts';
import { ValueMemo } from './value-memo.ts';

/** A street line taken apart: numbers of values, and of its country. */
export interface ReadLine {
  street: number;
  house: number;
  unit: number;
  country: number;
}

interface Parts {
  readonly street: string;
  readonly house: string;
  readonly unit: string;
  readonly country: string | undefined;
}

const partsOf = (text: string, country: string | undefined): Parts => {
  const guessed = country ?? countryOfStreet(fold(text));
  const read = standardAddress({ line1: text }, guessed);
  return {
    street: joined(read?.street),
    house: read?.houseNumber ?? '',
    unit: read?.unit ?? '',
    country: read?.country,
  };
};

/** Words of a value, as many and as long as matching compares. */
export const joined = (words: readonly string[] | undefined): string =>
  (words ?? [])
    .slice(0, mostWords)
    .map((word) => word.slice(0, mostLetters))
    .join(' ');

/** Numbers that stand for the first, second, … number of a line. */
const marker = (at: number): string => String(90_001 + at);
const markerDigits = 5;
const mostNumbers = 3;

const isSeparator = (byte: number): boolean => byte === 32 || byte === 44;
const isDigit = (byte: number | undefined): boolean =>
  byte !== undefined && byte >= 48 && byte <= 57;

/** Of a form: its street, house and unit, each the number of a value or below 0; its country; its text where that is needed. */
const places = { street: 0, house: 1, unit: 2, country: 3, text: 4 };
/** The part is the first, second, … number of the line: this less its place. */
const copied = -1;
/** The part holds a number among other signs. */
const mixed = -100;

/**
 * `standardAddress` for many street lines: those that differ in their numbers alone are taken apart
 * once, with markers in the numbers' places. Lines whose numbers touch other signs (`12b`, `5th`,
 * `12/4`) are read by themselves. Bytes `from` … `to` (exclusive) of `source` are read into `into`.
 */
export function lineReader(
  { text: intern, bytes: internBytes }: Interner,
  into: ReadLine,
): (source: Uint8Array, from: number, to: number, country: number) => void {
  const forms = new ValueMemo(5);
  const texts: Parts[] = [];
  const form = new Uint8Array(1024);
  const starts = new Int32Array(mostNumbers);
  const ends = new Int32Array(mostNumbers);

  /** Writes the form of a line; tells its length, and -1 for a line to be read by itself. */
  const formOf = (source: Uint8Array, from: number, to: number): number => {
    if (to - from > form.length - mostNumbers * markerDigits) return -1;
    let length = 0;
    let numbers = 0;
    for (let at = from; at < to; at++) {
      const byte = source[at] as number;
      if (!isDigit(byte)) {
        form[length++] = byte;
        continue;
      }
      let end = at + 1;
      while (end < to && isDigit(source[end])) end++;
      const isBare =
        (at === from || isSeparator(source[at - 1] as number)) &&
        (end === to || isSeparator(source[end] as number));
      if (!isBare || numbers === mostNumbers) return -1;
      starts[numbers] = at;
      ends[numbers] = end;
      for (let each = 0; each + 1 < markerDigits; each++) form[length++] = each === 0 ? 57 : 48;
      form[length++] = 49 + numbers++;
      at = end - 1;
    }
    return length;
  };
  const placeOf = (part: string, hasNumbers: boolean): number => {
    if (!hasNumbers || !part.includes('9000')) return intern(part);
    for (let at = 0; at < mostNumbers; at++) if (part === marker(at)) return copied - at;
    return mixed;
  };

  const filled = (part: string, source: Uint8Array): string =>
    part.replace(/9000[1-3]/g, (found) => {
      const at = Number(found) - 90_001;
      return textOfBytes(source, starts[at] as number, ends[at] as number);
    });
  const numberFor = (entry: number, place: number, source: Uint8Array): number => {
    const value = forms.entries[entry + place] as number;
    if (value >= 0) return value;
    const isHouse = place === places.house;
    if (value === mixed) {
      const { street, house, unit } = texts[forms.entries[entry + places.text] as number] as Parts;
      const text = filled(isHouse ? house : place === places.unit ? unit : street, source);
      return intern(isHouse ? text.replace(/^0+(?=[0-9])/, '') : text);
    }
    const end = ends[copied - value] as number;
    let start = starts[copied - value] as number;
    while (isHouse && source[start] === 48 && start + 1 < end) start++;
    return internBytes(source, start, end);
  };

  return (source, from, to, country) => {
    const length = formOf(source, from, to);
    const isForm = length >= 0;
    const entry = isForm
      ? forms.find(form, 0, length, country)
      : forms.find(source, from, to, country);
    if (forms.isNew) {
      const { entries } = forms;
      const written = isForm ? textOfBytes(form, 0, length) : textOfBytes(source, from, to);
      const parts = partsOf(written.normalize('NFC'), countryName(country));
      const kinds = [parts.street, parts.house, parts.unit].map((part) => placeOf(part, isForm));
      entries.set(kinds, entry);
      entries[entry + places.country] = countryNumber(parts.country);
      if (kinds.includes(mixed)) {
        entries[entry + places.text] = texts.length;
        texts.push(parts);
      }
    }
    into.street = numberFor(entry, places.street, source);
    into.house = numberFor(entry, places.house, source);
    into.unit = numberFor(entry, places.unit, source);
    into.country = forms.entries[entry + places.country] as number;
  };
}
