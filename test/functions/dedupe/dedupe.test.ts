import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { APIGatewayProxyResult, Context } from 'aws-lambda';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type SizeLimits, sizeLimits } from '#core/dedupe-run/size-run';
import { createCustomer } from '#core/identity/create';
import { defaultModels } from '#core/matching/default-models';
import { person } from '#core/schema/templates';
import * as contracts from '#functions/dedupe/contract';
import { routesWith } from '#functions/dedupe/index';
import type { DedupeServices } from '#functions/dedupe/services';
import { afterDeath } from '#functions/dedupe-steps/after-death';
import { type DedupeStep, dedupeStepsOf } from '#functions/dedupe-steps/index';
import { contextFor } from '#functions/shared/context';
import type { Contract } from '#functions/shared/contract';
import { lambdaOf } from '#functions/shared/lambda';
import { matchKeysFor } from '#functions/shared/matching';
import { startObjectStore } from '#local/objects';
import { makeWorkObjects } from '#store/work-objects';
import { eventOf, startHub, type TestCall, type TestHub } from '#test/support/hub';

let hub: TestHub;
let objects: Awaited<ReturnType<typeof startObjectStore>>;
let services: DedupeServices;
let started: string[];
const folder = mkdtempSync(join(tmpdir(), 'goldspoke-dedupe-'));

beforeAll(async () => {
  Object.assign(process.env, {
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  });
  objects = await startObjectStore({
    directory: folder,
    buckets: ['work'],
    accessKeyId: 'test',
    secretAccessKey: 'test',
  });
});
afterAll(async () => {
  await objects.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  hub = await startHub();
  await hub.spoke('crm');
  started = [];
  services = {
    ...hub.services,
    work: makeWorkObjects({ WORK_BUCKET: 'work', AWS_ENDPOINT_URL_S3: objects.url }),
    workflows: { startDedupe: async (name) => void started.push(name) },
    limits: small,
  };
});
afterEach(() => hub.stop());

/** So small that a handful of customers makes several chunks, partitions and batches. */
const small: SizeLimits = {
  ...sizeLimits,
  leastInChunk: 2,
  mostInChunk: 2,
  cardsInPartition: 40,
  leastInBatch: 1,
};

async function call(contract: Contract, request: TestCall = {}) {
  const handler = lambdaOf(
    routesWith(() => services),
    () => services,
  );
  const answer = (await handler(
    eventOf(contract, request),
    {} as Context,
  )) as APIGatewayProxyResult;
  return { status: answer.statusCode, body: JSON.parse(answer.body) };
}

const ask = async (body: object = {}): Promise<string> => {
  const answer = await call(contracts.createDedupeRun, { body: { schema: 'person', ...body } });
  expect(answer.status).toBe(201);
  return answer.body.id;
};

const step = (event: DedupeStep, with_: DedupeServices = services) =>
  dedupeStepsOf(() => with_)(event);

/** What the workflow does, one step after the other. */
async function runToEnd(runId: string, with_: DedupeServices = services): Promise<void> {
  for (const [list, work] of [
    ['plan', 'scan'],
    ['partitions', 'count'],
    ['blocks', 'score'],
    ['cluster', 'join'],
  ] as const) {
    const { items } = (await step({ step: list, runId }, with_)) as { items: readonly number[] };
    for (const piece of items) await step({ step: work, runId, piece }, with_);
  }
  await step({ step: 'finish', runId }, with_);
}

/** A customer of its own, whoever resembles it: as if real-time matching had missed. */
async function alone(sourceId: string, attributes: object): Promise<string> {
  const customerId = services.newId('cus');
  const context = await contextFor(services, 'person');
  const transition = createCustomer(
    customerId,
    {
      spoke: 'crm',
      sourceId,
      schema: 'person',
      attributes: attributes as never,
      updatedAt: '2026-01-01T00:00:00.000Z',
      receivedAt: context.at,
      provenance: 'first-party',
    },
    context,
  );
  await services.customers.commit({
    before: [],
    ...transition,
    matchKeys: matchKeysFor(transition, [customerId], context.schema),
    cause: { actor: 'test', action: 'record.upsert', correlationId: 'test' },
    at: context.at,
  });
  return customerId;
}

