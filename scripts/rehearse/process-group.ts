import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

const endsWithinMs = 5_000;
const living = new Set<ChildProcess>();

/**
 * Starts a program in a process group of its own. Ctrl-C does not reach it there; `endAllGroups` does,
 * and whatever it started. Its streams have ended when it emits `close`, and so have its children.
 */
export function startGroup(
  program: string,
  args: readonly string[],
  options: SpawnOptions,
): ChildProcess {
  const child = spawn(program, args, { ...options, detached: true });
  living.add(child);
  return child;
}

/** Asks the program to end, then ends all of its group. */
export async function endGroup(child: ChildProcess): Promise<void> {
  living.delete(child);
  if (child.pid === undefined) return;
  const group = -child.pid;
  const isRunning = child.exitCode === null && child.signalCode === null;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  if (isRunning && signal(group, 'SIGTERM'))
    await Promise.race([ended, sleep(endsWithinMs, undefined, { ref: false })]);
  signal(group, 'SIGKILL');
}

export const endAllGroups = async (): Promise<void> => {
  await Promise.all([...living].map(endGroup));
};

function signal(group: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(group, name);
  } catch {
    return false;
  }
}
