import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { APIGatewayProxyResult, Context } from 'aws-lambda';
import { expect } from 'vitest';
import { sizeLimits } from '#core/dedupe-run/size-run';
import * as contracts from '#functions/accountability/contract';
import { routesWith } from '#functions/accountability/index';
import { retentionStepsOf } from '#functions/retention-steps/index';
import type { RetentionServices } from '#functions/retention-steps/services';
import type { ChunkStep } from '#functions/shared/chunk-steps';
import type { Contract } from '#functions/shared/contract';
import { lambdaOf } from '#functions/shared/lambda';
import { startObjectStore } from '#local/objects';
import { makeWorkObjects } from '#store/work-objects';
import { eventOf, type TestAnswer, type TestCall } from './hub.ts';
import { type PrivacyHub, startPrivacyHub } from './privacy-hub.ts';

/** A hub whose retention runs a test takes step by step, and whose erasures run in their workflow. */
export interface RetentionHub extends PrivacyHub {
  readonly retention: RetentionServices;
  /** Ids of the runs whose workflow was started, each as often as it was. */
  readonly started: string[];
  /** Of a step that dies once it has acted: it has kept who had run out, and no rows. */
  readonly dying: RetentionServices;
  readonly ask: (contract: Contract, call?: TestCall) => Promise<TestAnswer>;
  readonly step: (event: ChunkStep, services?: RetentionServices) => Promise<object>;
  /** What the workflow does, one step after the other. */
  readonly runToEnd: (runId: string) => Promise<void>;
  /** Starts a run, goes to its end and reads it with its whole report. */
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers by path
  readonly run: (body: object) => Promise<any>;
}

/** So small that some customers make several chunks, and their rows several parts. */
const limits = { ...sizeLimits, leastInChunk: 2, mostInChunk: 2, rowsInPart: 2 };

export async function startRetentionHub(
  options?: Parameters<typeof startPrivacyHub>[0],
): Promise<RetentionHub> {
  const folder = mkdtempSync(join(tmpdir(), 'goldspoke-retention-'));
  const keys = { accessKeyId: 'test', secretAccessKey: 'test' };
  Object.assign(process.env, {
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: keys.accessKeyId,
    AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
  });
  const objects = await startObjectStore({ directory: folder, buckets: ['work'], ...keys });
  const hub = await startPrivacyHub(options);
  const started: string[] = [];
  const retention: RetentionServices = {
    ...hub.privacyServices,
    work: makeWorkObjects({ WORK_BUCKET: 'work', AWS_ENDPOINT_URL_S3: objects.url }),
    workflows: {
      ...hub.privacyServices.workflows,
      startRetention: async (name) => void started.push(name),
    },
    limits,
  };
  const dying: RetentionServices = {
    ...retention,
    work: {
      ...retention.work,
      put: (name, text) =>
        name.includes('/found/')
          ? retention.work.put(name, text)
          : Promise.reject(new Error('it dies here')),
    },
  };
  const handler = lambdaOf(
    routesWith(() => retention),
    () => retention,
  );
  const ask: RetentionHub['ask'] = async (contract, call = {}) => {
    const answer = (await handler(eventOf(contract, call), {} as Context)) as APIGatewayProxyResult;
    return {
      status: answer.statusCode,
      headers: answer.headers as Record<string, string>,
      body: JSON.parse(answer.body),
    };
  };
  const step: RetentionHub['step'] = (event, services = retention) =>
    retentionStepsOf(() => services)(event);
  const runToEnd = async (runId: string) => {
    const { items } = (await step({ step: 'plan', runId })) as { items: readonly number[] };
    for (const piece of items) await step({ step: 'scan', runId, piece });
    await step({ step: 'finish', runId });
  };
  return {
    ...hub,
    retention,
    dying,
    started,
    ask,
    step,
    runToEnd,
    async run(body) {
      const made = await ask(contracts.createRetentionRun, { body });
      expect(made.status, JSON.stringify(made.body)).toBe(202);
      await runToEnd(made.body.id);
      const params = { runId: made.body.id };
      const items = [];
      let cursor: string | undefined;
      do {
        const query = { limit: '3', ...(cursor !== undefined && { cursor }) };
        const { body: page } = await ask(contracts.readRetentionRun, { params, query });
        items.push(...page.report.items);
        cursor = page.report.cursor;
        if (cursor === undefined) return { ...page, report: items };
      } while (cursor !== undefined);
    },
    async stop() {
      await hub.stop();
      await objects.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