const ada = (more: object = {}) => ({
  name: { given: 'Ada', family: 'Lovelace' },
  birthDate: '1985-12-10',
  emails: [{ value: 'ada.lovelace@example.com', role: 'home' }],
  phones: [{ value: '+447700900123', role: 'mobile' }],
  ...more,
});
const grace = (more: object = {}) => ({
  name: { given: 'Grace', family: 'Hopper' },
  birthDate: '1966-12-09',
  emails: [{ value: 'grace.hopper@example.com', role: 'home' }],
  phones: [{ value: '+447700900456', role: 'mobile' }],
  ...more,
});
const alan = () => ({ name: { given: 'Alan', family: 'Turing' }, birthDate: '1972-06-23' });

/** Two customers twice and thrice, and one once. */
async function sixCustomers() {
  return {
    ada: [await alone('a1', ada()), await alone('a2', ada()), await alone('a3', ada())],
    grace: [await alone('g1', grace()), await alone('g2', grace())],
    alan: [await alone('t1', alan())],
  };
}

const report = async (runId: string) =>
  (await call(contracts.readDedupeReport, { params: { runId } })).body;
const changes = async (runId: string) =>
  (await call(contracts.listDedupeChanges, { params: { runId } })).body.items as {
    kind: string;
    customerIds: [string, string];
    outcome: string;
    matchWeight: number;
    matchProbability: number;
  }[];
const rootOf = async (id: string) => (await services.customers.roots([id])).get(id);

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

