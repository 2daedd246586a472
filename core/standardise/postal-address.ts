import { cityForm } from './city.ts';
import { countryCode } from './country.ts';
import { fold, foldWords } from './fold.ts';
import { memoise } from './memoise.ts';
import { isPlaceholderText } from './placeholders.ts';
import { countryOfPostcode, findPostcode, postcodeForm } from './postcode.ts';
import type { StandardAddress } from './standard-record.ts';
import { streetForm } from './street-words.ts';
import { transliterate } from './transliterate.ts';

/** The text members of a postal address as sources send them. */
export interface WrittenAddress {
  readonly line1?: string;
  readonly line2?: string;
  readonly city?: string;
  readonly region?: string;
  readonly postcode?: string;
  readonly country?: string;
  readonly full?: string;
}

interface Line {
  readonly street: readonly string[];
  readonly houseNumber?: string;
  readonly unit?: string;
}

/** `Flat 16`, `Apt. 4B`, `#12`, `m. 9`, `Wohnung 3`, `Piso 2`: a word for a unit and its name. */
const unit =
  /(?:^|[\s,])(?:(?:flat|flt|apt|apartment|appt|appartement|apto|apartado|unit|suite|ste|room|rm|whg|wohnung|top|interno|int|scala|piso|puerta|pta|planta|bus|lok|lokal|mieszkanie|m)\b\.?\s*(?:no\.?\s*|nr\.?\s*|#\s*)?|#\s*)((?:[0-9]+[a-z]?|[a-z][0-9]*)(?:[-/][0-9a-z]+)?)(?=$|[\s,])/;

/** A house number: digits with a letter, a range or a fraction. Not `5th`, `2º`, `1er`. */
const houseNumber = /^[0-9]+(?:[a-z]|bis|ter|quater)?(?:[-/+][0-9]*[a-z]?)*$/;
/** What may follow the house number at the end of a line: floor, door, letter. */
const floorOrDoor =
  /^(?:[0-9]+(?:[oa]|er|ro|do|to|st|nd|rd|th)?[a-z]?|[a-z]|izq|izda|dcha|der|ctro|bajo|bj|atico|bis|ter)$/;
const floorWord = /^(?:floor|fl|etage|og|stock|piso|planta|bajo|izq|izda|dcha)$/;

const tokens = (text: string): readonly string[] =>
  text
    .split(/[\s,;]+/)
    .map((token) => token.replace(/^[.:()-]+|[.:()-]+$/g, ''))
    .filter((token) => token !== '');

/** Takes one line apart: `Flat 16 175 Chapel Rd`, `Hauptstr. 118a`, `Calle Real 182 2º C`. */
function readLine(text: string, country: string | undefined): Line {
  const latin = transliterate(text.normalize('NFKC').replace(/[ºª°]/g, 'o'))
    .toLowerCase()
    // `C/ Real` is a street, `12/4` a number.
    .replace(/\bc\/\s*/g, 'calle ')
    .replace(/(?<=[0-9])\s*([-/])\s*(?=[0-9])/g, '$1')
    .replace(/\bn(?:r|o|um)?\s*[.o]+\s*(?=[0-9])/g, '');
  const found = unit.exec(latin);
  const named = found?.[1];
  const rest = found
    ? `${latin.slice(0, found.index)} ${latin.slice(found.index + found[0].length)}`
    : latin;
  const words = tokens(rest);
  const { number, street, door } = takeNumber(words, betweenCommas.exec(rest)?.[1]);
  const inUnit = [named, ...door].filter((part) => part !== undefined).join('');
  const folded = street.flatMap((word) => foldWords(word));
  return {
    street: streetForm(folded, country),
    ...(number !== undefined && { houseNumber: number }),
    ...(inUnit !== '' && { unit: unitForm(inUnit) }),
  };
}

/** `2º C` and `2C`, `3rd` and `3` are one door. */
const unitForm = (text: string): string =>
  text
    .replace(/(?<=[0-9])(?:o|er|ro|do|to|st|nd|rd|th)(?![a-z]{2})/g, '')
    .replace(/[^0-9a-z]/g, '');

/** `Rua das Flores, 123, Centro`: what follows the number is a district. */
const betweenCommas = /^[^,0-9]+,\s*([0-9]+[a-z]?)\s*[,-]/;

function takeNumber(
  words: readonly string[],
  told: string | undefined,
): {
  readonly number?: string;
  readonly street: readonly string[];
  readonly door: readonly string[];
} {
  const [first = '', second = ''] = words;
  const endsInEnglish = englishEnd.test(words.at(-1) ?? '');
  if (words.length > 1 && houseNumber.test(first)) {
    // `9304 W 15th St`: a direction, not a letter of the number.
    const isDirection = /^[nsew]$/.test(second) && endsInEnglish && words.length > 3;
    const withLetter =
      /^(?:[a-z]|bis|ter|quater)$/.test(second) &&
      /^[0-9]+$/.test(first) &&
      words.length > 2 &&
      !isDirection;
    return {
      number: tidyNumber(withLetter ? first + second : first),
      street: words.slice(withLetter ? 2 : 1),
      door: [],
    };
  }
  // From the end: everything that may be a floor or a door, down to the first number after the street.
  let start = words.length;
  while (start > 1 && isTail(words[start - 1] ?? '')) start--;
  while (start < words.length && !houseNumber.test(words[start] ?? '')) start++;
  if (start === words.length) {
    if (told !== undefined && words.includes(told))
      return { number: tidyNumber(told), street: words.slice(0, words.indexOf(told)), door: [] };
    // `Rose Court 12 High Street`: a building's name stands before the number.
    const inside = endsInEnglish ? words.findIndex((word) => /^[0-9]+[a-z]?$/.test(word)) : -1;
    return inside > 0 && inside < words.length - 2
      ? { number: tidyNumber(words[inside] ?? ''), street: words.slice(inside + 1), door: [] }
      : { street: words, door: [] };
  }
  const [number = '', ...after] = words.slice(start);
  const [letter] = after;
  const glue = after.length === 1 && letter !== undefined && /^(?:[a-z]|bis|ter)$/.test(letter);
  return {
    number: tidyNumber(glue ? number + letter : number),
    street: words.slice(0, start),
    door: glue ? [] : after.filter((word) => !floorWord.test(word)),
  };
}

const isTail = (word: string): boolean =>
  houseNumber.test(word) || floorOrDoor.test(word) || floorWord.test(word);

/** `007` → `7`, `12/a` → `12a`. */
const tidyNumber = (number: string): string =>
  number.replace(/^0+(?=[0-9])/, '').replace(/[-/+]+(?=$|[a-z])/g, '');

/** Says that a number before it is a house's: `1234 rue Pasteur`. */
const streetWord =
  /\b(?:street|st|road|rd|avenue|ave|lane|ln|drive|dr|court|way|boulevard|blvd|rue|chemin|allee|allée|impasse|route|calle|via|rua|avenida)\b/i;

const englishEnd =
  /^(?:street|st|road|rd|avenue|ave|lane|ln|drive|dr|close|court|ct|place|pl|way|square|sq|terrace|crescent|boulevard|blvd|gardens|grove|parkway|circle)$/;

/** Words a street ends in, where the town follows without a comma: `10 Downing Street London`. */
const streetEnd =
  /\b(?:street|st|road|rd|avenue|ave|lane|ln|drive|dr|close|cl|court|ct|place|pl|way|square|sq|terrace|crescent|boulevard|blvd|gardens|grove|hill|park|row|walk|highway|hwy|parkway|circle|mews)\b\.?/gi;

/** Splits a one-liner into its parts; what the record gives separately is not looked for. */
function readFull(full: string, stated: string | undefined): WrittenAddress {
  const parts = full
    .split(/[,;\n\r|]+/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const last = parts.at(-1) ?? '';
  // `Orroville, CA` after an English street is California, not Canada.
  const isState = parts.length > 1 && states.has(last) && parts.some((part) => townAt(part) > 0);
  const lastIsCountry = parts.length > 1 && !isState ? countryCode(last) : undefined;
  const country = stated ?? lastIsCountry;
  const body = lastIsCountry === undefined ? parts : parts.slice(0, -1);
  const place = placeOf(body, country);
  return {
    ...place,
    ...(country !== undefined && { country }),
  };
}

function placeOf(parts: readonly string[], country: string | undefined): WrittenAddress {
  for (let at = parts.length - 1; at >= 0; at--) {
    const found = findPostcode(parts[at] ?? '', country);
    // A number that begins the street line is a house number.
    if (!found) continue;
    if (at === 0 && found.before === '' && (parts.length > 1 || streetWord.test(found.after)))
      continue;
    const earlier = parts.slice(0, at);
    if (at === 0) return { ...splitTown(found.before, found.after), postcode: found.postcode };
    const beside = [found.before, found.after].filter((text) => text !== '' && !isRegion(text));
    const region = [found.before, found.after].find(isRegion);
    const town = beside[0] ?? (earlier.length > 1 ? earlier.at(-1) : parts[at + 1]);
    const lines = beside[0] === undefined && earlier.length > 1 ? earlier.slice(0, -1) : earlier;
    return {
      ...(town === undefined
        ? splitTown(lines.join(', '), '')
        : { line1: lines.join(', '), city: town.replace(/\s+[A-Z]{2}$/, '') }),
      postcode: found.postcode,
      ...(region !== undefined && { region }),
    };
  }
  const last = parts.at(-1) ?? '';
  const region = parts.length > 1 && isRegion(last) ? last : undefined;
  const [line1 = '', ...rest] = region === undefined ? parts : parts.slice(0, -1);
  const city = rest.at(-1);
  return {
    ...(city === undefined
      ? splitTown(line1, '')
      : { line1: [line1, ...rest.slice(0, -1)].join(', '), city }),
    ...(region !== undefined && { region }),
  };
}

const states: ReadonlySet<string> = new Set(
  (
    'AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ ' +
    'NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY'
  ).split(' '),
);

const isRegion = (text: string): boolean => /^[A-Z]{2}$/.test(text);

/** No comma anywhere: the town stands after the postcode (Europe) or before it (Britain, America). */
function splitTown(before: string, after: string): WrittenAddress {
  if (after !== '') return { line1: before, city: after };
  const cut = townAt(before);
  if (cut === 0) return { line1: before };
  const region = /\s([A-Z]{2})$/.exec(before.slice(cut))?.[1];
  const city = before
    .slice(cut)
    .replace(/\s+[A-Z]{2}$/, '')
    .replace(/^(?:north|south|east|west|[nsew])(?=\s|$)/i, '')
    .trim();
  return {
    line1: before.slice(0, cut),
    ...(city !== '' && !/[0-9]/.test(city) && { city }),
    ...(region !== undefined && { region }),
  };
}

/** Where an English street ends; 0 where none is. A saint after the number (`12 St James`) ends no street. */
function townAt(text: string): number {
  const end = [...text.matchAll(streetEnd)].at(-1);
  return end === undefined || !/[a-z]/i.test(text.slice(0, end.index))
    ? 0
    : end.index + end[0].length;
}

/** Not blank, and no placeholder. */
export const saysSomething = (text: string | undefined): text is string =>
  text !== undefined && text.trim() !== '' && !isPlaceholderText(text);

const remembered = memoise<Line>(14);

/** An address as matching sees it; `undefined` when nothing of it says where. */
export function standardAddress(
  written: WrittenAddress,
  guessedCountry?: string,
): StandardAddress | undefined {
  const stated = countryCode(written.country);
  const parsed =
    saysSomething(written.full) && !saysSomething(written.line1)
      ? readFull(written.full, stated)
      : {};
  const one = { ...parsed, ...given(written) };
  const country =
    countryCode(one.country) ??
    (one.postcode === undefined ? undefined : countryOfPostcode(one.postcode)) ??
    guessedCountry;
  const line = readLines(one.line1, one.line2, country);
  const postcode = saysSomething(one.postcode) ? postcodeForm(one.postcode, country) : undefined;
  const city = saysSomething(one.city) ? cityForm(one.city) : '';
  const region = saysSomething(one.region) ? fold(one.region) : '';
  if (line.street.length === 0 && postcode === undefined && city === '') return undefined;
  return {
    ...line,
    ...(postcode !== undefined && { postcode }),
    ...(city !== '' && { city }),
    ...(region !== '' && { region }),
    ...(country !== undefined && { country }),
  };
}

const given = (written: WrittenAddress): WrittenAddress =>
  Object.fromEntries(
    Object.entries(written).filter(([name, text]) => name !== 'full' && saysSomething(text)),
  );

/** The line with the house number is the street; the other one may name the unit. */
function readLines(
  line1: string | undefined,
  line2: string | undefined,
  country: string | undefined,
): Line {
  const read = (text: string) =>
    remembered(`${country ?? ''};${text}`, () => readLine(text, country));
  const first = saysSomething(line1) ? read(line1) : undefined;
  const second = saysSomething(line2) ? read(line2) : undefined;
  if (first === undefined) return second ?? { street: [] };
  if (second === undefined) return first;
  if (
    first.houseNumber === undefined &&
    second.houseNumber !== undefined &&
    second.street.length > 0
  ) {
    return first.unit === undefined ? second : { ...second, unit: first.unit };
  }
  if (first.street.length === 0) return { ...second, ...first, street: second.street };
  // `Hauptstr.` and `12` in two lines.
  if (
    first.houseNumber === undefined &&
    second.street.length === 1 &&
    houseNumber.test(second.street[0] ?? '')
  ) {
    return { ...first, houseNumber: second.street[0] ?? '' };
  }
  const unitOfSecond = second.unit;
  return first.unit === undefined && unitOfSecond !== undefined
    ? { ...first, unit: unitOfSecond }
    : first;
}
