import { expect, it } from 'vitest';
import { sizeLimits } from '#core/dedupe-run/size-run';
import { listDedupeChanges } from '#functions/dedupe/contract';
import {
  alone,
  ask,
  call,
  type changes,
  hub,
  services as hubServices,
  report,
  rootOf,
  runToEnd,
  useDedupeHub,
} from '#test/support/dedupe-hub';

useDedupeHub();

/** Persons of whom two customers look the same, of whom two look alike, and who are in the hub once. */
const [twins, alikes, singles] = [600, 100, 700];
/** Of the twins: merged by an earlier run, then told to be two; and whom a steward says to be two. */
const [parted, different] = [40, 60];
const atOnce = 16;

const syllables = ['ba', 'de', 'fi', 'go', 'ku', 'la', 'me', 'ni', 'ro', 'tu', 'va', 'wo', 'zi'];
const nameOf = (number: number, parts: number): string =>
  Array.from({ length: parts }, (_, at) => {
    const digit = Math.floor((number * 7919 + at * 104_729) / syllables.length ** at);
    return syllables[digit % syllables.length] ?? '';
  }).join('');

const someone = (number: number) => ({
  name: { given: `X${nameOf(number, 3)}`, family: `Q${nameOf(number * 31 + 5, 4)}` },
  birthDate: `${1940 + (number % 60)}-${String(1 + (number % 12)).padStart(2, '0')}-${String(1 + (number % 28)).padStart(2, '0')}`,
});
const reachable = (number: number) => ({
  ...someone(number),
  emails: [{ value: `q${number}.x@example.com`, role: 'home' }],
});

async function inTurns<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void> {
  const waiting = items.values();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (const item of waiting) await work(item);
    }),
  );
}
const upTo = (count: number, from = 0) => Array.from({ length: count }, (_, at) => from + at);

/** Pieces of a few hundred, links of a few read at once. */
const services = () => ({
  ...hubServices,
  limits: {
    ...sizeLimits,
    leastInChunk: 200,
    mostInChunk: 200,
    cardsInPartition: 6000,
    leastInBatch: 100,
    linksAtOnce: 700,
  },
});
const run = async (body: object = {}) => {
  const runId = await ask(body);
  await runToEnd(runId, services());
  return { runId, counts: (await report(runId)).counts, changes: await allChanges(runId) };
};
type Changes = Awaited<ReturnType<typeof changes>>;
async function allChanges(runId: string): Promise<Changes> {
  const found: Changes[number][] = [];
  let cursor: string | undefined;
  do {
    const { body } = await call(listDedupeChanges, {
      params: { runId },
      query: { limit: '200', ...(cursor !== undefined && { cursor }) },
    });
    found.push(...body.items);
    cursor = body.cursor;
  } while (cursor !== undefined);
  return found;
}
const ofKind = (all: Changes, kind: string) => all.filter((each) => each.kind === kind);

/** Customers by their ids in their source. */
function people() {
  const ids = new Map<string, string>();
  const add = async (sourceId: string, attributes: object) =>
    void ids.set(sourceId, await alone(sourceId, attributes));
  const idOf = (sourceId: string) => ids.get(sourceId) ?? '';
  const together = (one: string, other: string) =>
    Promise.all([rootOf(idOf(one)), rootOf(idOf(other))]).then(([a, b]) => a === b);
  return { add, idOf, together };
}

it('over thousands of customers a dry run says what the run then does, and the next finds nothing', async () => {
  const { add, idOf, together } = people();

  // What an earlier run merged and what of it no longer holds.
  await inTurns(upTo(parted), async (number) => {
    await add(`t${number}a`, reachable(number));
    await add(`t${number}b`, reachable(number));
  });
  expect((await run()).counts).toMatchObject({ customers: 2 * parted, merges: parted, splits: 0 });
  await inTurns(upTo(parted), (number) =>
    hub.put('crm', `t${number}b`, reachable(5000 + number), 2026),
  );
  for (const number of upTo(parted))
    expect(await together(`t${number}a`, `t${number}b`)).toBe(true);

  await inTurns(upTo(twins - parted, parted), async (number) => {
    await add(`t${number}a`, reachable(number));
    await add(`t${number}b`, reachable(number));
  });
  await inTurns(upTo(alikes, 2000), async (number) => {
    await add(`t${number}a`, someone(number));
    await add(`t${number}b`, { name: someone(number).name });
  });
  await inTurns(upTo(singles, 3000), (number) => add(`t${number}a`, reachable(number)));
  await inTurns(upTo(different, parted), (number) =>
    hub.call('markDifferent', {
      params: { customerId: idOf(`t${number}a`), otherId: idOf(`t${number}b`) },
    }),
  );

  const dry = await run({ dryRun: true });
  for (const number of [parted + different, twins - 1])
    expect(await together(`t${number}a`, `t${number}b`)).toBe(false);
  const real = await run();

  expect(real.changes).toEqual(dry.changes.map((each) => ({ ...each, outcome: 'done' })));
  // Keys are hashed anew for each run, so that other partitions are the fullest.
  expect({ ...real.counts, largestPartition: 0 }).toEqual({ ...dry.counts, largestPartition: 0 });
  expect(real.counts.customers).toBe(parted + 2 * (twins - parted) + 2 * alikes + singles);
  expect(real.counts).toMatchObject({
    splits: parted,
    merges: twins - parted - different,
    leftOut: 0,
  });
  expect(ofKind(real.changes, 'review').length).toBeGreaterThanOrEqual(alikes);
  await inTurns(upTo(twins), async (number) =>
    expect(await together(`t${number}a`, `t${number}b`)).toBe(number >= parted + different),
  );

  const again = await run();
  expect(again.changes).toEqual([]);
  expect(again.counts).toMatchObject({ merges: 0, splits: 0, reviews: 0, leftOut: 0 });
});
