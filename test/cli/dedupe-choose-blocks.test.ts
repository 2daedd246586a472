import { describe, expect, it } from 'vitest';
import { blockCap } from '#core/dedupe/choose-rules';
import { planOf } from '#core/dedupe/layout';
import type { Meaning } from '#core/dedupe/meaning';
import { markValues } from '#core/dedupe/value-marks';
import { chooseBlocks } from '../../cli/dedupe/choose-blocks.ts';
import { openPool, type Pool } from '../../cli/dedupe/pool.ts';

const meanings: readonly Meaning[] = ['given-name', 'family-name', 'phone', 'postcode'];
const { layout } = planOf(
  meanings.map((meaning) => ({ name: meaning, meaning, because: 'name' as const, group: '' })),
  undefined,
);
const records = 100_400;
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

interface Person {
  readonly name: number;
  readonly phone: number;
  readonly postcode: number;
}

const chosenFor = async (personOf: (record: number) => Person) => {
  const rows = shared(Int32Array, records * layout.stride);
  for (let record = 0; record < records; record++) {
    const { name, phone, postcode } = personOf(record);
    const row = record * layout.stride;
    for (const place of [layout.given, layout.givenSound]) rows[row + place] = name;
    for (const place of [layout.family, layout.familySound]) rows[row + place] = name;
    for (const place of Object.values(layout.phones[0]!)) rows[row + place] = phone;
    rows[row + layout.addresses[0]!.postcode] = postcode;
  }
  const built: string[] = [];
  const worker = openPool(1);
  const pool: Pool = {
    ...worker,
    all: (name, tasks) => {
      if (name === 'measure')
        built.push(
          ...tasks.flatMap((task) => (task !== null && 'rule' in task ? [task.rule.name] : [])),
        );
      return worker.all(name, tasks);
    },
  };
  const all = {
    rows,
    layout,
    records,
    values: wordsUpTo(records + 1),
    oversized: shared(Int32Array, records),
  };
  await pool.every('share', all);
  const { chosen, leftOut } = await chooseBlocks(pool, all, blockCap(records));
  const namesOf = (rules: readonly { readonly rule: { readonly name: string } }[]) =>
    rules.map(({ rule }) => rule.name);
  return { built, chosen: namesOf(chosen), leftOut: namesOf(leftOut) };
};

describe('Blocks of much data', () => {
  it('are not built of a rule whose pairs are strangers', async () => {
    const { built, chosen, leftOut } = await chosenFor((record) => ({
      name: 1 + (record % (records / 2)),
      phone: 1 + (record % (records / 2)),
      postcode: 1 + (record >> 2),
    }));
    expect(chosen).toEqual(['phone']);
    expect(built).not.toContain('postcode');
    expect(built).not.toContain('birth date + postcode');
    expect(leftOut).toContain('postcode');
  });

  it('are built although all records share a placeholder that an earlier rule goes by', async () => {
    const { chosen } = await chosenFor((record) => ({
      name: 1 + (record % (records / 2)),
      phone: 7,
      postcode: 1 + (record % (records / 2)),
    }));
    expect(chosen).not.toContain('phone');
    expect(chosen).toContain('family name by sound + given name by sound + postcode');
  });
});
