/** A cell of RFC 4180 that reads back as exactly this text: for files that machines read. */
export const csvCell = (text: string): string =>
  /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

/** What a spreadsheet takes for the beginning of a formula, also after its full-width spelling. */
const beginsFormula = /^[=+\-@\t\r\n＝＋－＠]/;

/**
 * A cell of a file that a person opens in a spreadsheet and no machine reads back: text that would run
 * as a formula there gets an apostrophe before it, and quotation marks, so that a delimiter within it
 * begins no other cell. It changes the text: `-5` and `+44 7700 900123` no longer read back as they were.
 * owasp.org/www-community/attacks/CSV_Injection
 */
export const spreadsheetCell = (text: string): string =>
  beginsFormula.test(text) ? `"'${text.replaceAll('"', '""')}"` : csvCell(text);
