import { countryOfStreet } from '#core/standardise/country-hints';
import { fold } from '#core/standardise/fold';
import { standardAddress } from '#core/standardise/postal-address';

/** A street line taken apart. */
export interface ReadLine {
  readonly street: readonly string[];
  readonly house: string;
  readonly unit: string;
  readonly country: string | undefined;
}

const readLine = (text: string, country: string | undefined): ReadLine => {
  const guessed = country ?? countryOfStreet(fold(text));
  const read = standardAddress({ line1: text }, guessed);
  return {
    street: read?.street ?? [],
    house: read?.houseNumber ?? '',
    unit: read?.unit ?? '',
    country: read?.country,
  };
};

/** Numbers that stand for the first, second, … number of a line. */
const marker = (at: number): string => String(90_001 + at);
const mostNumbers = 3;

const isSeparator = (code: number): boolean => code === 32 || code === 44;
const isDigit = (code: number): boolean => code >= 48 && code <= 57;

/**
 * `standardAddress` for many street lines: those that differ in their numbers alone are taken apart
 * once, with markers in the numbers' places. Lines whose numbers touch other signs (`12b`, `5th`,
 * `12/4`) are read by themselves.
 */
export function lineReader(): (text: string, country: string | undefined) => ReadLine {
  const countries = new Map<string | undefined, Map<string, ReadLine>>();
  return (text, country) => {
    const numbers: string[] = [];
    let form = '';
    let from = 0;
    for (let at = 0; at < text.length; at++) {
      if (!isDigit(text.charCodeAt(at))) continue;
      let end = at + 1;
      while (end < text.length && isDigit(text.charCodeAt(end))) end++;
      const isBare =
        (at === 0 || isSeparator(text.charCodeAt(at - 1))) &&
        (end === text.length || isSeparator(text.charCodeAt(end)));
      if (!isBare || numbers.length === mostNumbers) return readLine(text, country);
      form += text.slice(from, at) + marker(numbers.length);
      numbers.push(text.slice(at, end));
      from = end;
      at = end;
    }
    if (numbers.length === 0 || numbers.length * 2 > text.length) return readLine(text, country);
    form += text.slice(from);
    let forms = countries.get(country);
    if (forms === undefined) {
      forms = new Map();
      countries.set(country, forms);
    }
    let known = forms.get(form);
    if (known === undefined) {
      known = readLine(form, country);
      forms.set(form, known);
    }
    const filled = (part: string): string => {
      let whole = part;
      for (const [at, number] of numbers.entries()) whole = whole.replace(marker(at), number);
      return whole;
    };
    const hasNumber = known.street.some((word) => word.includes('9000'));
    return {
      street: hasNumber ? known.street.map(filled) : known.street,
      house: filled(known.house).replace(/^0+(?=[0-9])/, ''),
      unit: filled(known.unit),
      country: known.country,
    };
  };
}
