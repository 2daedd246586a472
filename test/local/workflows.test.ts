import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { ExecutionAlreadyExists, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { afterEach, describe, expect, it } from 'vitest';
import { serveAwsJson } from '#local/aws-json-server';
import { type LocalWorkflows, localWorkflowArn, workflowRunner } from '#local/workflows';

type Step = { readonly step: string; readonly importId: string; readonly chunk?: number };

const ends: (() => Promise<unknown> | undefined)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

/** The import's definition over steps of the test's own. */
async function runner(state: DatabaseSync, answer: (step: Step) => Promise<unknown>) {
  const workflows: LocalWorkflows = {
    import: { ImportSteps: { name: 'import-steps', load: async () => ({ handler: answer }) } },
  };
  const failures: string[] = [];
  const run = workflowRunner({
    state,
    workflows,
    toldOfDeath: ['import'],
    onFailure: (execution) => failures.push(execution),
  });
  const endpoint = await serveAwsJson(run.operations);
  const client = new SFNClient({
    endpoint: endpoint.url,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  ends.push(endpoint.close);
  const start = (name: string, input: object = { importId: name }) =>
    client.send(
      new StartExecutionCommand({
        stateMachineArn: localWorkflowArn('import'),
        name,
        input: JSON.stringify(input),
      }),
    );
  return { ...run, start, failures };
}

async function until(isSo: () => boolean): Promise<void> {
  for (let attempt = 0; attempt < 200 && !isSo(); attempt += 1) await sleep(10);
  expect(isSo()).toBe(true);
}

/** Two chunks, then nothing. */
function steps() {
  const seen: string[] = [];
  let plans = 0;
  const answer = async ({ step, chunk }: Step) => {
    seen.push(chunk === undefined ? step : `${step} ${chunk}`);
    if (step !== 'plan') return { state: 'done' };
    plans += 1;
    return plans === 1 ? { state: 'load', chunks: [1, 2] } : { state: 'done' };
  };
  return { seen, answer };
}

describe('workflows on this machine', () => {
  it('run the definition of the cloud with the functions’ own handlers', async () => {
    const { seen, answer } = steps();
    const { start } = await runner(new DatabaseSync(':memory:'), answer);
    await start('imp_1');
    await until(() => seen.includes('finish'));
    expect(seen).toEqual(['plan', 'load 1', 'load 2', 'plan', 'finish']);
  });

  it('start once for each name', async () => {
    const { seen, answer } = steps();
    const { start } = await runner(new DatabaseSync(':memory:'), async (step) => {
      await sleep(50);
      return answer(step);
    });
    await Promise.all([start('imp_1'), start('imp_1')]);
    await until(() => seen.includes('finish'));
    await sleep(100);
    await expect(start('imp_1')).rejects.toThrow(ExecutionAlreadyExists);
    expect(seen.filter((each) => each === 'finish')).toHaveLength(1);
  });

  it('say that an execution has died which reached no state of its own any more', async () => {
    const told: Step[] = [];
    const { start, failures } = await runner(new DatabaseSync(':memory:'), async (step) =>
      told.push(step),
    );
    // Without the id no task can be called, those that end an import included.
    await start('imp_1', {});
    await until(() => told.length > 0);
    expect(told).toEqual([{ step: 'died', execution: 'imp_1' }]);
    expect(failures).toEqual(['import:imp_1']);
  });

  it('refuse a machine that there is not', async () => {
    const { operations } = await runner(new DatabaseSync(':memory:'), async () => ({}));
    expect(() =>
      operations['AWSStepFunctions.StartExecution']?.({ stateMachineArn: 'a:b:other', name: 'x' }),
    ).toThrow('there is no such state machine');
  });

  it('begin again in the next process where one was cut off', async () => {
    const state = new DatabaseSync(':memory:');
    let begun = 0;
    const first = await runner(state, () => {
      begun += 1;
      return new Promise(() => {});
    });
    await first.start('imp_1');
    await until(() => begun === 1);

    const { seen, answer } = steps();
    const second = await runner(state, answer);
    second.resume();
    await until(() => seen.includes('finish'));
    expect(seen[0]).toBe('plan');
  });

  it('wait for the step that runs when the hub stops, and leave the rest to the next process', async () => {
    const state = new DatabaseSync(':memory:');
    const seen: string[] = [];
    const first = await runner(state, async ({ step }) => {
      seen.push(step);
      await sleep(50);
      seen.push('answered');
      return { state: 'load', chunks: [1] };
    });
    await first.start('imp_1');
    await until(() => seen.length === 1);
    await first.stop();
    expect(seen).toEqual(['plan', 'answered']);

    const next = steps();
    const second = await runner(state, next.answer);
    second.resume();
    await until(() => next.seen.includes('finish'));
  });
});
