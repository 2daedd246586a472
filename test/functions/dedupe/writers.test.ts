import { describe, expect, it } from 'vitest';
import type { DedupeServices } from '#functions/dedupe/services';
import { eraseCustomer } from '#functions/shared/erase-customer';
import {
  alone,
  ask,
  changes,
  hub,
  report,
  rootOf,
  runToEnd,
  services,
  useDedupeHub,
} from '#test/support/dedupe-hub';

useDedupeHub();

const names = [
  'Ada Lovelace',
  'Grace Hopper',
  'Alan Turing',
  'Emmy Noether',
  'Vera Rubin',
  'Rosa Mayer',
  'Olga Taussky',
  'Hedy Lamarr',
  'Ida Rhodes',
] as const;
type Name = (typeof names)[number];

const person = (name: Name | 'Zoe Quist') => {
  const [given = '', family = ''] = name.split(' ');
  return {
    name: { given, family },
    birthDate: `19${40 + name.length}-0${1 + (given.length % 9)}-1${family.length % 10}`,
    emails: [{ value: `${given}.${family}@example.com`.toLowerCase(), role: 'home' }],
  };
};
const sourceId = (name: Name, which: 'one' | 'two') => `${name.split(' ')[0]}-${which}`;

/** Two customers of each, the older first. */
async function pairs(
  of: readonly Name[] = names,
): Promise<Record<Name, readonly [string, string]>> {
  const found: [Name, readonly [string, string]][] = [];
  for (const name of of) {
    const one = await alone(sourceId(name, 'one'), person(name));
    found.push([name, [one, await alone(sourceId(name, 'two'), person(name))]]);
  }
  return Object.fromEntries(found) as Record<Name, readonly [string, string]>;
}

/** Others write just before the run's first object of this kind, or just after it. */
function whileWriting(
  kind: 'labels' | 'intended' | 'changes',
  when: 'before' | 'after',
  others: () => Promise<void>,
): DedupeServices {
  let isDone = false;
  const once = async (name: string, now: 'before' | 'after') => {
    if (isDone || now !== when || !name.includes(`/${kind}`)) return;
    isDone = true;
    await others();
  };
  return {
    ...services,
    limits: { ...services.limits, leastInBatch: 100 },
    work: {
      ...services.work,
      put: async (name, body) => {
        await once(name, 'before');
        await services.work.put(name, body);
        await once(name, 'after');
      },
    },
  };
}

const write = (name: Name, which: 'one' | 'two', attributes: object) =>
  hub.call('putRecord', {
    params: { spoke: 'crm', sourceId: sourceId(name, which) },
    body: { schema: 'person', attributes, updatedAt: '2026-06-01T00:00:00Z' },
  });
const different = ([customerId, otherId]: readonly [string, string]) =>
  hub.call('markDifferent', { params: { customerId, otherId } });
const merge = (customerId: string, other: string) =>
  hub.call('mergeCustomers', { params: { customerId }, body: { with: other } });
const erase = (customerId: string) =>
  eraseCustomer({ customerId, requestId: 'req_1', correlationId: 'c' }, services);

/** What others do to seven of the nine; the last two are let be, though a third like one of them comes. */
async function changeSeven(of: Awaited<ReturnType<typeof pairs>>): Promise<void> {
  await write('Ada Lovelace', 'two', person('Zoe Quist'));
  await different(of['Grace Hopper']);
  await erase(of['Alan Turing'][1]);
  await erase(of['Emmy Noether'][0]);
  await merge(...of['Vera Rubin']);
  // Still alike, and by other facts than those that were weighed.
  const { birthDate: _, ...undated } = person('Rosa Mayer');
  await write('Rosa Mayer', 'two', undated);
  await hub.call('deleteRecord', {
    params: { spoke: 'crm', sourceId: sourceId('Olga Taussky', 'one') },
  });
  await alone('late', person('Hedy Lamarr'));
}

/** Whose two are one customer at the end. */
async function together(of: Awaited<ReturnType<typeof pairs>>): Promise<readonly Name[]> {
  const found: Name[] = [];
  for (const name of names) {
    const [one, two] = await Promise.all(of[name].map(rootOf));
    if (one !== undefined && one === two) found.push(name);
  }
  return found;
}

