import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { repositoryRoot } from '#lib/repository-root';

const run = promisify(execFile);
const oldestPython = [3, 11] as const;

/**
 * The `bin` folder of a virtual environment, `.tools/<name>` of the repository, that holds exactly what
 * the file `requirements` (a path in the repository) pins. Made when it is not there or holds other
 * versions; that takes `python3` (3.11 or newer, with `venv`) and PyPI. Throws when there is no such python3.
 */
export async function pythonEnvironment(
  name: string,
  requirements: string,
  signal?: AbortSignal,
): Promise<string> {
  const folder = join(repositoryRoot, '.tools', name);
  const pins = join(repositoryRoot, requirements);
  const python = await systemPython(requirements);
  const wanted = `${python}\n${await readFile(pins, 'utf8')}`;
  const stamp = join(folder, 'made-of.txt');
  if ((await readFile(stamp, 'utf8').catch(() => '')) !== wanted) {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    const until = signal === undefined ? {} : { signal };
    const install = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps'];
    await run('python3', ['-m', 'venv', folder], until);
    await run(join(folder, 'bin', 'python'), [...install, '--requirement', pins], until);
    await writeFile(stamp, wanted);
  }
  return join(folder, 'bin');
}

async function systemPython(requirements: string): Promise<string> {
  const { stdout } = await run('python3', ['--version']).catch(() => ({ stdout: '' }));
  const [, major = 0, minor = 0] = (/(\d+)\.(\d+)/.exec(stdout) ?? []).map(Number);
  if (major !== oldestPython[0] || minor < oldestPython[1])
    throw new Error(
      `${requirements} needs python3 ${oldestPython.join('.')} or newer; there is ${stdout.trim() || 'none'}.`,
    );
  return stdout.trim();
}
