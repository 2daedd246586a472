import { Worker } from 'node:worker_threads';
import { makeTasks, type TaskName, type Tasks } from './tasks.ts';

type Task<N extends TaskName> = Parameters<Tasks[N]>[0];
type Result<N extends TaskName> = ReturnType<Tasks[N]>;

/** Does tasks on every thread at once; which thread does which has no part in any result. */
export interface Pool {
  readonly threads: number;
  /** Each task once, on whichever thread is free; results in the order of the tasks. */
  readonly all: <N extends TaskName>(name: N, tasks: readonly Task<N>[]) => Promise<Result<N>[]>;
  /** The same task once on every thread. */
  readonly every: <N extends TaskName>(name: N, task: Task<N>) => Promise<Result<N>[]>;
  readonly close: () => Promise<void>;
}

/** Threads cost some 60 ms to start: `threads` 1 works in the thread that asks. */
export function openPool(threads: number): Pool {
  return threads <= 1 ? inThisThread() : inWorkers(threads);
}

function inThisThread(): Pool {
  const tasks = makeTasks();
  const run = <N extends TaskName>(name: N, task: Task<N>): Result<N> =>
    (tasks[name] as (task: Task<N>) => Result<N>)(task);
  return {
    threads: 1,
    all: async (name, all) => all.map((task) => run(name, task)),
    every: async (name, task) => [run(name, task)],
    close: async () => {},
  };
}

interface Waiting {
  readonly resolve: (result: never) => void;
  readonly reject: (error: Error) => void;
}

/** Values are texts for a moment: with room for them few are moved before they are gone. */
const youngMegabytes = 96;

function inWorkers(threads: number): Pool {
  const workers = Array.from({ length: threads }, () => {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), {
      resourceLimits: { maxYoungGenerationSizeMb: youngMegabytes },
    });
    const waiting = new Map<number, Waiting>();
    worker.on('message', ({ id, result, error }) => {
      const asked = waiting.get(id);
      waiting.delete(id);
      if (error === undefined) asked?.resolve(result as never);
      else asked?.reject(new Error(error));
    });
    worker.on('error', (error) => {
      for (const { reject } of waiting.values()) reject(error);
    });
    let id = 0;
    return {
      worker,
      ask: <N extends TaskName>(name: N, task: Task<N>) =>
        new Promise<Result<N>>((resolve, reject) => {
          waiting.set(++id, { resolve: resolve as Waiting['resolve'], reject });
          worker.postMessage({ id, name, task });
        }),
    };
  });
  return {
    threads,
    all: async (name, all) => {
      const results = new Array<Result<typeof name>>(all.length);
      let next = 0;
      await Promise.all(
        workers.map(async ({ ask }) => {
          while (next < all.length) {
            const at = next++;
            results[at] = await ask(name, all[at] as Task<typeof name>);
          }
        }),
      );
      return results;
    },
    every: (name, task) => Promise.all(workers.map(({ ask }) => ask(name, task))),
    close: async () => {
      await Promise.all(workers.map(({ worker }) => worker.terminate()));
    },
  };
}
