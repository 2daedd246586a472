import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { repositoryRoot } from '#lib/repository-root';
import { findSecrets } from './find-secrets.ts';

/**
 * Part of `npm run check`: keys and tokens in any file that git knows or would add, by secretlint's
 * recommended rules. Ends with status 1 when there is one; it is named by its place and its kind.
 */
const files = execFileSync(
  'git',
  ['ls-files', '-z', '--cached', '--others', '--exclude-standard'],
  {
    cwd: repositoryRoot,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  },
)
  .split('\0')
  .filter((path) => path !== '');

const found: string[] = [];
let read = 0;
for (const path of new Set(files)) {
  // A file that is deleted and not yet committed is none.
  const bytes = await readFile(join(repositoryRoot, path)).catch(() => undefined);
  if (bytes === undefined || bytes.includes(0)) continue;
  read += 1;
  found.push(...(await findSecrets({ path, text: bytes.toString('utf8') })));
}
if (read === 0) throw new Error('git named no file to look at');
for (const each of found) console.error(each);
console.log(`Secrets: ${found.length} in ${read} files.`);
process.exitCode = found.length === 0 ? 0 : 1;