const outcomes = async (runId: string, of: Awaited<ReturnType<typeof pairs>>) =>
  Object.fromEntries(
    (await changes(runId)).map(({ customerIds, outcome }) => [
      names.find((name) => of[name].includes(customerIds[1])) ?? '',
      outcome,
    ]),
  );

const gone = (of: Awaited<ReturnType<typeof pairs>>) =>
  Promise.all([of['Alan Turing'][1], of['Emmy Noether'][0], of['Olga Taussky'][0]].map(rootOf));

describe('a dedupe run while others write', () => {
  it('leaves out, and says so, whom they changed after it was planned what becomes of him', async () => {
    const of = await pairs();
    const runId = await ask();
    await runToEnd(
      runId,
      whileWriting('intended', 'after', () => changeSeven(of)),
    );

    expect(await outcomes(runId, of)).toEqual({
      'Ada Lovelace': 'left-out',
      'Grace Hopper': 'left-out',
      'Alan Turing': 'left-out',
      'Emmy Noether': 'left-out',
      'Vera Rubin': 'left-out',
      'Rosa Mayer': 'left-out',
      'Olga Taussky': 'left-out',
      'Hedy Lamarr': 'done',
      'Ida Rhodes': 'done',
    });
    expect((await report(runId)).counts).toMatchObject({ customers: 18, merges: 2, leftOut: 7 });
    expect(await together(of)).toEqual(['Vera Rubin', 'Hedy Lamarr', 'Ida Rhodes']);
    expect(await gone(of)).toEqual([undefined, undefined, undefined]);
  });

  it('goes by what customers are when their cluster’s turn comes, and not by what was scanned', async () => {
    const of = await pairs();
    const runId = await ask();
    await runToEnd(
      runId,
      whileWriting('labels', 'after', () => changeSeven(of)),
    );

    expect(await outcomes(runId, of)).toEqual({
      'Rosa Mayer': 'done',
      'Hedy Lamarr': 'done',
      'Ida Rhodes': 'done',
    });
    expect((await report(runId)).counts).toMatchObject({ customers: 18, merges: 3, leftOut: 0 });
    expect(await together(of)).toEqual(['Vera Rubin', 'Rosa Mayer', 'Hedy Lamarr', 'Ida Rhodes']);
    expect(await gone(of)).toEqual([undefined, undefined, undefined]);
  });

  it('does not make a merge again that a steward took back before the step was repeated', async () => {
    const [survivor, merged] = (await pairs(['Ada Lovelace']))['Ada Lovelace'];
    const runId = await ask();
    const killed = whileWriting('changes', 'before', async () => {
      await hub.call('unmergeCustomer', {
        params: { customerId: survivor },
        body: { customerId: merged },
      });
      throw new Error('killed');
    });
    await expect(runToEnd(runId, killed)).rejects.toThrow('killed');
    expect(await rootOf(merged)).toBe(merged);

    await runToEnd(runId);

    expect(await rootOf(merged)).toBe(merged);
    expect((await report(runId)).counts).toMatchObject({ merges: 0, leftOut: 1 });
  });

  it('asks no steward about two whom one told apart meanwhile, nor about somebody who is gone', async () => {
    const known = { name: { given: 'Ada', family: 'Lovelace' } };
    const ids: string[] = [];
    for (const each of ['a', 'b', 'c', 'd'])
      ids.push(await alone(each, { ...known, birthDate: '1985-12-10' }));
    const [a, b, , d] = ids as [string, string, string, string];
    const runId = await ask({ threshold: 0.999999 });
    await runToEnd(
      runId,
      whileWriting('intended', 'after', async () => {
        await different([a, b]);
        await erase(d);
      }),
    );

    const asked = (await changes(runId)).filter(({ outcome }) => outcome === 'done');
    expect(asked).toHaveLength(2);
    const { body } = await hub.call('listTasks');
    expect(body.items).toHaveLength(2);
    for (const { customerIds } of body.items) {
      expect(customerIds).not.toContain(d);
      expect(customerIds).not.toEqual([a, b]);
    }
  });
});
