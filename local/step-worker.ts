/** Runs in the threads that `step-threads.ts` starts. */
import { workerData } from 'node:worker_threads';
import type { Context } from 'aws-lambda';
import { workflows } from '#functions/manifest';
import { lambdaContext } from './lambda-context.ts';
import type { StepCall, StepThreadData } from './step-threads.ts';
import type { LocalWorkflows } from './workflows.ts';

type Handler = (event: unknown, context: Context) => Promise<unknown>;

/** As in the cloud; lib/workflows. */
const timeoutMs = 900_000;

const known: LocalWorkflows = workflows;
const { stopping } = workerData as StepThreadData;

export default async function callStep({ workflow, placeholder, input }: StepCall) {
  const step = known[workflow]?.[placeholder];
  if (step === undefined) throw new Error('there is no such step');
  // What the manifest names as a step's function takes what its definition hands over.
  const handler = (await step.load()).handler as Handler;
  const context = lambdaContext(step.name, timeoutMs);
  return handler(input, {
    ...context,
    getRemainingTimeInMillis: () =>
      Atomics.load(stopping, 0) === 1 ? 0 : context.getRemainingTimeInMillis(),
  });
}
