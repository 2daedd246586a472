import { planOf } from '#core/dedupe/layout';
import type { Meaning } from '#core/dedupe/meaning';
import { markValues } from '#core/dedupe/value-marks';
import type { Shared } from '../../cli/dedupe/tasks.ts';

const meanings: readonly Meaning[] = ['given-name', 'family-name', 'phone', 'postcode'];
const { layout } = planOf(
  meanings.map((meaning) => ({ name: meaning, meaning, because: 'name' as const, group: '' })),
  undefined,
);
const shared = <T>(of: new (buffer: SharedArrayBuffer) => T, length: number): T =>
  new of(new SharedArrayBuffer(length * 4));

/** Value n is a word of its own of six letters; each begins as the numbers of mobile phones do. */
const wordsUpTo = (count: number) => {
  const bytes = new Uint8Array(count * 6);
  const ends = Uint32Array.from({ length: count + 1 }, (_, value) => value * 6);
  for (let at = 0; at < bytes.length; at++) {
    const mixed = Math.imul(Math.floor(at / 6) + 1, 0x9e3779b1) >>> 0;
    bytes[at] = at % 6 === 0 ? 109 : 97 + (Math.floor(mixed / 26 ** (at % 6)) % 26);
  }
  const values = { bytes, ends, marks: shared(Int32Array, count * 2) };
  markValues(values, 1, count);
  return values;
};

/** Numbers of values, up to the number of records; 0 is none. */
export interface NumberedPerson {
  readonly name: number;
  readonly phone: number;
  readonly postcode: number;
}

/** Records as threads share them, of people whose given and family name are one word. */
export function sharedPeople(
  records: number,
  personOf: (record: number) => NumberedPerson,
): Shared {
  const rows = shared(Int32Array, records * layout.stride);
  for (let record = 0; record < records; record++) {
    const { name, phone, postcode } = personOf(record);
    const row = record * layout.stride;
    for (const place of [layout.given, layout.givenSound]) rows[row + place] = name;
    for (const place of [layout.family, layout.familySound]) rows[row + place] = name;
    for (const place of Object.values(layout.phones[0]!)) rows[row + place] = phone;
    rows[row + layout.addresses[0]!.postcode] = postcode;
  }
  const oversized = shared(Int32Array, records);
  return { rows, layout, records, values: wordsUpTo(records + 1), oversized };
}
