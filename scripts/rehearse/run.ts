import { appendFileSync } from 'node:fs';
import { repositoryRoot } from '#lib/repository-root';
import { endGroup, startGroup } from './process-group.ts';

export interface Run {
  readonly environment: Readonly<Record<string, string>>;
  /** Gets all that the command prints. */
  readonly log: string;
}

/** No command of the rehearsal takes a fifth of it. */
const longestMs = 5 * 60_000;

/** Runs a Node program of the repository; throws with the last of its output when it fails. */
export function runNode(program: string, args: readonly string[], run: Run): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = startGroup(process.execPath, [program, ...args], {
      cwd: repositoryRoot,
      env: run.environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const tooLong = setTimeout(() => void endGroup(child), longestMs);
    let printed = '';
    let answer = '';
    const take = (chunk: Buffer) => {
      printed += chunk;
      appendFileSync(run.log, chunk);
    };
    child.stdout?.on('data', (chunk) => {
      answer += chunk;
      take(chunk);
    });
    child.stderr?.on('data', take);
    child.once('error', reject);
    child.once('close', (status) => {
      clearTimeout(tooLong);
      void endGroup(child);
      if (status === 0) return resolve(answer);
      const last = printed.trimEnd().split('\n').slice(-40).join('\n');
      reject(new Error(`${program} ${args.join(' ')} ended with ${status}:\n${last}`));
    });
  });
}
