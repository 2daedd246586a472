import { type CountryCode, isSupportedCountry, parsePhoneNumber } from 'libphonenumber-js/core';
import metadata from 'libphonenumber-js/metadata.min';
import { memoise } from './memoise.ts';
import { isPlaceholderPhone } from './placeholders.ts';
import type { StandardPhone } from './standard-record.ts';

/**
 * Mobile ranges by calling code, where the number itself tells. The `min` metadata of libphonenumber
 * knows no types and the `max` one costs 75 kB more in every function; countries that are not here
 * (North America above all) answer `unknown`. Source: national numbering plans as ITU E.129 lists them.
 */
const mobileRanges: Readonly<Record<string, RegExp>> = {
  '20': /^1/,
  '27': /^[678]/,
  '30': /^69/,
  '31': /^6/,
  '32': /^4[5-9]/,
  '33': /^[67]/,
  '34': /^[67]/,
  '351': /^9/,
  '352': /^6/,
  '353': /^8/,
  '354': /^[678]/,
  '358': /^(?:4|50)/,
  '36': /^(?:20|30|31|50|70)/,
  '380': /^(?:39|50|6[3678]|73|9)/,
  '385': /^9/,
  '39': /^3/,
  '40': /^7/,
  '41': /^7[5-9]/,
  '420': /^[67]/,
  '421': /^9/,
  '43': /^6[5-9]/,
  '44': /^7/,
  '46': /^7/,
  '47': /^[49]/,
  '48': /^(?:45|5[0137]|6[069]|7[2-9]|88)/,
  '49': /^1[567]/,
  '60': /^1/,
  '61': /^4/,
  '62': /^8/,
  '63': /^9/,
  '64': /^2/,
  '65': /^[89]/,
  '66': /^[689]/,
  '7': /^9/,
  '81': /^[789]0/,
  '82': /^10/,
  '84': /^[35789]/,
  '86': /^1/,
  '90': /^5/,
  '91': /^[6-9]/,
  '92': /^3/,
  '966': /^5/,
  '971': /^5/,
  '972': /^5/,
};

interface ReadPhone {
  readonly number: string;
  readonly type: StandardPhone['type'];
}

const attempt = (text: string, country?: string) => {
  try {
    return parsePhoneNumber(
      text,
      country === undefined
        ? { extract: false }
        : { defaultCountry: country as CountryCode, extract: false },
      metadata,
    );
  } catch {
    return undefined;
  }
};

const typeOf = (callingCode: string, national: string): StandardPhone['type'] => {
  const ranges = mobileRanges[callingCode];
  if (ranges === undefined) return 'unknown';
  return ranges.test(national) ? 'mobile' : 'fixed';
};

const asRead = (phone: NonNullable<ReturnType<typeof attempt>>): ReadPhone => ({
  number: phone.number,
  type: typeOf(phone.countryCallingCode, phone.nationalNumber),
});

/** `(746) 385-0234`, `746-385-0234`: written so nowhere else. */
const northAmerican = /^(?:1[-. ])?(?:\([2-9][0-9]{2}\) ?|[2-9][0-9]{2}[-.])[0-9]{3}[-.][0-9]{4}$/;

/**
 * A written form (`+44 (0)20 …`, `0049…`, `(746) 385-0234`) to E.164. `stated` countries come from
 * the record and are believed as long as the length is right, `guessed` ones only when the number is
 * valid there. Placeholders and what fits nowhere give `undefined`.
 */
export function readPhone(
  text: string,
  stated: readonly string[],
  guessed: readonly string[] = [],
): ReadPhone | undefined {
  return remembered(`${stated.join()};${guessed.join()};${text}`, () => {
    const plain = text
      .normalize('NFKC')
      .replace(/^\s*tel:/i, '')
      .trim();
    if (isPlaceholderPhone(plain)) return undefined;
    const international = plain.startsWith('+')
      ? plain
      : plain.replace(/^\(?00\)?[\s-]*(?=[1-9])/, '+');
    if (international.startsWith('+')) {
      const phone = attempt(international);
      // Possible and not valid: ranges reserved for tests and newly opened ones fail validity.
      if (phone?.isPossible()) return asRead(phone);
    }
    const believed = stated.length === 0 && northAmerican.test(plain) ? ['US'] : stated;
    const national = [...believed, ...guessed]
      .filter((country) => isSupportedCountry(country as CountryCode, metadata))
      .map((country) => ({ country, phone: attempt(plain, country) }));
    const valid = national.find(({ phone }) => phone?.isValid());
    const likely =
      valid ?? national.find((each) => believed.includes(each.country) && each.phone?.isPossible());
    return likely?.phone === undefined ? undefined : asRead(likely.phone);
  });
}

const remembered = memoise<ReadPhone | undefined>(14);

/** The same number as matching sees it, read or not; `undefined` for placeholders and fewer than six digits. */
export function standardPhone(
  text: string,
  stated: readonly string[],
  guessed: readonly string[] = [],
): StandardPhone | undefined {
  const read = readPhone(text, stated, guessed);
  if (read) return { ...read, tail: read.number.slice(1).slice(-9) };
  const digits = phoneDigits(text);
  if (isPlaceholderPhone(text) || isPlaceholderPhone(digits) || digits.length < 6) return undefined;
  return { number: `~${digits}`, tail: digits.replace(/^0+/, '').slice(-9), type: 'unknown' };
}

/** The digits of a written number as ASCII, also of one in Arabic or Persian digits. */
export const phoneDigits = (text: string): string =>
  text
    .normalize('NFKC')
    // Arabic and Persian digits: the last four bits are the number.
    .replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) & 15))
    .replace(/\D/g, '');