describe('the routes of dedupe runs', () => {
  it('refuse an unknown schema, an unknown run, a report too early and a token that may not', async () => {
    const refused = async (contract: Contract, request: TestCall) => {
      const { status, body } = await call(contract, request);
      return [status, String(body.type).split('/').at(-1)];
    };
    const runId = await ask();
    const unknown = 'run_01jz8r0000aaaabbbbccccdddd';
    expect(await refused(contracts.createDedupeRun, { body: { schema: 'nothing' } })).toEqual([
      404,
      'schema.not-found',
    ]);
    for (const contract of [
      contracts.readDedupeRun,
      contracts.readDedupeReport,
      contracts.listDedupeChanges,
      contracts.cancelDedupeRun,
      contracts.resumeDedupeRun,
    ])
      expect(await refused(contract, { params: { runId: unknown } })).toEqual([
        404,
        'dedupe-run.not-found',
      ]);
    for (const contract of [contracts.readDedupeReport, contracts.listDedupeChanges])
      expect(await refused(contract, { params: { runId } })).toEqual([
        409,
        'dedupe-run.not-finished',
      ]);
    expect(await refused(contracts.resumeDedupeRun, { params: { runId } })).toEqual([
      409,
      'dedupe-run.not-failed',
    ]);
    expect(
      await refused(contracts.createDedupeRun, {
        body: { schema: 'person' },
        role: 'integrator',
      }),
    ).toEqual([403, 'auth.forbidden']);
  });

  it('cancel a run: nothing more is done, and it ends once', async () => {
    const ids = await sixCustomers();
    const runId = await ask();
    const { items } = (await step({ step: 'plan', runId })) as { items: number[] };
    for (const piece of items) await step({ step: 'scan', runId, piece });
    const { body } = await call(contracts.cancelDedupeRun, { params: { runId } });
    expect(body.state).toBe('cancelling');

    await runToEnd(runId);

    expect((await call(contracts.readDedupeRun, { params: { runId } })).body.state).toBe(
      'cancelled',
    );
    for (const id of ids.ada) expect(await rootOf(id)).toBe(id);
    expect((await call(contracts.cancelDedupeRun, { params: { runId } })).status).toBe(409);
  });

  it('resume a run that failed, under a name of its own, from where it was', async () => {
    const ids = await sixCustomers();
    const runId = await ask();
    const { items } = (await step({ step: 'plan', runId })) as { items: number[] };
    for (const piece of items) await step({ step: 'scan', runId, piece });
    await step({ step: 'fail', runId });
    await alone('late', ada());

    const { body } = await call(contracts.resumeDedupeRun, { params: { runId } });
    expect(body).toMatchObject({ state: 'running', attempt: 2 });
    expect(started).toEqual([runId, `${runId}-2`]);
    await runToEnd(runId);

    // Chunks that were scanned before are not scanned again.
    expect((await report(runId)).counts).toMatchObject({ customers: 6, merges: 3 });
    expect(await rootOf(ids.ada[2] ?? '')).toBe(ids.ada[0]);
  });

  it('say failed when the execution died, unless the run has ended or a later attempt goes on', async () => {
    await sixCustomers();
    const stateOf = async (runId: string) =>
      (await call(contracts.readDedupeRun, { params: { runId } })).body.state;
    const runId = await ask();
    await step(afterDeath(runId));
    expect(await stateOf(runId)).toBe('failed');

    await call(contracts.resumeDedupeRun, { params: { runId } });
    // What is said of the first attempt comes late.
    await step(afterDeath(runId));
    expect(await stateOf(runId)).toBe('running');
    await step(afterDeath(`${runId}-2`));
    expect(await stateOf(runId)).toBe('failed');

    const ended = await ask();
    await runToEnd(ended);
    await step(afterDeath(ended));
    expect(await stateOf(ended)).toBe('finished');
    // A map's executions bear names that are no runs.
    await step(afterDeath('2f9f3c0e'));
  });

  it('give the report as a page, too, which loads nothing and names no customer', async () => {
    const ids = await sixCustomers();
    const runId = await ask({ dryRun: true });
    await runToEnd(runId);
    const handler = lambdaOf(
      routesWith(() => services),
      () => services,
    );
    const event = eventOf(contracts.readDedupeReport, {
      params: { runId },
      query: { format: 'html' },
    });
    const { statusCode, headers, body } = (await handler(
      event,
      {} as Context,
    )) as APIGatewayProxyResult;
    expect(statusCode).toBe(200);
    expect(headers?.['content-type']).toBe('text/html; charset=utf-8');
    // Its style may be read, and still nothing runs and nothing is loaded.
    expect(headers?.['content-security-policy']).toMatch(
      /^default-src 'none'; style-src 'unsafe-inline'; .*sandbox$/,
    );
    expect(body).toMatch(/^<!doctype html>/);
    expect(body).toContain(`Dedupe run ${runId}`);
    expect(body).toContain('Merges</dt><dd>3<small>would be made');
    expect(body).toContain('from what the model expects');
    expect(body).not.toMatch(/(?:src|href)="(?!#)|<script/);
    for (const id of Object.values(ids).flat()) expect(body).not.toContain(id);
    expect(body).not.toContain('Lovelace');
  });

  it('say so, having changed nothing, where more customers are linked than can be tied', async () => {
    const ids = await sixCustomers();
    const runId = await ask();
    await runToEnd(runId, { ...services, limits: { ...small, mostLinked: 4 } });
    const { body } = await call(contracts.readDedupeRun, { params: { runId } });
    expect(body).toMatchObject({ state: 'failed', failure: 'too-many-links' });
    for (const id of Object.values(ids).flat()) expect(await rootOf(id)).toBe(id);

    await call(contracts.resumeDedupeRun, { params: { runId } });
    await runToEnd(runId, { ...services, limits: { ...small, mostLinked: 5 } });
    expect((await report(runId)).failure).toBeUndefined();
    expect((await report(runId)).counts.merges).toBe(3);
  });

  it('page through the changes, and list the runs with their progress', async () => {
    await sixCustomers();
    const runId = await ask();
    await runToEnd(runId);
    const first = await call(contracts.listDedupeChanges, {
      params: { runId },
      query: { limit: '2' },
    });
    expect(first.body.items).toHaveLength(2);
    const rest = await call(contracts.listDedupeChanges, {
      params: { runId },
      query: { limit: '2', cursor: first.body.cursor },
    });
    expect([...first.body.items, ...rest.body.items]).toEqual(await changes(runId));
    const { body } = await call(contracts.listDedupeRuns);
    expect(body.items.map(({ id }: { id: string }) => id)).toEqual([runId]);
    expect(body.items[0].progress).toEqual({ stage: 'join', done: 2, total: 2 });
  });
});
