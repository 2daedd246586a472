import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

/**
 * Keeps what Node compiles of the modules loaded from now on, in the user's own cache and not where the
 * system keeps temporary files: code from there is run. Without a home nothing is kept.
 */
export function keepCompiled(): void {
  const { XDG_CACHE_HOME, HOME } = process.env;
  const folder = XDG_CACHE_HOME || (HOME && join(HOME, '.cache'));
  if (folder) enableCompileCache(join(folder, 'goldspoke'));
}
