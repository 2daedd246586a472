import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { temporaryFolder } from '#test/local/support/temporary-folder';
import { startCrashableHub, token } from './crash-hub.ts';

const twins = 48;
const stages = ['scan', 'count', 'score', 'join'];

interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers by path
  readonly body: any;
}
const caller =
  (url: string) =>
  async (method: string, path: string, body?: object): Promise<Answer> => {
    const answer = await fetch(`${url}/v1${path}`, {
      method,
      redirect: 'manual',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, body: text === '' ? undefined : JSON.parse(text) };
  };
type Call = ReturnType<typeof caller>;

const letters = 'bdfgklmnrt';
const nameOf = (number: number) =>
  [...String(number + 100)].reduce(
    (all, digit) => all + letters[Number(digit)] + 'aeiou'[number % 5],
    'X',
  );
const person = (number: number, more: object = {}) => ({
  name: { given: nameOf(number), family: `Q${nameOf(number * 7)}` },
  birthDate: `19${40 + number}-05-17`,
  emails: [{ value: `q${number}.x@example.com` }],
  ...more,
});

const put = async (call: Call, sourceId: string, attributes: object, day: string) => {
  const answer = await call('PUT', `/spokes/crm/records/${sourceId}`, {
    schema: 'person',
    attributes,
    updatedAt: `2026-01-${day}T00:00:00Z`,
  });
  expect([200, 201], JSON.stringify(answer.body)).toContain(answer.status);
  return answer.body.customerId as string;
};

/** Two customers of one person: told apart while they became alike, and no longer. */
async function missed(call: Call, number: number): Promise<readonly [string, string]> {
  const one = await put(call, `${number}a`, person(number), '01');
  const two = await put(
    call,
    `${number}b`,
    { name: { given: `Nn${nameOf(number)}`, family: `Zz${nameOf(number)}` } },
    '01',
  );
  await call('PUT', `/customers/${one}/different/${two}`);
  await put(call, `${number}b`, person(number), '02');
  return one < two ? [one, two] : [two, one];
}

const writes = ['nothing', 'change', 'differ', 'merge', 'remove', 'erase', 'again'] as const;
type Write = (typeof writes)[number];
const kindOf = (number: number): Write => writes[number % writes.length] ?? 'nothing';

/** What another writer does to two customers. Answers whether it was granted. */
async function writeTo(call: Call, number: number, [one, two]: readonly [string, string]) {
  switch (kindOf(number)) {
    case 'nothing':
      return true;
    case 'change':
      await put(call, `${number}b`, { ...person(number + 500), birthDate: '1933-03-03' }, '03');
      return true;
    case 'again':
      await put(call, `${number}c`, person(number), '03');
      return true;
    case 'differ':
      return (await call('PUT', `/customers/${one}/different/${two}`)).status === 200;
    case 'merge':
      return (await call('POST', `/customers/${one}/merge`, { with: two })).status === 200;
    case 'remove':
      return (await call('DELETE', `/spokes/crm/records/${number}b`)).status === 200;
    case 'erase':
      return erase(call, two);
  }
}

/** Whether the person is gone; a request is refused where she was merged after it was verified. */
async function erase(call: Call, customerId: string): Promise<boolean> {
  const { body } = await call('POST', '/privacy-requests', {
    rights: ['erasure'],
    customerId,
    jurisdiction: 'EU',
    channel: 'steward',
  });
  const request = `/privacy-requests/${body.id}`;
  await call('POST', `${request}/verify`, { method: 'steward' });
  if ((await call('POST', `${request}/approve`)).status !== 200) return false;
  const { work } = await until<{ work: Record<string, { state: string }> }>(
    () => call('GET', request),
    (each) => each.work.erasure?.state !== 'open',
  );
  return work.erasure?.state === 'done';
}

/** Asks until it is so; an answer that is an error ends the wait. */
async function until<T>(read: () => Promise<Answer>, isSo: (body: T) => boolean): Promise<T> {
  for (;;) {
    const { status, body } = await read();
    expect(status, JSON.stringify(body)).toBe(200);
    if (isSo(body)) return body;
    await sleep(20);
  }
}

type Run = {
  state: string;
  endedAt?: string;
  progress: { stage: string; total: number };
  counts: Record<string, number>;
};
const ended = (call: Call, id: string) =>
  until<Run>(
    () => call('GET', `/dedupe-runs/${id}`),
    ({ endedAt }) => endedAt !== undefined,
  );

it('whatever others write while a dedupe run is under way, nothing is lost and their word stands', async () => {
  const folder = temporaryFolder();
  const hub = startCrashableHub(folder);
  const call = caller((await hub.ready) ?? '');
  await call('PUT', '/spokes/crm', { style: 'consolidation', trust: 50 });
  const pairs: (readonly [string, string])[] = [];
  for (let number = 0; number < twins; number += 1) pairs.push(await missed(call, number));
  // The differences stand until what follows the commits has seen them.
  await sleep(1500);
  for (const [one, two] of pairs) await call('DELETE', `/customers/${one}/different/${two}`);

  const begin = async () => {
    const { status, body } = await call('POST', '/dedupe-runs', { schema: 'person' });
    expect(status, JSON.stringify(body)).toBe(201);
    return body.id as string;
  };
  const id = await begin();
  const granted = new Map<number, boolean>();
  const writtenIn = new Set<string>();
  const waiting = pairs.entries();
  const run = ended(call, id);
  let isUnderWay = true;
  await Promise.all([
    run.then(() => {
      isUnderWay = false;
    }),
    // A part of the pairs in every stage of the run.
    ...stages.map(async (stage, at) => {
      await until<Run>(
        () => call('GET', `/dedupe-runs/${id}`),
        ({ progress, endedAt }) => endedAt !== undefined || stages.indexOf(progress.stage) >= at,
      );
      for (let each = 0; each < twins / stages.length; each += 1) {
        const [number, pair] = waiting.next().value ?? [];
        if (number === undefined || pair === undefined) return;
        if (isUnderWay) writtenIn.add(stage);
        granted.set(number, await writeTo(call, number, pair));
      }
    }),
  ]);
  // What follows the last commits.
  await sleep(2000);
  const second = await ended(call, await begin());
  const third = await ended(call, await begin());
  const found = await Promise.all(
    pairs.map(async (_, number) => {
      const [a, b, c] = await Promise.all(
        ['a', 'b', 'c'].map(async (each): Promise<string | undefined> => {
          const { status, body } = await call('GET', `/crosswalk/crm/${number}${each}`);
          return status === 200 ? body.customerId : undefined;
        }),
      );
      return { kind: kindOf(number), isGranted: granted.get(number), a, b, c };
    }),
  );
  hub.terminate();
  await hub.ended;
  // An event may come twice; two events of one merge would be two merges.
  const merges = new Map(
    readFileSync(join(folder, 'events.ndjson'), 'utf8')
      .split('\n')
      .filter((line) => line.includes('"customer.merged.v1"'))
      .map((line) => JSON.parse(line).detail)
      .map(({ metadata, spoke, customerId, idMap }) => [
        metadata.eventId,
        JSON.stringify([spoke, customerId, idMap]),
      ]),
  );

  expect([...writtenIn]).toEqual(stages);
  for (const each of [await run, second, third]) expect(each.state).toBe('finished');
  expect(third.counts).toMatchObject({ merges: 0, splits: 0, reviews: 0, leftOut: 0 });
  expect(merges.size).toBeGreaterThan(twins / writes.length);
  expect(new Set(merges.values()).size).toBe(merges.size);
  for (const { kind, isGranted, a, b, c } of found) {
    if (kind !== 'erase') expect(a, kind).toMatch(/^cus_/);
    if (kind === 'nothing' || kind === 'merge') expect(b, kind).toBe(a);
    if (kind === 'again') expect([b, c], kind).toEqual([a, a]);
    if (kind === 'change') {
      expect(b, kind).toMatch(/^cus_/);
      expect(b, kind).not.toBe(a);
    }
    if (kind === 'differ') expect(b === a, kind).toBe(!isGranted);
    if (kind === 'remove') expect(b, kind).toBeUndefined();
    if (kind === 'erase' && isGranted === true) expect(b, kind).toBeUndefined();
    if (kind === 'erase' && isGranted === false) expect(b, kind).toBe(a);
  }
});
