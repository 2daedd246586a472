import type { Layout } from '#core/dedupe/layout';
import { valueParts } from '#core/dedupe/merge-values';
import type { MarkedValues } from '#core/dedupe/value-marks';
import type { Pool } from './pool.ts';
import type { Stretch } from './read-stretches.ts';
import type { Shared } from './tasks.ts';

const sharedInts = (length: number): Int32Array =>
  new Int32Array(new SharedArrayBuffer(Math.max(4, length * 4)));

/** Brings the values of all stretches to common numbers, and the rows into the order that `ranksOf` tells. */
export async function gather(
  pool: Pool,
  stretches: readonly Stretch[],
  layout: Layout,
  ranksOf: () => Promise<readonly Int32Array[]>,
  records: number,
): Promise<Shared> {
  const ofStretches = stretches.map(({ read }) => read.values);
  const parts = Array.from({ length: valueParts }, (_, part) => part);
  // Both at once: one thread orders the records, the others begin with their values.
  const [ranks, equal] = await Promise.all([
    ranksOf(),
    pool.all(
      'equal',
      parts.map((part) => ({ stretches: ofStretches, part })),
    ),
  ]);
  // Value 0 is "none".
  let [number, at] = [1, 0];
  const places = equal.map(({ values, bytes }) => {
    const place = { number, at };
    number += values;
    at += bytes;
    return place;
  });
  const values: MarkedValues = {
    bytes: new Uint8Array(new SharedArrayBuffer(at)),
    ends: new Uint32Array(new SharedArrayBuffer((number + 1) * 4)),
    marks: sharedInts(number * 2),
  };
  const numbers = ofStretches.map(({ hashes }) => sharedInts(hashes.length));
  await pool.all(
    'number',
    equal.map((each, part) => ({
      stretches: ofStretches,
      equal: each,
      place: places[part] as (typeof places)[number],
      into: values,
      numbers,
    })),
  );
  await pool.all(
    'look',
    equal.map(({ values: count }, part) => {
      const { number: first } = places[part] as (typeof places)[number];
      return { values, first, end: first + count };
    }),
  );
  const rows = sharedInts(records * layout.stride);
  await pool.all(
    'place',
    stretches.map(({ read }, each) => ({
      from: read.rows,
      to: rows,
      layout,
      numbers: numbers[each] as Int32Array,
      ranks: ranks[each] as Int32Array,
    })),
  );
  return { rows, values, layout, records, oversized: sharedInts(records) };
}
