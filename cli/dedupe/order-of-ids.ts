import type { ReadRecords } from '#core/dedupe/read-records';

/** Records in the order of their ids, so that nothing that follows depends on the order of rows. */
export interface OrderOfIds {
  /** Per stretch, the number of each of its records. */
  readonly ranks: readonly Int32Array[];
  readonly idOf: (record: number) => string;
  readonly placeOf: (record: number) => { readonly stretch: number; readonly position: number };
}

/** Ids compare byte by byte; without ids records are numbered from 1 in the order of the input. */
export function orderOfIds(stretches: readonly ReadRecords[], isNumbered: boolean): OrderOfIds {
  const records = stretches.reduce((sum, each) => sum + each.records, 0);
  const firsts: number[] = [];
  let count = 0;
  for (const each of stretches) {
    firsts.push(count);
    count += each.records;
  }
  const stretchOf = (serial: number): number => {
    let stretch = firsts.length - 1;
    while ((firsts[stretch] as number) > serial) stretch--;
    return stretch;
  };
  const order = Int32Array.from({ length: records }, (_, each) => each);
  if (!isNumbered) sortIds(order, stretches, firsts, stretchOf);
  const ranks = stretches.map((each) => new Int32Array(each.records));
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
  return {
    ranks,
    placeOf,
    idOf: (record) => {
      if (isNumbered) return String((order[record] as number) + 1);
      const { stretch, position } = placeOf(record);
      const { bytes, ends } = (stretches[stretch] as ReadRecords).ids;
      return Buffer.from(bytes.buffer, bytes.byteOffset).toString(
        'utf8',
        ends[position],
        ends[position + 1],
      );
    },
  };
}

function sortIds(
  order: Int32Array,
  stretches: readonly ReadRecords[],
  firsts: readonly number[],
  stretchOf: (serial: number) => number,
): void {
  const compare = (x: number, y: number): number => {
    const [stretchX, stretchY] = [stretchOf(x), stretchOf(y)];
    const [ofX, ofY] = [
      (stretches[stretchX] as ReadRecords).ids,
      (stretches[stretchY] as ReadRecords).ids,
    ];
    const [placeX, placeY] = [x - (firsts[stretchX] as number), y - (firsts[stretchY] as number)];
    let [atX, atY] = [ofX.ends[placeX] as number, ofY.ends[placeY] as number];
    const [endX, endY] = [ofX.ends[placeX + 1] as number, ofY.ends[placeY + 1] as number];
    while (atX < endX && atY < endY) {
      const difference = (ofX.bytes[atX++] as number) - (ofY.bytes[atY++] as number);
      if (difference !== 0) return difference;
    }
    return endX - atX - (endY - atY);
  };
  let isSorted = true;
  for (let each = 1; each < order.length && isSorted; each++)
    isSorted = compare(each - 1, each) <= 0;
  if (!isSorted) order.sort(compare);
}
