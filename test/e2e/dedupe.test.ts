import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, type HubUnderTest, hubUnderTest } from '#test/support/hub-under-test';

let hub: HubUnderTest;
beforeAll(async () => {
  hub = await hubUnderTest();
  await hub.ask('PUT', '/spokes/dedupe-crm', { body: { style: 'consolidation', trust: 60 } });
}, 120_000);
afterAll(() => hub.close());

const person = {
  name: { given: 'Wilhelmina', family: 'Quarterpane' },
  birthDate: '1979-04-11',
  emails: [{ value: 'wilhelmina.quarterpane@dedupe.example.com', role: 'home' }],
  phones: [{ value: '+447700900871', role: 'mobile' }],
};
const somebodyElse = {
  name: { given: 'Ottokar', family: 'Vanderplank' },
  birthDate: '1951-10-30',
  emails: [{ value: 'ottokar.vanderplank@dedupe.example.com', role: 'home' }],
};

const put = async (sourceId: string, attributes: object, updatedAt: string): Promise<string> => {
  const { status, body } = await hub.ask('PUT', `/spokes/dedupe-crm/records/${sourceId}`, {
    body: { schema: 'person', attributes, updatedAt },
  });
  expect([200, 201], JSON.stringify(body)).toContain(status);
  return body.customerId;
};

/** Two customers of one person: told apart while they became alike, and no longer. */
async function missedDuplicate(): Promise<readonly [string, string]> {
  const one = await put('1', person, '2026-01-01T00:00:00Z');
  const two = await put('2', somebodyElse, '2026-01-01T00:00:00Z');
  const apart = `/customers/${one}/different/${two}`;
  expect((await hub.ask('PUT', apart)).status).toBe(200);
  await put('2', person, '2026-02-01T00:00:00Z');
  // What follows the commit finds the difference and leaves it.
  await eventually(
    () => hub.ask('GET', `/customers/${two}`),
    ({ body }) => body.attributes?.birthDate === person.birthDate,
    20_000,
  );
  await new Promise((resolve) => setTimeout(resolve, 1500));
  expect((await hub.ask('DELETE', apart)).status).toBe(200);
  return one < two ? [one, two] : [two, one];
}

async function run(body: object) {
  const asked = await hub.ask('POST', '/dedupe-runs', { body: { schema: 'person', ...body } });
  expect(asked.status, JSON.stringify(asked.body)).toBe(201);
  const { id } = asked.body;
  const ended = await eventually(
    () => hub.ask('GET', `/dedupe-runs/${id}`),
    (answer) => answer.body.endedAt !== undefined,
    120_000,
  );
  expect(ended.body.state).toBe('finished');
  const report = await hub.ask('GET', `/dedupe-runs/${id}/report`);
  const changes = await hub.ask('GET', `/dedupe-runs/${id}/changes?limit=200`);
  return { id, report: report.body, changes: changes.body.items };
}

describe('a dedupe run', () => {
  it('finds what real time missed: told by a dry run, done by a real one, and nothing is left', async () => {
    const [older, younger] = await missedDuplicate();
    const isOurs = (each: { customerIds: readonly string[] }) => each.customerIds.includes(younger);

    const dry = await run({ dryRun: true });
    expect(dry.changes.filter(isOurs)).toMatchObject([
      { kind: 'merge', customerIds: [older, younger], outcome: 'planned' },
    ]);
    expect((await hub.ask('GET', `/customers/${younger}`)).body.id ?? younger).toBe(younger);

    const real = await run({});
    expect(real.changes.filter(isOurs)).toMatchObject([
      { kind: 'merge', customerIds: [older, younger], outcome: 'done' },
    ]);
    expect(real.report.counts.merges).toBeGreaterThanOrEqual(1);
    const { body } = await hub.ask('GET', '/crosswalk/dedupe-crm/2');
    expect(body.customerId).toBe(older);

    const again = await run({});
    expect(again.changes.filter(isOurs)).toEqual([]);
  }, 180_000);
});
