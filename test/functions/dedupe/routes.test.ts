import type { APIGatewayProxyResult, Context } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import * as contracts from '#functions/dedupe/contract';
import { routesWith } from '#functions/dedupe/index';
import type { Contract } from '#functions/shared/contract';
import { afterDeath } from '#functions/shared/died';
import { lambdaOf } from '#functions/shared/lambda';
import {
  ada,
  alone,
  ask,
  call,
  changes,
  mapped,
  report,
  rootOf,
  runToEnd,
  services,
  sixCustomers,
  small,
  started,
  step,
  useDedupeHub,
} from '#test/support/dedupe-hub';
import { eventOf, type TestCall } from '#test/support/hub';

useDedupeHub();

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

  it.each(mapped)(
    'cancel a run between %s and the end of %s: nothing more is done, and it ends once',
    async (_, cancelledIn) => {
      const ids = await sixCustomers();
      const runId = await ask();
      await runToEnd(runId, services, async (kind) => {
        if (kind !== cancelledIn) return;
        const { body } = await call(contracts.cancelDedupeRun, { params: { runId } });
        expect(body.state).toBe('cancelling');
      });

      const { body } = await call(contracts.readDedupeRun, { params: { runId } });
      expect(body.state).toBe('cancelled');
      // The cluster that came first was joined before.
      const roots = await Promise.all(Object.values(ids).flat().map(rootOf));
      expect(new Set(roots).size === 6).toBe(cancelledIn !== 'join');
      expect(new Set(roots).size).toBeGreaterThan(3);
      expect((await call(contracts.cancelDedupeRun, { params: { runId } })).status).toBe(409);
      expect(
        (await services.audit.entries(`run:${runId}`, { limit: 9 })).items.map(
          ({ action }) => action,
        ),
      ).toEqual(['dedupe-run.create', 'dedupe-run.cancel', 'dedupe-run.end']);
    },
  );

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

  it('give the report as a page, too, which loads nothing, explains pairs for a day and shows no value', async () => {
    const ids = await sixCustomers();
    const runId = await ask({ dryRun: true });
    await runToEnd(runId);
    const page = async (with_ = services): Promise<APIGatewayProxyResult> => {
      const handler = lambdaOf(
        routesWith(() => with_),
        () => with_,
      );
      const event = eventOf(contracts.readDedupeReport, {
        params: { runId },
        query: { format: 'html' },
      });
      return (await handler(event, {} as Context)) as APIGatewayProxyResult;
    };
    const { statusCode, headers, body } = await page();
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
    expect([...body.matchAll(/<figcaption>([^<]+)/g)].map(([, title]) => title?.trim())).toEqual([
      'Pairs by match weight',
      'Shares of levels',
      ...Array.from({ length: 3 }, () => 'How the weight comes about'),
      'Clusters by their number of customers',
      'Seconds of each stage',
    ]);
    expect(body.split('<svg')).toHaveLength(8);
    for (const { customerIds, matchWeight } of await changes(runId)) {
      for (const id of customerIds) expect(body).toContain(id);
      expect(body).toContain(`+${matchWeight.toFixed(2)} bits`);
    }
    for (const value of ['Lovelace', 'Hopper', '1985-12-10', '447700900'])
      expect(body.toLowerCase()).not.toContain(value.toLowerCase());

    const nextDay = { ...services, work: { ...services.work, text: async () => undefined } };
    const later = (await page(nextDay)).body;
    expect(later).toContain('Single pairs are kept for a day');
    expect(later.split('<svg')).toHaveLength(5);
    for (const id of Object.values(ids).flat()) expect(later).not.toContain(id);
  });

  it('say so, having changed nothing, where more links are equally strong than can be sorted', async () => {
    const ids = await sixCustomers();
    const runId = await ask();
    await runToEnd(runId, { ...services, limits: { ...small, linksAtOnce: 3 } });
    const { body } = await call(contracts.readDedupeRun, { params: { runId } });
    expect(body).toMatchObject({ state: 'failed', failure: 'too-many-links' });
    for (const id of Object.values(ids).flat()) expect(await rootOf(id)).toBe(id);

    await call(contracts.resumeDedupeRun, { params: { runId } });
    await runToEnd(runId, { ...services, limits: { ...small, linksAtOnce: 4 } });
    expect((await report(runId)).failure).toBeUndefined();
    expect((await report(runId)).counts.merges).toBe(3);
  });

  it('refuse to begin with more customers than they can number', async () => {
    await sixCustomers();
    const runId = await ask();
    await runToEnd(runId, { ...services, limits: { ...small, mostCustomers: 5 } });
    const { body } = await call(contracts.readDedupeRun, { params: { runId } });
    expect(body).toMatchObject({ state: 'failed', failure: 'too-many-customers' });
    expect(body.progress).toEqual({ stage: 'scan', done: 0, total: 0 });
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
