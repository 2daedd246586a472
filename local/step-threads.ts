import { Piscina } from 'piscina';
import type { LocalWorkflows } from './workflows.ts';

/** What a thread is told: call the function behind a placeholder of a workflow. */
export interface StepCall {
  readonly workflow: string;
  readonly placeholder: string;
  readonly input: unknown;
}
/** What each thread shares with this one: 1 when the hub stops, so that steps pause. */
export interface StepThreadData {
  readonly stopping: Int32Array;
}

export interface StepThreads {
  /** The same workflows; their functions run in the threads. */
  readonly workflows: LocalWorkflows;
  /** Tells steps that look at their clock to pause. */
  readonly pause: () => void;
  readonly stop: () => Promise<void>;
}

/** A step waits for the table and the object store half of its time. */
const stepsOfThread = 4;
const idleMs = 30_000;

/**
 * Threads for the steps of workflows, as each has a Lambda of its own in the cloud: a map's items are
 * worked on by all processors, and the API is not kept waiting. A thread starts with the first step
 * that needs it, when the environment names all endpoints; it gets a copy.
 */
export function stepThreads(workflows: LocalWorkflows, maxThreads: number): StepThreads {
  const stopping = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  let pool: Piscina<StepCall, unknown> | undefined;
  const run = (call: StepCall) => {
    pool ??= new Piscina<StepCall, unknown>({
      filename: new URL('./step-worker.ts', import.meta.url).href,
      workerData: { stopping } satisfies StepThreadData,
      minThreads: 0,
      maxThreads,
      concurrentTasksPerWorker: stepsOfThread,
      idleTimeout: idleMs,
    });
    return pool.run(call);
  };
  return {
    workflows: Object.fromEntries(
      Object.entries(workflows).map(([workflow, functions]) => [
        workflow,
        Object.fromEntries(
          Object.entries(functions).map(([placeholder, { name }]) => [
            placeholder,
            {
              name,
              load: async () => ({
                handler: (input: unknown) => run({ workflow, placeholder, input }),
              }),
            },
          ]),
        ),
      ]),
    ),
    pause: () => {
      Atomics.store(stopping, 0, 1);
    },
    stop: async () => {
      await pool?.destroy();
    },
  };
}
