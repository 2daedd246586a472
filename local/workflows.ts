import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import type { Context } from 'aws-lambda';
import { StateMachine, type StateMachineDefinition } from 'aws-local-stepfunctions';
import { afterDeath } from '#functions/shared/died';
import { AwsError, type Operations } from './aws-json-server.ts';
import { lambdaContext } from './lambda-context.ts';

/** Name of a workflow → placeholder in its definition → the function behind it; `workflows` of the manifest. */
export type LocalWorkflows = Readonly<
  Record<
    string,
    Readonly<
      Record<
        string,
        { readonly name: string; readonly load: () => Promise<{ readonly handler: unknown }> }
      >
    >
  >
>;

export interface WorkflowRunner {
  /** Step Functions' API, as far as functions use it. */
  readonly operations: Operations;
  /** Runs what an earlier process left running, each from its beginning. */
  readonly resume: () => void;
  /** Lets the steps that run come to a pause; what has not ended is resumed by the next process. */
  readonly stop: () => Promise<void>;
}

export interface WorkflowRunnerOptions {
  /** Where executions are kept. */
  readonly state: DatabaseSync;
  readonly workflows: LocalWorkflows;
  readonly onFailure: (execution: string, error: unknown) => void;
  /**
   * Workflows whose functions are told of an execution that failed: it may have ended before its last
   * step. In the cloud a rule of EventBridge tells them.
   */
  readonly toldOfDeath?: readonly string[];
}

type Handler = (event: unknown, context: Context) => Promise<unknown>;

/** As in the cloud; lib/workflows. */
const stepTimeoutMs = 900_000;

/** A task of this kind calls its function with a token, and ends when somebody sends the token back. */
const awaitedResource = 'arn:aws:states:::lambda:invoke.waitForTaskToken';

interface AwaitedInput {
  readonly FunctionName: string;
  readonly Payload: Readonly<Record<string, unknown>>;
}

const arnOf = (kind: 'stateMachine' | 'execution', name: string) =>
  `arn:aws:states:local:000000000000:${kind}:${name}`;

const functionArn = (name: string) => `arn:aws:lambda:eu-west-1:000000000000:function:${name}`;

export const localWorkflowArn = (name: string): string => arnOf('stateMachine', name);

/**
 * Step Functions on this machine: the definitions of the cloud, run by aws-local-stepfunctions, with
 * the functions' own handlers in this process. An execution is kept before its start is answered. One
 * that was interrupted begins again: every workflow's steps read from the table how far they are.
 */
