/** Bits of a customer's number; two of them and a band are one link of eight bytes. */
const numberBits = 27;
/** So many customers have numbers: 134,217,728. */
export const mostNumbers = 2 ** numberBits;
export const linkBytes = 8;

/** Bands of an eighth of a bit, the strongest first; what is stronger than the first falls into it, as what is weaker into the last. */
export const bands = 1024;
const bandsOfBit = 8;
const strongest = 112;

/** How strong a link is, `matchWeight` in bits: 0 is the strongest. */
export const bandOf = (matchWeight: number): number =>
  Math.min(bands - 1, Math.max(0, Math.floor((strongest - matchWeight) * bandsOfBit)));

/** A link between the customers with these numbers; the smaller comes first. */
export interface NumberedLink {
  readonly band: number;
  readonly a: number;
  readonly b: number;
}

/**
 * Links as whole numbers of 64 bits: band, smaller number, larger number. Sorted as numbers they stand
 * in the order in which they are drawn, which is the same however they were parted.
 */
export function packLinks(links: readonly NumberedLink[]): BigUint64Array<ArrayBuffer> {
  const packed = new BigUint64Array(links.length);
  const words = new Uint32Array(packed.buffer);
  for (const [at, { band, a, b }] of links.entries()) {
    // Low word first: little-endian, as every processor that Node runs on.
    words[2 * at] = ((a << numberBits) | b) >>> 0;
    words[2 * at + 1] = ((band << aBitsInHigh) | (a >>> aBitsInLow)) >>> 0;
  }
  return packed.sort();
}

const aBitsInLow = 32 - numberBits;
const aBitsInHigh = numberBits - aBitsInLow;

/** Calls with the two ends of every link, in their order. */
export function eachLink(
  packed: BigUint64Array<ArrayBuffer>,
  draw: (a: number, b: number) => void,
): void {
  const words = new Uint32Array(packed.buffer, packed.byteOffset, 2 * packed.length);
  for (let at = 0; at < words.length; at += 2) {
    const [low, high] = [words[at] ?? 0, words[at + 1] ?? 0];
    const a = (low >>> numberBits) | ((high & (2 ** aBitsInHigh - 1)) << aBitsInLow);
    draw(a, low & (mostNumbers - 1));
  }
}

/** How many links of each band there are; bands without links are not named. */
export type BandCounts = readonly (readonly [band: number, links: number])[];

export function countBands(links: readonly Pick<NumberedLink, 'band'>[]): BandCounts {
  const counts = new Map<number, number>();
  for (const { band } of links) counts.set(band, (counts.get(band) ?? 0) + 1);
  return [...counts].toSorted(([a], [b]) => a - b);
}

/** Bands from one up to, and without, another. */
export interface BandRange {
  readonly from: number;
  readonly to: number;
  readonly links: number;
}

/**
 * Bands in a row that hold at most so many links together, of all partitions; nothing where one band
 * alone holds more.
 */
export function rangesOfBands(
  counts: readonly BandCounts[],
  mostLinks: number,
): readonly BandRange[] | undefined {
  const sums = new Array<number>(bands).fill(0);
  for (const [band, links] of counts.flat()) sums[band] = (sums[band] ?? 0) + links;
  const ranges: BandRange[] = [];
  let [from, links] = [0, 0];
  for (const [band, more] of sums.entries()) {
    if (more > mostLinks) return undefined;
    if (links + more > mostLinks) {
      ranges.push({ from, to: band, links });
      [from, links] = [band, 0];
    }
    links += more;
  }
  if (links > 0) ranges.push({ from, to: bands, links });
  return ranges;
}

/** Where the links of these bands lie among those of one partition, which are sorted; in links. */
export function placeOf(
  counts: BandCounts,
  { from, to }: Pick<BandRange, 'from' | 'to'>,
): { readonly first: number; readonly count: number } {
  let [first, count] = [0, 0];
  for (const [band, links] of counts)
    if (band < from) first += links;
    else if (band < to) count += links;
  return { first, count };
}
