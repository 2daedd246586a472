import { expect, it } from 'vitest';
import { sizeLimits } from '#core/dedupe-run/size-run';
import type { DedupeServices } from '#functions/dedupe/services';
import {
  alone,
  ask,
  changes,
  report,
  rootOf,
  runToEnd,
  services,
  useDedupeHub,
} from '#test/support/dedupe-hub';

useDedupeHub();

const names = ['Ada', 'Grace', 'Alan', 'Emmy', 'Vera', 'Rosa'];
const person = (given: string) => ({
  name: { given, family: `Quist${given}` },
  birthDate: '1980-05-17',
  emails: [{ value: `${given}@example.com`, role: 'home' }],
});

/** The commit of a customer goes another way. */
const withCommits = (
  commitOf: (
    survivor: string,
    commit: () => ReturnType<DedupeServices['customers']['commit']>,
  ) => ReturnType<DedupeServices['customers']['commit']>,
): DedupeServices => ({
  ...services,
  limits: sizeLimits,
  customers: {
    ...services.customers,
    commit: (commit) =>
      commitOf(commit.after[0]?.customerId ?? '', () => services.customers.commit(commit)),
  },
});

it('a few changes that fail are left out and counted; more stop the step, which goes on when it is called again', async () => {
  const pairs: (readonly [string, string])[] = [];
  for (const name of names)
    pairs.push([await alone(`${name}1`, person(name)), await alone(`${name}2`, person(name))]);
  const roots = () => Promise.all(pairs.map(([, merged]) => rootOf(merged)));
  const [broken, lost] = pairs.map(([survivor]) => survivor);
  const runId = await ask();

  const outage = withCommits(() => Promise.reject(new Error('the table is away')));
  await expect(runToEnd(runId, outage)).rejects.toThrow('too many changes of a batch failed');
  expect(await roots()).toEqual(pairs.map(([, merged]) => merged));

  let answersLost = 0;
  const restored = withCommits(async (survivor, commit) => {
    if (survivor === broken) throw new Error('no transaction may be so large');
    const stored = await commit();
    if (survivor !== lost) return stored;
    answersLost += 1;
    throw new Error('the answer was lost');
  });
  await runToEnd(runId, restored);

  expect(answersLost).toBe(1);
  expect(await roots()).toEqual(
    pairs.map(([survivor, merged]) => (survivor === broken ? merged : survivor)),
  );
  expect((await report(runId)).counts).toMatchObject({ merges: 5, leftOut: 1 });
  const leftOut = (await changes(runId)).filter(({ outcome }) => outcome === 'left-out');
  expect(leftOut.map(({ customerIds }) => customerIds)).toEqual([pairs[0]]);
});
