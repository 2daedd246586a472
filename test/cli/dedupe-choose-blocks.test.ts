import { describe, expect, it } from 'vitest';
import { blockCap } from '#core/dedupe/choose-rules';
import { chooseBlocks } from '../../cli/dedupe/choose-blocks.ts';
import { openPool, type Pool } from '../../cli/dedupe/pool.ts';
import { type NumberedPerson, sharedPeople } from '../support/dedupe-people.ts';

const records = 100_400;

const chosenFor = async (personOf: (record: number) => NumberedPerson) => {
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
  const all = sharedPeople(records, personOf);
  await pool.every('share', all);
  const { chosen, leftOut, crowded } = await chooseBlocks(pool, all, blockCap(records));
  const namesOf = (rules: readonly { readonly rule: { readonly name: string } }[]) =>
    rules.map(({ rule }) => rule.name);
  return { built, chosen: namesOf(chosen), leftOut: namesOf(leftOut), crowded };
};

describe('Blocks of much data', () => {
  it('are not built of a rule whose pairs are strangers', async () => {
    const { built, chosen, leftOut, crowded } = await chosenFor((record) => ({
      name: 1 + (record % (records / 2)),
      phone: 1 + (record % (records / 2)),
      postcode: 1 + (record >> 2),
    }));
    expect(chosen).toEqual(['phone']);
    expect(built).not.toContain('postcode');
    expect(built).not.toContain('birth date + postcode');
    expect(leftOut).toContain('postcode');
    // What is known of names tells how rare strangers of one name are.
    expect(crowded.map(({ rule, number }) => [rule.name, number])).toEqual([
      ['given name by sound + family name by sound', undefined],
    ]);
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
