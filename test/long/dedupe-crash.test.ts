import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { temporaryFolder } from '#test/local/support/temporary-folder';
import { startCrashableHub, token } from './crash-hub.ts';

const twins = 40;

const caller = (url: string) => async (method: string, path: string, body?: object) => {
  const answer = await fetch(`${url}/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers by path
  return (await answer.json()) as any;
};
type Call = ReturnType<typeof caller>;

const person = (name: string) => ({
  name: { given: name, family: `Q${name}` },
  birthDate: '1980-05-17',
  emails: [{ value: `${name.toLowerCase()}.q@example.com` }],
});
const nameOf = (number: number) =>
  [...String(number)].reduce(
    (all, digit) => all + 'bdfgklmnrt'[Number(digit)] + 'aeiou'[number % 5],
    'X',
  );

/** Two customers of one person: told apart while they became alike, and no longer. */
async function missed(call: Call, number: number): Promise<void> {
  const put = async (sourceId: string, attributes: object, day: string): Promise<string> =>
    (
      await call('PUT', `/spokes/crm/records/${sourceId}`, {
        schema: 'person',
        attributes,
        updatedAt: `2026-01-${day}T00:00:00Z`,
      })
    ).customerId;
  const one = await put(`${number}a`, person(nameOf(number)), '01');
  const two = await put(
    `${number}b`,
    { name: { given: `Nn${number}`, family: `Zz${number}` } },
    '01',
  );
  await call('PUT', `/customers/${one}/different/${two}`);
  await put(`${number}b`, person(nameOf(number)), '02');
  await sleep(300);
  await call('DELETE', `/customers/${one}/different/${two}`);
}

async function ended(call: Call, id: string) {
  for (;;) {
    const run = await call('GET', `/dedupe-runs/${id}`);
    if (run.endedAt !== undefined) return run;
    await sleep(50);
  }
}

it('a dedupe run goes on after the hub was killed in the middle of it, and ends as a dry run said', async () => {
  const folder = temporaryFolder();
  let hub = startCrashableHub(folder);
  let call = caller((await hub.ready) ?? '');
  await call('PUT', '/spokes/crm', { style: 'consolidation', trust: 50 });
  for (let number = 0; number < twins; number += 1) await missed(call, number);
  // Frequencies are reckoned with the number of customers, which the stream keeps.
  await sleep(3000);
  const dry = await ended(
    call,
    (await call('POST', '/dedupe-runs', { schema: 'person', dryRun: true })).id,
  );
  const planned = (await call('GET', `/dedupe-runs/${dry.id}/changes?limit=200`)).items;

  const { id } = await call('POST', '/dedupe-runs', { schema: 'person' });
  const killedIn: string[] = [];
  for (const stage of ['scan', 'join']) {
    let run = await call('GET', `/dedupe-runs/${id}`);
    while (run.endedAt === undefined && !(run.progress.stage === stage && run.progress.total > 0)) {
      await sleep(5);
      run = await call('GET', `/dedupe-runs/${id}`);
    }
    hub.kill('both');
    await hub.ended;
    killedIn.push(run.endedAt === undefined ? run.progress.stage : run.state);
    hub = startCrashableHub(folder);
    call = caller((await hub.ready) ?? '');
  }
  const run = await ended(call, id);
  const done = (await call('GET', `/dedupe-runs/${id}/changes?limit=200`)).items;
  hub.terminate();
  await hub.ended;

  expect(killedIn).toEqual(['scan', 'join']);
  expect(run).toMatchObject({ state: 'finished', counts: { merges: twins, leftOut: 0 } });
  expect(planned).toHaveLength(twins);
  expect(done).toEqual(planned.map((each: object) => ({ ...each, outcome: 'done' })));
});
