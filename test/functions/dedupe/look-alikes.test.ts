import { expect, it } from 'vitest';
import { sizeLimits } from '#core/dedupe-run/size-run';
import {
  ada,
  alone,
  ask,
  changes,
  grace,
  hub,
  report,
  rootOf,
  runToEnd,
  services,
  useDedupeHub,
} from '#test/support/dedupe-hub';

useDedupeHub();

const door = {
  addresses: [
    { role: 'home', line1: '12 Mill Lane', city: 'Leeds', postcode: 'LS1 4AB', country: 'GB' },
  ],
  phones: [{ value: '+441132496000', role: 'home' }],
};
const ofHouse = (given: string, birthDate: string, more: object = {}) => ({
  name: { given, family: 'Quarterpane' },
  birthDate,
  ...door,
  ...more,
});
const firm = (name: string, number: string, more: object = {}) => ({
  name,
  identifiers: [{ type: 'registration', value: number, country: 'GB' }],
  phones: [{ value: '+441132496111', role: 'work' }],
  ...more,
});

/** Two of one, father and son, twins, a shared door and line, two who were told apart, and firms of one group. */
async function lookAlikes() {
  const [one, two] = [await alone('a1', ada()), await alone('a2', ada())];
  const house: string[] = [];
  for (const [given, birthDate] of [
    ['Robert', '1950-03-04'],
    ['Robert', '1979-08-09'],
    ['Winifred', '1981-01-02'],
    ['Wilhelmina', '1981-01-02'],
  ] as const)
    house.push(await alone(`h${house.length}`, ofHouse(given, birthDate)));
  const again = await alone('h9', ofHouse('Winifred', '1981-01-02'));
  const apart = [await alone('g1', grace()), await alone('g2', grace())] as const;
  await hub.call('markDifferent', { params: { customerId: apart[0], otherId: apart[1] } });
  const firms: string[] = [];
  for (const [name, number] of [
    ['Quarterpane Mills Ltd', '01234567'],
    ['Quarterpane Mills Limited', '01234567'],
    ['Quarterpane Mills Holdings Ltd', '07654321'],
    ['Quarterpane Leasing Ltd', '09876543'],
  ] as const)
    firms.push(await alone(`f${firms.length}`, firm(name, number), 'organisation'));
  return { one, two, house, again, apart, firms };
}

it('a dry run over households, organisations and people told apart lists what the real run does, and the next finds nothing', async () => {
  const { one, two, house, again, apart, firms } = await lookAlikes();
  const run = async (body: object) => {
    const runId = await ask(body);
    await runToEnd(runId, { ...services, limits: sizeLimits });
    return { changes: await changes(runId), ...(await report(runId)) };
  };
  for (const schema of ['person', 'organisation']) {
    const dry = await run({ schema, dryRun: true });
    const real = await run({ schema });
    expect(real.changes).toEqual(dry.changes.map((each: object) => ({ ...each, outcome: 'done' })));
    expect(real.counts).toMatchObject({ merges: dry.counts.merges, leftOut: 0 });
    expect((await run({ schema })).changes).toEqual([]);
  }

  expect(await rootOf(two)).toBe(one);
  expect(await rootOf(again)).toBe(house[2]);
  expect(await rootOf(firms[1] ?? '')).toBe(firms[0]);
  for (const id of [...house, ...apart, firms[0] ?? '', firms[2] ?? '', firms[3] ?? ''])
    expect(await rootOf(id)).toBe(id);
});
