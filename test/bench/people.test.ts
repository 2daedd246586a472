import { describe, expect, it } from 'vitest';
import { householdOf } from '../../bench/people/household.ts';
import { csvLine, people } from '../../bench/people.ts';

const rows = [...people(7, 20_000)];
const share = (holds: (row: (typeof rows)[number]) => boolean): number =>
  rows.filter(holds).length / rows.length;

describe('people', () => {
  it('are the same for the same seed, and others for another', () => {
    expect([...people(7, 500)]).toEqual([...people(7, 500)]);
    expect([...people(8, 500)].map(csvLine)).not.toEqual([...people(7, 500)].map(csvLine));
  });

  it('come in the number asked for, each record once', () => {
    expect(rows).toHaveLength(20_000);
    expect(new Set(rows.map((row) => row.id)).size).toBe(20_000);
    expect([...people(7, 3)]).toHaveLength(3);
  });

  it('do not come person by person', () => {
    const neighbours = rows.filter((row, at) => rows[at - 1]?.cluster_id === row.cluster_id);

    expect(neighbours.length).toBeLessThan(rows.length / 100);
  });

  it('have about two records each, few of them many', () => {
    const counts = [...Map.groupBy(rows, (row) => row.cluster_id).values()].map((of) => of.length);

    expect(rows.length / counts.length).toBeGreaterThan(1.9);
    expect(rows.length / counts.length).toBeLessThan(2.4);
    expect(Math.max(...counts)).toBeGreaterThan(6);
  });

  it('are known to their systems about as well as the sample', () => {
    expect(share((row) => row.dob !== '')).toBeCloseTo(0.42, 1);
    expect(share((row) => row.email !== '')).toBeCloseTo(0.66, 1);
    expect(share((row) => row.phone !== '')).toBeCloseTo(0.75, 1);
    expect(share((row) => row.address !== '')).toBeCloseTo(0.7, 1);
    expect(share((row) => row.loyalty_id !== '')).toBeCloseTo(0.25, 1);
  });

  it('have names that fall off like Zipf: a few common, most rare', () => {
    const holders = [...Map.groupBy(rows, (row) => row.last_name.toLowerCase()).values()].map(
      (of) => of.length,
    );

    expect(Math.max(...holders) / rows.length).toBeLessThan(0.02);
    expect(holders.length / rows.length).toBeGreaterThan(0.2);
  });

  it('have placeholders, twins, and fathers and sons of one name among them', () => {
    expect(share((row) => row.dob === '1900-01-01')).toBeGreaterThan(0.001);
    expect(share((row) => row.phone === 'N/A')).toBeGreaterThan(0.001);
    const households = Array.from({ length: 3000 }, (_, nth) => householdOf(7, nth));
    const share2 = (read: (person: (typeof households)[0][0]) => string) =>
      households.filter((each) => new Set(each.map(read)).size < each.length).length;
    expect(share2((person) => person.birthDate)).toBeGreaterThan(5);
    expect(share2((person) => `${person.given} ${person.families.at(-1)}`)).toBeGreaterThan(5);
  });
});
