import { inSharedMemory } from '#core/dedupe/byte-table';
import type { ReadRecords } from '#core/dedupe/read-records';
import { inOrder, sortedBy } from '#core/dedupe/sort-by-key';

/** Records in the order of their ids, so that nothing that follows depends on the order of rows. */
export interface OrderOfIds {
  /** Per stretch, the number of each of its records. */
  readonly ranks: readonly Int32Array[];
  readonly idOf: (record: number) => string;
  /** Writes the id of a record into `into`, from byte `at` on; answers where it ends. */
  readonly writeId: (record: number, into: Uint8Array, at: number) => number;
  /** Bytes of the longest id. */
  readonly longest: number;
  /** No id needs quotes where it is one of several fields. */
  readonly isPlain: boolean;
  readonly placeOf: (record: number) => { readonly stretch: number; readonly position: number };
}

/** All that is asked of a stretch, so that its rows need not be kept. */
export type IdsOfStretch = Pick<ReadRecords, 'ids' | 'records'>;

/** Numbers of records in the order of their ids. */
export interface SortedIds {
  readonly order: Int32Array;
  /** Of ids that several records bear: where these begin in `order`, where they end, and so on. */
  readonly repeats: readonly number[];
}

/**
 * Records by their ids, which compare byte by byte; by their place in the input where they have none. A
 * record is known by its number among those of all stretches.
 */
export function sortedByIds(stretches: readonly IdsOfStretch[], isNumbered: boolean): SortedIds {
  const { records, firsts, stretchOf } = serialsOf(stretches);
  if (isNumbered) return { order: inSharedMemory(inOrder(records), records), repeats: [] };
  const order = sortIds(stretches, firsts, stretchOf, records, longestOf(stretches));
  const isRepeated = (at: number): boolean => {
    const [x, y] = [order[at - 1] as number, order[at] as number];
    const [stretchX, stretchY] = [stretchOf(x), stretchOf(y)];
    const [ofX, ofY] = [stretches[stretchX] as IdsOfStretch, stretches[stretchY] as IdsOfStretch];
    const [atX, atY] = [x - (firsts[stretchX] as number), y - (firsts[stretchY] as number)];
    const from = ofX.ids.ends[atX] as number;
    let [endX, endY] = [ofX.ids.ends[atX + 1] as number, ofY.ids.ends[atY + 1] as number];
    if (endX - from !== endY - (ofY.ids.ends[atY] as number)) return false;
    // From the end: ids of one file often begin alike.
    while (endX > from) if (ofX.ids.bytes[--endX] !== ofY.ids.bytes[--endY]) return false;
    return true;
  };
  const repeats: number[] = [];
  for (let at = 1; at < records; at++) {
    if (!isRepeated(at)) continue;
    const from = at - 1;
    while (at + 1 < records && isRepeated(at + 1)) at++;
    repeats.push(from, at + 1);
  }
  return { order: inSharedMemory(order, records), repeats };
}

const serialsOf = (stretches: readonly IdsOfStretch[]) => {
  const firsts: number[] = [];
  let records = 0;
  for (const each of stretches) {
    firsts.push(records);
    records += each.records;
  }
  const stretchOf = (serial: number): number => {
    let stretch = firsts.length - 1;
    while ((firsts[stretch] as number) > serial) stretch--;
    return stretch;
  };
  return { records, firsts, stretchOf };
};

/** What `order`, as `sortedByIds` has it, says; without ids records are called 1, 2, … as in the input. */
export function orderOfIds(
  stretches: readonly IdsOfStretch[],
  isNumbered: boolean,
  order: Int32Array,
): OrderOfIds {
  const { records, firsts, stretchOf } = serialsOf(stretches);
  const longest = isNumbered ? String(records).length : longestOf(stretches);
  const ranks = stretches.map((each) => new Int32Array(new SharedArrayBuffer(each.records * 4)));
  for (let rank = 0; rank < records; rank++) {
    const serial = order[rank] as number;
    const stretch = stretchOf(serial);
    (ranks[stretch] as Int32Array)[serial - (firsts[stretch] as number)] = rank;
  }
  const placeOf = (record: number) => {
    const serial = order[record] as number;
    const stretch = stretchOf(serial);
    return { stretch, position: serial - (firsts[stretch] as number) };
  };
  const writeNumber = (record: number, into: Uint8Array, at: number): number => {
    const digits = String((order[record] as number) + 1);
    for (let each = 0; each < digits.length; each++) into[at + each] = digits.charCodeAt(each);
    return at + digits.length;
  };
  const writeText = (record: number, into: Uint8Array, at: number): number => {
    const serial = order[record] as number;
    const stretch = stretchOf(serial);
    const position = serial - (firsts[stretch] as number);
    const { bytes, ends } = (stretches[stretch] as IdsOfStretch).ids;
    const end = ends[position + 1] as number;
    let to = at;
    for (let from = ends[position] as number; from < end; from++)
      into[to++] = bytes[from] as number;
    return to;
  };
  const writeId = isNumbered ? writeNumber : writeText;
  const id = new Uint8Array(longest);
  return {
    ranks,
    placeOf,
    longest,
    isPlain: isNumbered || !stretches.some(({ ids }) => needsQuotes(ids.bytes)),
    writeId,
    idOf: (record) => Buffer.from(id.buffer, 0, writeId(record, id, 0)).toString('utf8'),
  };
}

const signs = [',', '"', '\n', '\r'].map((sign) => sign.charCodeAt(0));

/** Searching for a byte is done by the platform, some gigabytes in a second. */
const needsQuotes = (bytes: Uint8Array): boolean => signs.some((sign) => bytes.includes(sign));

const longestOf = (stretches: readonly IdsOfStretch[]): number => {
  let longest = 0;
  for (const { ids, records } of stretches) {
    for (let record = 0; record < records; record++)
      longest = Math.max(longest, (ids.ends[record + 1] as number) - (ids.ends[record] as number));
  }
  return longest;
};

/** Where there are longer ids, all are compared byte by byte. */
const sortedBytes = 64;

/** Sorts by length, then by four bytes at a time from the last to the first: each keeps the order of the one before. */
function sortIds(
  stretches: readonly IdsOfStretch[],
  firsts: readonly number[],
  stretchOf: (serial: number) => number,
  records: number,
  longest: number,
): Int32Array {
  const idOf = (serial: number) => {
    const stretch = stretchOf(serial);
    const { bytes, ends } = (stretches[stretch] as IdsOfStretch).ids;
    const position = serial - (firsts[stretch] as number);
    return { bytes, from: ends[position] as number, to: ends[position + 1] as number };
  };
  let order = inOrder(records);
  if (longest > sortedBytes)
    return order.sort((x, y) => {
      const [one, other] = [idOf(x), idOf(y)];
      return Buffer.compare(
        one.bytes.subarray(one.from, one.to),
        other.bytes.subarray(other.from, other.to),
      );
    });
  order = sortedBy(order, (serial) => {
    const { from, to } = idOf(serial);
    return to - from;
  });
  for (let skipped = ((longest - 1) >> 2) << 2; skipped >= 0; skipped -= 4) {
    order = sortedBy(order, (serial) => {
      const { bytes, from, to } = idOf(serial);
      let four = 0;
      for (let at = from + skipped; at < from + skipped + 4; at++)
        four = (four << 8) | (at < to ? (bytes[at] as number) : 0);
      return four;
    });
  }
  return order;
}
