/** What stands between two e-mail addresses or two phones of one cell: `;`, `,`, `|`, ` / `, a new line, `or`. */
const between =
  /\s*[;,|\n]\s*|\s+\/\s+|\s+(?:or|oder|ou|and|und|et)\s+|(?<=\.[a-z]{2,6})\s*\/\s*(?=\S+@)/i;

/** A longer cell is taken as one contact: no list of them, and slow to look through. */
const longest = 1000;

/** `ada@example.com; a.king@example.org` → both of them; `"King, Ada" <ada@example.com>` stays one. */
export function splitContacts(text: string): readonly string[] {
  const trimmed = text.trim();
  if (trimmed.length > longest || !between.test(trimmed)) return [trimmed];
  return trimmed
    .replaceAll(/"[^"]*"/g, '')
    .split(between)
    .map((part) => part.trim())
    .filter((part) => part.includes('@') || part.replaceAll(/[^0-9]/g, '').length >= 6);
}
