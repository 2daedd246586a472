import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runDedupe } from '#cli/dedupe/run';
import { columns } from '../../bench/people/records.ts';
import { csvLine, people } from '../../bench/people.ts';

const lists = [
  ['Walter', 'Edmund', 'Tobias', 'Gordon', 'Leopold', 'Casimir', 'Hector', 'Julian'],
  ['Carew', 'Tremayne', 'Pellow', 'Nance', 'Bray', 'Rowse', 'Vyvyan', 'Penhale', 'Trelawny'],
  ['Quay Street', 'Mill Lane', 'Harbour View', 'Chapel Row', 'Fore Street'],
] as const;
const [givens, names, streets] = lists;
const pick = (list: readonly string[], at: number): string => list[at % list.length] as string;

/** Father and son of one name behind one door, and a record of one of them without a birth date. */
const generations = Array.from({ length: 12 }, (_, at) => {
  const shared = {
    first_name: pick(givens, at),
    last_name: pick(names, at),
    address: `${at + 3} ${pick(streets, at)}`,
    city: 'Ashcombe',
    postcode: `AB${10 + at} 3CD`,
    country: 'GB',
  };
  return [
    { ...shared, dob: `19${40 + (at % 10)}-05-${10 + (at % 18)}` },
    { ...shared, dob: `198${(at * 7 + 3) % 10}-11-0${1 + (at % 9)}` },
    shared,
  ];
});

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'goldspoke-hard-small-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const clustersOf = async (name: string, text: string) => {
  const file = join(folder, name);
  writeFileSync(file, text);
  const run = await runDedupe({ files: [file], threads: 1 });
  return new Map(
    Array.from(run.clusters.root, (root, record) => [run.idOf(record), run.idOf(root)] as const),
  );
};

describe('hard cases in files of a few hundred records', () => {
  it('lets a record that tells too little join one of two namesakes at most', async () => {
    const empty = Object.fromEntries(columns.map((column) => [column, '']));
    const rows = generations.flatMap((family, each) =>
      family.map((person, at) =>
        csvLine({ ...empty, ...person, id: `family${each}-${at}` } as never),
      ),
    );
    const others = [...people(5, 300)];
    const found = await clustersOf(
      'generations.csv',
      `${columns.join(',')}\n${others.map(csvLine).join('')}${rows.join('')}`,
    );
    const joinedFamilies = [...generations.keys()].filter(
      (each) => found.get(`family${each}-0`) === found.get(`family${each}-1`),
    );
    expect(joinedFamilies).toEqual([]);

    let [joined, right] = [0, 0];
    for (const [at, a] of others.entries()) {
      for (const b of others.slice(at + 1)) {
        if (found.get(a.id) !== found.get(b.id)) continue;
        joined++;
        if (a.cluster_id === b.cluster_id) right++;
      }
    }
    expect(right / joined).toBeGreaterThanOrEqual(0.97);
  });

  it('keeps sister companies of one building apart, and joins two spellings of one company', async () => {
    const branches = ['Property', 'Motors', 'Insurance', 'Shipping'];
    const rows = names.flatMap((name, each) => {
      const place = `${each + 2} ${pick(streets, each)},Ashcombe,AB${10 + each} 3CD`;
      return [
        ...branches.map((branch, at) => `sister${each}-${at},${name} ${branch} Ltd,${place}`),
        `again${each},${name} Motors Limited,${place}`,
      ];
    });
    const found = await clustersOf(
      'companies.csv',
      `id,company_name,street,city,postcode\n${rows.join('\n')}\n`,
    );
    for (const each of names.keys()) {
      const sisters = branches.map((_, at) => found.get(`sister${each}-${at}`));
      expect(new Set(sisters).size).toBe(branches.length);
      expect(found.get(`again${each}`)).toBe(found.get(`sister${each}-1`));
    }
  });
});
