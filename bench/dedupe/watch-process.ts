import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

/** How a program ended and what it used until it said that it had its result, or else until it ended. */
export interface Watched {
  readonly outcome: 'done' | 'failed' | 'too slow' | 'too big';
  readonly seconds: number;
  /** Processor time of all its processes, which other work on the machine lengthens little; `undefined` where there is no /proc. */
  readonly processorSeconds: number | undefined;
  /** Most memory that all its processes held at one time; `undefined` where there is no /proc. */
  readonly peakBytes: number | undefined;
  /** What it wrote to standard output, a line each. */
  readonly lines: readonly string[];
  /** The end of what it wrote to standard error. */
  readonly errors: string;
}

export interface WatchOptions {
  readonly environment?: Readonly<Record<string, string>>;
  readonly limitSeconds: number;
  readonly limitBytes: number;
  /** Tells whether a line of output says that the result is there; what comes after is not measured. */
  readonly isResult?: (line: string) => boolean;
}

const sampleEveryMs = 50;
/** Looking through all processes of the machine takes some milliseconds. */
const samplesPerLook = 10;
const keptErrors = 4000;

/**
 * Runs a program in a process group of its own and measures the wall time and the memory of it and all that
 * it starts. One process is measured by the kernel's own high-water mark, several by their proportional
 * share (what they hold together counts once), every 50 ms. At a limit the whole group is ended.
 */
export function watchProcess(
  command: string,
  args: readonly string[],
  { environment = {}, limitSeconds, limitBytes, isResult }: WatchOptions,
): Promise<Watched> {
  return new Promise((resolve) => {
    const startedAt = performance.now();
    const child = spawn(command, args, {
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...environment },
    });
    const lines: string[] = [];
    let errors = '';
    let peakBytes: number | undefined;
    let processorSeconds: number | undefined;
    let secondsToResult: number | undefined;
    let outcome: Watched['outcome'] | undefined;
    const seconds = () => (performance.now() - startedAt) / 1000;
    const end = (why: Watched['outcome']): void => {
      outcome ??= why;
      if (child.pid === undefined) return;
      try {
        process.kill(-child.pid, 'SIGKILL');
      } catch {
        // It ended by itself in the meantime.
      }
    };
    let samples = 0;
    let processes: readonly number[] = [];
    const sample = (): void => {
      if (child.pid === undefined || secondsToResult !== undefined) return;
      if (samples++ % samplesPerLook === 0) processes = processesOf(child.pid);
      const used = processorTimeOf(processes);
      if (used !== undefined) processorSeconds = Math.max(processorSeconds ?? 0, used);
      const held = memoryOf(processes);
      if (held !== undefined) peakBytes = Math.max(peakBytes ?? 0, held);
      if ((held ?? 0) > limitBytes) end('too big');
    };
    const sampler = setInterval(sample, sampleEveryMs);
    const limit = setTimeout(() => end('too slow'), limitSeconds * 1000);

    createInterface({ input: child.stdout }).on('line', (line) => {
      lines.push(line);
      if (secondsToResult === undefined && isResult?.(line) === true) {
        sample();
        secondsToResult = seconds();
      }
    });
    child.stderr.on('data', (text: Buffer) => {
      errors = (errors + text.toString()).slice(-keptErrors);
    });
    child.on('error', (error) => {
      errors += error.message;
    });
    child.on('close', (code) => {
      clearInterval(sampler);
      clearTimeout(limit);
      resolve({
        // Where a result was there, later work that ran into a limit takes nothing from it.
        outcome:
          secondsToResult !== undefined || (code === 0 && isResult === undefined)
            ? 'done'
            : (outcome ?? 'failed'),
        seconds: secondsToResult ?? seconds(),
        processorSeconds,
        peakBytes,
        lines,
        errors,
      });
    });
  });
}

function memoryOf(processes: readonly number[]): number | undefined {
  const [first] = processes;
  if (processes.length === 1) return kilobytes(`/proc/${first}/status`, /^VmHWM:\s+(\d+) kB/m);
  const shares = processes.map((pid) =>
    kilobytes(`/proc/${pid}/smaps_rollup`, /^Pss:\s+(\d+) kB/m),
  );
  return shares.some((share) => share !== undefined)
    ? shares.reduce<number>((sum, share) => sum + (share ?? 0), 0)
    : undefined;
}

/** Linux tells processor time in hundredths of a second: proc_pid_stat(5), sysconf(3). */
const ticksPerSecond = 100;

/** What the processes used, and those that they waited for. */
function processorTimeOf(processes: readonly number[]): number | undefined {
  let ticks: number | undefined;
  for (const pid of processes) {
    const fields = statOf(pid);
    if (fields === undefined) continue;
    // User and system time of its own, then of children that ended.
    for (const field of fields.slice(11, 15)) ticks = (ticks ?? 0) + Number(field);
  }
  return ticks === undefined ? undefined : ticks / ticksPerSecond;
}

/** Fields of a process after its name in brackets, which may hold anything: state, parent, group, session … */
function statOf(pid: number): readonly string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    // It ended between two looks.
    return undefined;
  }
}

/** The processes of a session: what `root`, its leader, started, and what that started. */
function processesOf(root: number): readonly number[] {
  const found = [root];
  for (const name of existsSync('/proc') ? readdirSync('/proc') : []) {
    if (!/^\d+$/.test(name) || Number(name) === root) continue;
    if (Number(statOf(Number(name))?.[3]) === root) found.push(Number(name));
  }
  return found;
}

const kilobytes = (file: string, pattern: RegExp): number | undefined => {
  try {
    const found = pattern.exec(readFileSync(file, 'utf8'))?.[1];
    return found === undefined ? undefined : Number(found) * 1024;
  } catch {
    return undefined;
  }
};
