import { parentPort } from 'node:worker_threads';
import { keepCompiled } from '../keep-compiled.ts';
import type { TaskName } from './tasks.ts';

// Each thread compiles for itself, so each has to ask.
keepCompiled();
const { makeTasks } = await import('./tasks.ts');

/** A worker thread: does the tasks that it is sent, one after the other. */
const tasks = makeTasks();

parentPort?.on('message', ({ id, name, task }: { id: number; name: TaskName; task: never }) => {
  try {
    parentPort?.postMessage({ id, result: tasks[name](task) });
  } catch (error) {
    parentPort?.postMessage({ id, error: error instanceof Error ? error.stack : String(error) });
  }
});
