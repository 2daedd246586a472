import { describe, expect, it } from 'vitest';
import { defaultModels } from '#core/matching/default-models';
import { person } from '#core/schema/templates';
import type { DedupeServices } from '#functions/dedupe/services';
import { keepHeld } from '#functions/privacy-steps/keep-held';

import {
  ada,
  alan,
  alone,
  ask,
  changes,
  grace,
  hub,
  report,
  rootOf,
  runToEnd,
  services,
  sixCustomers,
  started,
  useDedupeHub,
} from '#test/support/dedupe-hub';

useDedupeHub();

describe('a dedupe run', () => {
  it('merges duplicates that real time missed, the oldest id surviving, and says so', async () => {
    const ids = await sixCustomers();
    const runId = await ask();
    expect(started).toEqual([runId]);

    await runToEnd(runId);

    for (const same of [ids.ada, ids.grace, ids.alan])
      for (const id of same) expect(await rootOf(id)).toBe(same[0]);
    const { state, counts, clusterSizes } = await report(runId);
    expect({ state, ...counts }).toMatchObject({
      state: 'finished',
      customers: 6,
      clusters: 2,
      merges: 3,
      pairs: 4,
      links: 4,
      reviews: 0,
      splits: 0,
      leftOut: 0,
    });
    expect(clusterSizes).toEqual({ 2: 1, 3: 1 });
    const { items } = await services.audit.entries(`run:${runId}`, { limit: 10 });
    expect(items.map(({ action }) => action)).toEqual(['dedupe-run.create', 'dedupe-run.end']);
  });

  it('passes over what a hold keeps of somebody who was erased', async () => {
    const { ada: adas } = await sixCustomers();
    const [stored] = await services.customers.load([adas[0] ?? '']);
    if (stored === undefined) throw new Error('nobody');
    const keptAs = services.newId('cus');
    const attributes = Object.keys(stored.customer.golden.attributes);
    const blocked = { attributes, isWhole: false, code: 'legal-claim' } as const;
    await keepHeld(keptAs, stored, blocked, { requestId: 'req_1', correlationId: 'c' }, services);

    const runId = await ask();
    await runToEnd(runId);

    expect(await rootOf(keptAs)).toBe(keptAs);
    expect((await report(runId)).counts).toMatchObject({ customers: 7, merges: 3, reviews: 0 });
    expect(JSON.stringify(await changes(runId))).not.toContain(keptAs);
  });

  it('changes nothing the second time', async () => {
    await sixCustomers();
    await runToEnd(await ask());

    const again = await ask();
    await runToEnd(again);

    expect((await report(again)).counts).toMatchObject({ customers: 3, links: 0, merges: 0 });
    expect(await changes(again)).toEqual([]);
  });

  it('lists on a dry run what the real run then does, and changes nothing', async () => {
    const ids = await sixCustomers();
    const dry = await ask({ dryRun: true });
    await runToEnd(dry);
    for (const id of Object.values(ids).flat()) expect(await rootOf(id)).toBe(id);

    const real = await ask();
    await runToEnd(real);

    const asDone = (await changes(dry)).map((each) => ({ ...each, outcome: 'done' }));
    expect(asDone).toHaveLength(3);
    expect(await changes(real)).toEqual(asDone);
  });

  it('decides as real time does: same weight, same reasons', async () => {
    const [first] = (await sixCustomers()).grace;
    const dry = await ask({ dryRun: true });
    await runToEnd(dry);
    const found = (await changes(dry)).find(({ customerIds }) => customerIds[0] === first);
    const why = await hub.call('whyCustomers', {
      params: { customerId: first ?? '', otherId: found?.customerIds[1] ?? '' },
    });
    expect(why.body.score.matchWeight).toBe(found?.matchWeight);
  });

  it('is the same wherever it was killed and begun again', async () => {
    const ids = await sixCustomers();
    const whole = await ask({ dryRun: true });
    await runToEnd(whole);
    const expected = (await changes(whole)).map((each) => ({ ...each, outcome: 'done' }));

    const runId = await ask();
    // Each life ends after one more write than the life before; the dead write nothing more.
    let deaths = 0;
    let writes = 0;
    const alive = () => {
      if (writes > deaths) throw new Error('killed');
    };
    const dying: DedupeServices = {
      ...services,
      work: {
        ...services.work,
        put: async (name, body) => {
          alive();
          await services.work.put(name, body);
          writes += 1;
          alive();
        },
      },
      customers: {
        ...services.customers,
        commit: async (commit) => {
          alive();
          const stored = await services.customers.commit(commit);
          writes += 1;
          alive();
          return stored;
        },
      },
    };
    for (;;) {
      try {
        writes = 0;
        await runToEnd(runId, dying);
        break;
      } catch {
        deaths += 1;
      }
    }
    expect(deaths).toBeGreaterThan(3);
    for (const same of Object.values(ids))
      for (const id of same) expect(await rootOf(id)).toBe(same[0]);
    const done = await changes(runId);
    expect(done).toEqual(expected);
    expect((await report(runId)).counts.customers).toBe(6);
  });

  it('never merges whom a steward said to be different, nor anybody between the two', async () => {
    const [one, two, three] = (await sixCustomers()).ada as [string, string, string];
    await hub.call('markDifferent', { params: { customerId: one, otherId: two } });

    const runId = await ask();
    await runToEnd(runId);

    for (const id of [one, two, three]) expect(await rootOf(id)).toBe(id);
    const found = (await changes(runId)).filter(({ kind }) => kind === 'review');
    expect(found.map(({ customerIds }) => customerIds)).toEqual([
      [one, three],
      [two, three],
    ]);
    const { body } = await hub.call('listTasks');
    expect(body.items).toHaveLength(2);
    expect(body.items[0].because).toBe('marked-different');

    const again = await ask();
    await runToEnd(again);
    expect((await report(again)).counts.reviews).toBe(0);
  });

  it('is matched by the model of the schema where that has one, as real time is', async () => {
    await sixCustomers();
    const { priorWeight, comparisons, thresholds } = defaultModels.person;
    // A name by itself makes nobody one.
    const matchModel = { priorWeight, comparisons: comparisons.slice(0, 1), thresholds };
    const { attributes, title, kind } = person;
    const put = await hub.call('putSchema', {
      params: { name: 'person' },
      body: { kind, title, attributes, matchModel },
    });
    expect(put.status).toBe(200);
    expect(put.body.matchModel).toEqual(matchModel);

    const runId = await ask({ dryRun: true });
    await runToEnd(runId);

    const found = await report(runId);
    expect(found.counts.merges).toBe(0);
    expect(found.modelCare.model).toEqual({ name: 'person', version: put.body.version });
  });

  it('reports how the model fits what is one customer, and proposes it refined by stewards’ merges', async () => {
    const [a, b] = [
      await alone('p1', ada()),
      await alone('p2', ada({ phones: [{ value: '+447700900987', role: 'mobile' }] })),
    ];
    await hub.call('mergeCustomers', { params: { customerId: a }, body: { with: b } });
    const runId = await ask({ dryRun: true });
    await runToEnd(runId);

    const { modelCare } = await report(runId);
    expect(modelCare.evidence).toEqual({ steward: 1, machine: 0 });
    const phones = (weights: { comparisons: readonly { comparison: string }[] }) =>
      weights.comparisons.find(({ comparison }) => comparison === 'phone') as never as {
        levels: { level: string; m: number }[];
      };
    const m = (weights: Parameters<typeof phones>[0], level: string) =>
      phones(weights).levels.find((each) => each.level === level)?.m ?? 0;
    expect(m(modelCare.proposedModel, 'different')).toBeGreaterThan(
      m(defaultModels.person, 'different'),
    );
    expect(m(modelCare.proposedModel, 'same')).toBeLessThan(m(defaultModels.person, 'same'));
    expect(modelCare.drift.map((each: { verdict: string }) => each.verdict)).toContain('too-few');
    // It is a model that a schema takes.
    const { attributes, title, kind } = person;
    const put = await hub.call('putSchema', {
      params: { name: 'person' },
      body: { kind, title, attributes, matchModel: modelCare.proposedModel },
    });
    expect(put.body.matchModel).toEqual(modelCare.proposedModel);
  });

  it('leaves pairs between the thresholds to a steward', async () => {
    const known = { name: { given: 'Ada', family: 'Lovelace' }, birthDate: '1985-12-10' };
    await alone('a1', known);
    await alone('a2', known);
    const low = await ask({ threshold: 0.5, dryRun: true });
    await runToEnd(low);
    const [found] = await changes(low);
    const p = found?.matchProbability ?? 1;
    expect(found?.kind).toBe('merge');

    const high = await ask({ threshold: (p + 0.999999) / 2 });
    await runToEnd(high);

    expect((await report(high)).counts).toMatchObject({ merges: 0, reviews: 1 });
    expect((await hub.call('listTasks')).body.items).toHaveLength(1);
  });

  it('splits a merge of the machine that no longer holds, and no steward’s', async () => {
    const [a, b] = [await alone('a1', ada()), await alone('a2', ada())] as const;
    await runToEnd(await ask());
    expect(await rootOf(b)).toBe(a);
    const [c, d] = [await alone('c1', grace()), await alone('c2', alan())] as const;
    await hub.call('mergeCustomers', { params: { customerId: c }, body: { with: d } });
    expect(await rootOf(d)).toBe(c);
    await hub.put(
      'crm',
      'a2',
      { name: { given: 'Zoe', family: 'Quist' }, birthDate: '2001-05-05' },
      2026,
    );
    const dry = await ask({ dryRun: true });
    await runToEnd(dry);
    const planned = await changes(dry);
    expect(planned).toMatchObject([{ kind: 'split', customerIds: [a, b], outcome: 'planned' }]);
    expect(await rootOf(b)).toBe(a);

    const real = await ask();
    await runToEnd(real);

    expect(await changes(real)).toEqual(planned.map((each) => ({ ...each, outcome: 'done' })));
    expect(await rootOf(b)).toBe(b);
    expect(await rootOf(d)).toBe(c);
    const again = await ask();
    await runToEnd(again);
    expect(await changes(again)).toEqual([]);
  });
});
