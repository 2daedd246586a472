import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runDedupe } from '#cli/dedupe/run';
import { columns } from '../../bench/people/records.ts';
import { csvLine, people } from '../../bench/people.ts';

type Person = Readonly<Record<string, string>>;

const home = {
  address: '12 Harbour View',
  city: 'Ashcombe',
  postcode: 'AB12 3CD',
  country: 'GB',
  phone: '01632 960123',
};

/** Each family is several people; no two of them may be joined. */
const families: readonly (readonly Person[])[] = [
  [
    { first_name: 'Rosalind', last_name: 'Tremayne', dob: '1961-04-02', gender: 'F', ...home },
    { first_name: 'Gordon', last_name: 'Tremayne', dob: '1959-11-23', gender: 'M', ...home },
    { first_name: 'Felicity', last_name: 'Tremayne', dob: '1990-08-14', gender: 'F', ...home },
  ],
  [
    // Twins
    {
      first_name: 'Imogen',
      last_name: 'Pellow',
      dob: '1988-02-19',
      ...home,
      address: '4 Mill Lane',
    },
    {
      first_name: 'Beatrice',
      last_name: 'Pellow',
      dob: '1988-02-19',
      ...home,
      address: '4 Mill Lane',
    },
  ],
  [
    // Father and son of one name
    {
      first_name: 'Walter',
      last_name: 'Carew',
      suffix: 'Sr',
      dob: '1944-05-30',
      ...home,
      address: '9 Quay Street',
    },
    {
      first_name: 'Walter',
      last_name: 'Carew',
      suffix: 'Jr',
      dob: '1971-10-08',
      ...home,
      address: '9 Quay Street',
    },
  ],
  [
    // A mailbox that a family shares
    { first_name: 'Tobias', last_name: 'Nance', email: 'thenances@example.com', dob: '1979-01-12' },
    {
      first_name: 'Harriet',
      last_name: 'Nance',
      email: 'thenances@example.com',
      dob: '1981-06-27',
    },
  ],
  [
    // A number that was given to somebody else
    { first_name: 'Cordelia', last_name: 'Bray', phone: '07700 900456', dob: '1969-03-03' },
    { first_name: 'Leopold', last_name: 'Hicks', phone: '07700 900456', dob: '1994-12-05' },
  ],
  [
    // Placeholders
    {
      first_name: 'Agatha',
      last_name: 'Rowse',
      phone: '0000000000',
      dob: '1900-01-01',
      email: 'noemail@example.com',
    },
    {
      first_name: 'Edmund',
      last_name: 'Vyvyan',
      phone: '0000000000',
      dob: '1900-01-01',
      email: 'noemail@example.com',
    },
  ],
];

/** Each is one person, twice. */
const doubles: readonly (readonly [Person, Person])[] = [
  [
    {
      first_name: 'Rosalind',
      last_name: 'Penhale',
      dob: '1962-07-05',
      email: 'rosalind.penhale81@example.com',
    },
    {
      first_name: 'Roz',
      last_name: 'Penhale',
      dob: '1962-05-07',
      email: 'rosalind.penhale81@example.com',
    },
  ],
  [
    { first_name: 'Casimir', last_name: 'Trelawny', dob: '1975-09-18', phone: '07700 900789' },
    { first_name: 'Trelawny', last_name: 'Casimir', dob: '1975-09-18', phone: '+44 7700 900789' },
  ],
];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'goldspoke-hard-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const line = (id: string, person: Person): string =>
  csvLine({ ...Object.fromEntries(columns.map((column) => [column, ''])), ...person, id } as never);

describe('people who are hard to tell apart, among two thousand others', () => {
  it('keeps families, twins, generations and shared contacts apart, and joins one person', async () => {
    const file = join(folder, 'hard.csv');
    const written = [
      ...families.flatMap((family, each) =>
        family.map((person, at) => line(`family${each}-${at}`, person)),
      ),
      ...doubles.flatMap((pair, each) =>
        pair.map((person, at) => line(`double${each}-${at}`, person)),
      ),
    ];
    const others = [...people(3, 2000)].map(csvLine);
    writeFileSync(file, `${columns.join(',')}\n${others.join('')}${written.join('')}`);
    const run = await runDedupe({ files: [file], threads: 1 });
    const clusterOf = new Map(
      Array.from(run.clusters.root, (root, record) => [run.idOf(record), run.idOf(root)] as const),
    );
    const inFamilies = families.map((family, each) =>
      family.map((_, at) => clusterOf.get(`family${each}-${at}`)),
    );
    expect(inFamilies).toEqual(
      families.map((family, each) => family.map((_, at) => `family${each}-${at}`)),
    );
    expect(doubles.map((_, each) => clusterOf.get(`double${each}-1`))).toEqual(
      doubles.map((_, each) => `double${each}-0`),
    );
  });
});
