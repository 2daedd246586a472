/**
 * Text of a file for a terminal: signs that steer it, turn the writing direction, or are seen by nobody
 * are spelled out, as in `\u{1b}`.
 */
export const printable = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll(
      /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
      (sign) => `\\u{${(sign.codePointAt(0) ?? 0).toString(16)}}`,
    );

/** The same for a message of several lines. */
export const printableLines = (text: string): string => text.split('\n').map(printable).join('\n');
