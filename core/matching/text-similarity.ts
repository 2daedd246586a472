/**
 * How alike two folded words are. Jaro–Winkler for names, bounded optimal string alignment
 * (Damerau–Levenshtein without a second edit of one place) for codes and dates. Both work on UTF-16
 * code units, which for folded text are its letters.
 */

const wordBits = 31;

const jaroWide = (a: string, b: string): number => {
  const reach = Math.max(0, (Math.max(a.length, b.length) >> 1) - 1);
  const takenA = new Uint8Array(a.length);
  const takenB = new Uint8Array(b.length);
  let matches = 0;
  for (let i = 0; i < a.length; i++) {
    const to = Math.min(b.length - 1, i + reach);
    for (let j = Math.max(0, i - reach); j <= to; j++) {
      if (takenB[j] || a.charCodeAt(i) !== b.charCodeAt(j)) continue;
      takenA[i] = takenB[j] = 1;
      matches++;
      break;
    }
  }
  if (matches === 0) return 0;
  let crossed = 0;
  let j = 0;
  for (let i = 0; i < a.length; i++) {
    if (!takenA[i]) continue;
    while (!takenB[j]) j++;
    if (a.charCodeAt(i) !== b.charCodeAt(j)) crossed++;
    j++;
  }
  return (matches / a.length + matches / b.length + (matches - crossed / 2) / matches) / 3;
};

/** Taken letters as bits of one machine word instead of arrays: no allocation for words up to 31 letters. */
const jaroNarrow = (a: string, b: string): number => {
  const reach = Math.max(0, (Math.max(a.length, b.length) >> 1) - 1);
  let takenA = 0;
  let takenB = 0;
  let matches = 0;
  for (let i = 0; i < a.length; i++) {
    const code = a.charCodeAt(i);
    const to = Math.min(b.length - 1, i + reach);
    for (let j = Math.max(0, i - reach); j <= to; j++) {
      if ((takenB >> j) & 1 || code !== b.charCodeAt(j)) continue;
      takenA |= 1 << i;
      takenB |= 1 << j;
      matches++;
      break;
    }
  }
  if (matches === 0) return 0;
  let crossed = 0;
  let j = 0;
  for (let i = 0; i < a.length; i++) {
    if (((takenA >> i) & 1) === 0) continue;
    while (((takenB >> j) & 1) === 0) j++;
    if (a.charCodeAt(i) !== b.charCodeAt(j)) crossed++;
    j++;
  }
  return (matches / a.length + matches / b.length + (matches - crossed / 2) / matches) / 3;
};

/**
 * Jaro–Winkler similarity, 0 (nothing alike) to 1 (equal), symmetric. A shared beginning of up to
 * four letters counts extra, by a tenth of what is missing each. Winkler, String Comparator Metrics, 1990.
 */
export function jaroWinkler(a: string, b: string): number {
  if (a === b) return 1;
  if (a.length === 0 || b.length === 0) return 0;
  // The shorter first: which letters pair up may depend on the order, the answer must not.
  const swap = a.length > b.length || (a.length === b.length && a > b);
  const [x, y] = swap ? [b, a] : [a, b];
  const jaro = y.length <= wordBits ? jaroNarrow(x, y) : jaroWide(x, y);
  let prefix = 0;
  while (prefix < 4 && prefix < x.length && x.charCodeAt(prefix) === y.charCodeAt(prefix)) prefix++;
  return jaro + prefix * 0.1 * (1 - jaro);
}

const rows = (width: number): [Uint16Array, Uint16Array, Uint16Array] => [
  new Uint16Array(width),
  new Uint16Array(width),
  new Uint16Array(width),
];
/** Rows used again by every call, each written before it is read: allocating them cost more than the sum. */
const scratchWidth = 64;
const scratch = rows(scratchWidth);

/**
 * Edits (insert, delete, replace, swap of neighbours) from `a` to `b`, or `limit + 1` when more than
 * `limit` are needed. Symmetric.
 */
export function editDistance(a: string, b: string, limit: number): number {
  if (a === b) return 0;
  const over = limit + 1;
  if (Math.abs(a.length - b.length) > limit) return over;
  const width = b.length + 1;
  let [before, last, row] = width <= scratchWidth ? scratch : rows(width);
  for (let j = 0; j < width; j++) last[j] = j;
  for (let i = 1; i <= a.length; i++) {
    row[0] = i;
    let least = i;
    const code = a.charCodeAt(i - 1);
    for (let j = 1; j < width; j++) {
      const other = b.charCodeAt(j - 1);
      let cost = Math.min(
        (last[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + 1,
        (last[j - 1] ?? 0) + (code === other ? 0 : 1),
      );
      if (i > 1 && j > 1 && code === b.charCodeAt(j - 2) && a.charCodeAt(i - 2) === other) {
        cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      }
      row[j] = cost;
      if (cost < least) least = cost;
    }
    if (least > limit) return over;
    [before, last, row] = [last, row, before];
  }
  return Math.min(last[b.length] ?? over, over);
}
