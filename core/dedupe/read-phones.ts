import { standardPhone } from '#core/standardise/phone';
import type { StandardPhone } from '#core/standardise/standard-record';
import { ByteTable } from './byte-table.ts';

/** Calling codes of three digits by their first two (ITU E.164). */
const threeDigits = new Set(
  '21 22 23 24 25 26 29 35 37 38 42 50 59 67 68 69 80 85 88 96 97 99'.split(' ').map(Number),
);

const [zero, one, plus] = [48, 49, 43];

/**
 * How many digits at the beginning decide how a number is read: calling code, trunk prefix and the
 * range of the numbering plan. What follows is copied. A test compares numbers of many countries read
 * this way with the same numbers read by themselves.
 */
const tellingOf = (written: Uint8Array, stated: string | undefined): number => {
  const isPlus = written[0] === plus;
  const isDialled = written[0] === zero && written[1] === zero;
  if (isPlus || isDialled) {
    const from = isPlus ? 1 : 2;
    // North America: of an area code only the first digit is looked at.
    if (written[from] === one) return isPlus ? 3 : 5;
    const code = ((written[from] ?? zero) - zero) * 10 + ((written[from + 1] ?? zero) - zero);
    return (isPlus ? 5 : 7) + (threeDigits.has(code) ? 2 : 0);
  }
  if (written[0] === zero) return 5;
  return stated === 'US' || stated === 'CA' ? 3 : 4;
};

interface Shape {
  /** What stands before the copied digits in the number, its type first: `m+447`. */
  readonly prefix: Uint8Array;
  /** Digits of the written number that are not copied. */
  readonly telling: number;
}

/** A number as bytes: its type (`m`, `f`, `u`) and the number, and `#` with its last digits. */
export interface PhoneBytes {
  readonly number: Uint8Array;
  readonly tail: Uint8Array;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const none = new Uint8Array(0);

const bytesOf = (phone: StandardPhone | undefined): PhoneBytes =>
  phone === undefined
    ? { number: none, tail: none }
    : {
        number: encoder.encode(`${phone.type.charAt(0)}${phone.number}`),
        tail: phone.tail.length >= shortestTail ? encoder.encode(`#${phone.tail}`) : none,
      };

const readWritten = (
  written: Uint8Array,
  stated: string | undefined,
  guessed: string | undefined,
): StandardPhone | undefined =>
  standardPhone(
    decoder.decode(written),
    stated === undefined ? [] : [stated],
    guessed === undefined ? [] : [guessed],
  );

/** Space, brackets, hyphen, point, slash. */
const isSeparator = (byte: number): boolean =>
  byte === 32 || byte === 40 || byte === 41 || (byte >= 45 && byte <= 47);

const isDigit = (byte: number | undefined): boolean =>
  byte !== undefined && byte >= 48 && byte <= 57;

interface Way {
  /** Begins with a calling code, so that no country has a say. */
  readonly isInternational: boolean;
  /** Where separators stand matters: for a code dialled, or when North America is told by them. */
  readonly isSpaced: boolean;
}

const ways = {
  plus: { isInternational: true, isSpaced: false },
  dialled: { isInternational: true, isSpaced: true },
  national: { isInternational: false, isSpaced: false },
  other: { isInternational: false, isSpaced: true },
} as const satisfies Record<string, Way>;

const wayOf = (written: Uint8Array, stated: string | undefined): Way => {
  if (written[0] === plus && isDigit(written[1])) return ways.plus;
  if (written[0] === zero && written[1] === zero)
    return isDigit(written[2]) ? ways.dialled : ways.other;
  return stated !== undefined && isDigit(written[0]) ? ways.national : ways.other;
};

const shortestTail = 6;
const longestWritten = 48;
const tailLength = 9;

/**
 * `standardPhone` for many numbers: of those with one beginning, one length and one way of writing,
 * the first is parsed and the others follow it. Parsing takes some 10 µs, following one 0.2. The
 * bytes of an answer are good until the next call.
 */
export function phoneReader(): (
  written: Uint8Array,
  stated: string | undefined,
  guessed: string | undefined,
) => PhoneBytes {
  const shapes = new Map<string, { readonly table: ByteTable; readonly known: (Shape | null)[] }>();
  const mask = new Uint8Array(longestWritten);
  const digits = new Uint8Array(longestWritten);
  const number = new Uint8Array(longestWritten + 8);
  const tail = new Uint8Array(tailLength + 1);
  tail[0] = 35;
  const shapesOf = (stated: string | undefined, guessed: string | undefined) => {
    const key = `${stated ?? ''};${guessed ?? ''}`;
    const found = shapes.get(key) ?? { table: new ByteTable(256), known: [] };
    shapes.set(key, found);
    return found;
  };
  const international = shapesOf(undefined, undefined);
  return (written, stated, guessed) => {
    const direct = () => readWritten(written, stated, guessed);
    if (written.length > longestWritten) return bytesOf(direct());
    const telling = tellingOf(written, stated);
    const way = wayOf(written, stated);
    let count = 0;
    let length = 0;
    for (let at = 0; at < written.length; at++) {
      const byte = written[at] as number;
      if (byte >= 48 && byte <= 57) {
        mask[length++] = count < telling ? byte : 100;
        digits[count++] = byte;
      } else if (way.isSpaced || at === 0 || !isSeparator(byte)) {
        if (byte !== 32 && (byte < 40 || byte > 47)) return bytesOf(direct());
        mask[length++] = byte;
      }
    }
    if (count <= telling + 1 || mayBePlaceholder(digits, count)) return bytesOf(direct());
    const { table, known } = way.isInternational
      ? international
      : shapesOf(stated, guessed === stated ? undefined : guessed);
    const shape = table.intern(mask, 0, length);
    const found = known[shape];
    if (found === undefined) {
      const read = way.isInternational ? readWritten(written, undefined, undefined) : direct();
      const copied = decoder.decode(digits.subarray(telling, count));
      const follows = read?.number.endsWith(copied) === true && !read.number.startsWith('~');
      known[shape] = follows
        ? {
            prefix: encoder.encode(`${read.type.charAt(0)}${read.number.slice(0, -copied.length)}`),
            telling,
          }
        : null;
      return bytesOf(follows ? read : direct());
    }
    if (found === null) return bytesOf(direct());
    const { prefix } = found;
    number.set(prefix);
    for (let at = telling; at < count; at++)
      number[prefix.length + at - telling] = digits[at] as number;
    const end = prefix.length + count - telling;
    // Without its type and the plus.
    const from = Math.max(2, end - tailLength);
    for (let at = from; at < end; at++) tail[1 + at - from] = number[at] as number;
    return {
      number: number.subarray(0, end),
      tail: end - from >= shortestTail ? tail.subarray(0, 1 + end - from) : none,
    };
  };
}

/** Ends in one digit repeated, or in a counted row: only a look at the whole number tells. */
const mayBePlaceholder = (digits: Uint8Array, count: number): boolean => {
  const digit = (at: number) => digits[at] as number;
  const step = (digit(count - 2) - digit(count - 3) + 10) % 10;
  if (step !== 0 && step !== 1 && step !== 9) return false;
  for (let at = count - 3; at > count - 6; at--) {
    if ((digit(at) - digit(at - 1) + 10) % 10 !== step) return false;
  }
  return true;
};
