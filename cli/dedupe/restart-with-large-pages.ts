import { sizeOf } from './size-of.ts';

/** Glibc's own word for it (GNU C Library manual, "Memory Allocation Tunables"). */
const tunable = 'glibc.malloc.hugetlb';

/** Below this many bytes of input less is saved than the 50 ms that a start takes. */
const worthIt = 1 << 25;

/**
 * Starts the same command once more in this process's place, with memory in pages of 2 MB. Records are
 * read all over hundreds of megabytes, so pages of 4 KB cost a tenth of the time in look-ups of where
 * they lie; and the C library takes this wish at its start alone.
 */
export function restartWithLargePages(files: readonly string[]): void {
  const { execve, env, execPath, execArgv, argv, platform } = process;
  const bytes = files.reduce((sum, file) => sum + sizeOf(file), 0);
  const wished = withLargePages(bytes, platform, env);
  if (wished === undefined || execve === undefined) return;
  execve.call(process, execPath, [execPath, ...execArgv, ...argv.slice(1)], wished);
}

/**
 * The environment to start again with; `undefined` for small files, for a system other than Linux, and
 * where somebody has already said how memory is to be had. A C library that does not know the wish
 * passes over it.
 */
export function withLargePages(
  bytes: number,
  platform: string,
  env: NodeJS.ProcessEnv,
): NodeJS.ProcessEnv | undefined {
  const tunables = env.GLIBC_TUNABLES ?? '';
  if (bytes < worthIt || platform !== 'linux' || tunables.includes(tunable)) return undefined;
  const all = [tunables, `${tunable}=1`].filter((each) => each !== '').join(':');
  return { ...env, GLIBC_TUNABLES: all };
}
