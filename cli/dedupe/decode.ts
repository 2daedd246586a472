import { isAscii, isUtf8 } from 'node:buffer';
import { BadInput } from './bad-input.ts';
import { joined, sharedBytes } from './shared-bytes.ts';

/**
 * Bytes of a file as UTF-8 without a byte order mark, in shared memory. Lines that are neither marked nor
 * UTF-8 are taken for Windows-1252. Throws `BadInput` for what is no text of these.
 */
export function decode(
  file: string,
  bytes: Uint8Array,
): { readonly bytes: Uint8Array; readonly encoding: string } {
  const other = otherThanText(bytes);
  if (other !== undefined) throw new BadInput(`${file}: ${other}`);
  const [first, second, third] = bytes;
  const isMarked = first === 0xef && second === 0xbb && third === 0xbf;
  const wide = isMarked ? undefined : wideEncoding(bytes);
  if (wide !== undefined) return { bytes: transcode(bytes, wide), encoding: wide };
  const text = isMarked ? bytes.subarray(3) : bytes;
  return isUtf8(text) ? { bytes: toShared(text), encoding: 'utf-8' } : fromLines(text);
}

/** What a file is that begins as no text does. */
function otherThanText(bytes: Uint8Array): string | undefined {
  const head = bytes.subarray(0, 4096);
  const begins = (...signs: readonly number[]) => signs.every((sign, at) => head[at] === sign);
  if (begins(0x50, 0x4b, 3, 4)) return 'is a zip file or a workbook; save its table as CSV';
  const [even = 0, odd = 0] = zerosOf(head);
  if (begins(0xff, 0xfe, 0, 0) || begins(0, 0, 0xfe, 0xff) || Math.min(even, odd) > 0.4)
    return 'is UTF-32 or no text; save it as UTF-8';
  const controls = head.filter((byte) => byte < 9 && byte > 1).length;
  return controls > head.length / 20 ? 'is no text' : undefined;
}

/** Shares of the bytes at even and at odd places that are zero. */
const zerosOf = (bytes: Uint8Array): readonly number[] =>
  [0, 1].map((odd) => {
    const zeros = bytes.filter((byte, at) => at % 2 === odd && byte === 0).length;
    return bytes.length < 8 ? 0 : zeros / (bytes.length / 2);
  });

const wideEncoding = (bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined => {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  // No mark: the headers of tables are ASCII, so every other byte is zero.
  const [even = 0, odd = 0] = zerosOf(bytes.subarray(0, 64));
  if (odd > 0.8) return 'utf-16le';
  return even > 0.8 ? 'utf-16be' : undefined;
};

/**
 * A line at a time: one broken letter, or one part of a file that another program wrote, must not turn
 * every letter of the rest into two.
 */
function fromLines(bytes: Uint8Array): { readonly bytes: Uint8Array; readonly encoding: string } {
  const broken: { from: number; to: number }[] = [];
  let isMixed = false;
  const look = (from: number, to: number): void => {
    const part = bytes.subarray(from, to);
    if (isUtf8(part)) {
      isMixed ||= !isAscii(part);
      return;
    }
    // Half of the lines at once, so that few lines are looked at one by one.
    const middle = (from + to) >>> 1;
    const next = bytes.indexOf(newline, middle) + 1;
    const cut = next > 0 && next < to ? next : bytes.lastIndexOf(newline, middle) + 1;
    if (cut > from && cut < to) {
      look(from, cut);
      look(cut, to);
      return;
    }
    const last = broken.at(-1);
    if (last?.to === from) last.to = to;
    else broken.push({ from, to });
  };
  for (let from = 0, to = 0; from < bytes.length; from = to) {
    to = bytes.indexOf(newline, from + bytesOfText) + 1;
    if (to === 0) to = bytes.length;
    look(from, to);
  }
  if (!isMixed) return { bytes: transcode(bytes, 'windows-1252'), encoding: 'windows-1252' };
  const parts: Uint8Array[] = [];
  let at = 0;
  for (const { from, to } of broken) {
    parts.push(bytes.subarray(at, from), transcode(bytes.subarray(from, to), 'windows-1252'));
    at = to;
  }
  parts.push(bytes.subarray(at));
  return { bytes: joined(parts), encoding: 'utf-8 and windows-1252' };
}

const newline = 10;

/** Bytes that become one text: all of a large file are more than a text can hold. */
const bytesOfText = 1 << 20;

const transcode = (bytes: Uint8Array, encoding: string): Uint8Array => {
  const decoder = new TextDecoder(encoding);
  const encoder = new TextEncoder();
  const parts: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += bytesOfText) {
    const text = decoder.decode(bytes.subarray(at, at + bytesOfText), { stream: true });
    parts.push(encoder.encode(text));
  }
  parts.push(encoder.encode(decoder.decode()));
  return joined(parts);
};

const toShared = (bytes: Uint8Array): Uint8Array => {
  if (bytes.buffer instanceof SharedArrayBuffer) return bytes;
  const copy = sharedBytes(bytes.length);
  copy.set(bytes);
  return copy;
};