export function workflowRunner(options: WorkflowRunnerOptions): WorkflowRunner {
  const { state, workflows, onFailure, toldOfDeath = [] } = options;
  state.exec(`CREATE TABLE IF NOT EXISTS executions (
    name TEXT PRIMARY KEY, workflow TEXT NOT NULL, input TEXT NOT NULL, status TEXT NOT NULL,
    started_at_ms INTEGER NOT NULL)`);
  const insert = state.prepare(
    'INSERT OR IGNORE INTO executions (name, workflow, input, status, started_at_ms) VALUES (?, ?, ?, ?, ?)',
  );
  const one = state.prepare('SELECT * FROM executions WHERE name = ?');
  const running = state.prepare("SELECT * FROM executions WHERE status = 'RUNNING'");
  const end = state.prepare('UPDATE executions SET status = ? WHERE name = ?');
  const underWay = new Map<string, { readonly abort: () => void }>();
  const steps = new Set<Promise<unknown>>();
  /** Waits of this process, by token: an execution that begins again waits under another one. */
  const waits = new Map<string, PromiseWithResolvers<unknown>>();
  let isStopping = false;

  const call = (name: string, handler: Handler) => async (input: unknown) => {
    if (isStopping) throw new Error('the hub is stopping');
    const context = lambdaContext(name, stepTimeoutMs);
    const step = handler(input, {
      ...context,
      // A step that looks at its clock pauses when the hub stops.
      getRemainingTimeInMillis: () => (isStopping ? 0 : context.getRemainingTimeInMillis()),
    });
    steps.add(step);
    try {
      return (await step) as never;
    } finally {
      steps.delete(step);
    }
  };

  const callAndWait = async (called: (input: unknown) => Promise<unknown>, input: unknown) => {
    const token = randomUUID();
    const ended = Promise.withResolvers<unknown>();
    waits.set(token, ended);
    // Told to stop while its function is still called, nobody listens yet.
    ended.promise.catch(() => undefined);
    try {
      await called({ ...(input as AwaitedInput).Payload, token });
      return (await ended.promise) as never;
    } finally {
      waits.delete(token);
    }
  };

  const run = async (name: string, workflow: string, input: string) => {
    const { definition, handlers } = await loadWorkflow(
      workflow,
      workflows[workflow] ?? {},
      call,
      callAndWait,
    );
    // test/workflows validates each definition once; here it would take 0.1 s of each execution.
    const machine = new StateMachine(definition, { validationOptions: { noValidate: true } });
    const execution = machine.run(JSON.parse(input), {
      overrides: { taskResourceLocalHandlers: handlers },
      // Each wait gets a token of its own when it begins.
      context: { Task: { Token: '' } },
    });
    underWay.set(name, execution);
    try {
      await execution.result;
      end.run('SUCCEEDED', name);
    } catch (error) {
      if (isStopping) return;
      end.run('FAILED', name);
      onFailure(name, error);
      await tellOfDeath(workflow, name.slice(workflow.length + 1));
    } finally {
      underWay.delete(name);
    }
  };
  const tellOfDeath = async (workflow: string, execution: string) => {
    if (!toldOfDeath.includes(workflow)) return;
    for (const { name, load } of Object.values(workflows[workflow] ?? {}))
      await call(name, (await load()).handler as Handler)(afterDeath(execution));
  };
  const begin = (name: string, workflow: string, input: string) => {
    run(name, workflow, input).catch((error: unknown) => onFailure(name, error));
  };

  return {
    operations: {
      'AWSStepFunctions.StartExecution': ({ stateMachineArn, name, input }) => {
        const workflow = String(stateMachineArn).split(':').at(-1) ?? '';
        if (!Object.hasOwn(workflows, workflow))
          throw new AwsError('StateMachineDoesNotExist', 'there is no such state machine');
        const execution = `${workflow}:${String(name)}`;
        const startedAtMs = Date.now();
        const { changes } = insert.run(
          execution,
          workflow,
          String(input ?? '{}'),
          'RUNNING',
          startedAtMs,
        );
        if (changes > 0) begin(execution, workflow, String(input ?? '{}'));
        else checkRepeated(one.get(execution), String(input ?? '{}'));
        return { executionArn: arnOf('execution', execution), startDate: startedAtMs / 1000 };
      },
      'AWSStepFunctions.SendTaskSuccess': ({ taskToken, output }) => {
        const ended = waits.get(String(taskToken));
        if (ended === undefined)
          throw new AwsError('TaskTimedOut', 'nobody waits under this token any more');
        ended.resolve(JSON.parse(String(output)));
        return {};
      },
    },
    resume: () => {
      for (const { name, workflow, input } of running.all())
        begin(String(name), String(workflow), String(input));
    },
    stop: async () => {
      isStopping = true;
      for (const { abort } of underWay.values()) abort();
      for (const { reject } of waits.values()) reject(new Error('the hub is stopping'));
      await Promise.allSettled(steps);
    },
  };
}

/** Step Functions takes the same start again while it runs, and no other of the same name. */
function checkRepeated(known: Readonly<Record<string, unknown>> | undefined, input: string): void {
  if (known?.status !== 'RUNNING' || known.input !== input)
    throw new AwsError('ExecutionAlreadyExists', 'there was an execution of this name');
}

/** The definition with names of functions in it, and for each of its tasks what answers it. */
async function loadWorkflow(
  workflow: string,
  functions: LocalWorkflows[string],
  call: (name: string, handler: Handler) => (input: unknown) => Promise<never>,
  callAndWait: (called: (input: unknown) => Promise<unknown>, input: unknown) => Promise<never>,
) {
  const file = new URL(`../workflows/${workflow}.asl.json`, import.meta.url);
  const text = readFileSync(file, 'utf8').replaceAll(/\$\{(\w+)\}/g, (_, name) =>
    functionArn(functions?.[name]?.name ?? name),
  );
  const definition = JSON.parse(text) as StateMachineDefinition;
  const loaded = await Promise.all(
    Object.values(functions ?? {}).map(async ({ name, load }) => {
      const { handler } = await load();
      return [functionArn(name), call(name, handler as Handler)] as const;
    }),
  );
  const byResource = new Map(loaded);
  const handlers = Object.fromEntries(
    tasksIn(definition).flatMap(([task, resource, awaited]) => {
      const handler = byResource.get(awaited ?? resource);
      if (handler === undefined) return [];
      return [
        [task, awaited === undefined ? handler : (input: unknown) => callAndWait(handler, input)],
      ];
    }),
  );
  return { definition, handlers };
}

/** Name and resource of every task, and of one that waits its function; those inside of maps included. */
function tasksIn({
  States,
}: Pick<StateMachineDefinition, 'States'>): readonly (readonly [string, string, string?])[] {
  return Object.entries(States).flatMap(([name, state]) => {
    if (state.Type === 'Task') {
      const { FunctionName } = (state.Parameters ?? {}) as Partial<AwaitedInput>;
      return state.Resource === awaitedResource && FunctionName !== undefined
        ? [[name, state.Resource, FunctionName] as const]
        : [[name, state.Resource] as const];
    }
    if (state.Type === 'Map' && state.ItemProcessor !== undefined)
      return tasksIn(state.ItemProcessor);
    return [];
  });
}
