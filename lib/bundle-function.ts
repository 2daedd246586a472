import { join } from 'node:path';
import { buildSync, type Metafile } from 'esbuild';
import { repositoryRoot } from './repository-root.ts';

/**
 * Bundles one Lambda into `outDir/index.mjs` with its source map: ESM for Node 24, the AWS SDK
 * inside, unused code shaken out. `name` is a folder of `functions/`. Same sources, same bytes.
 */
export function bundleFunction(name: string, outDir: string): Metafile {
  const { metafile } = buildSync({
    absWorkingDir: repositoryRoot,
    entryPoints: [join('functions', name, 'index.ts')],
    outfile: join(outDir, 'index.mjs'),
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    // The SDK's CommonJS builds cannot be tree-shaken.
    mainFields: ['module', 'main'],
    conditions: ['import', 'module'],
    minify: true,
    treeShaking: true,
    sourcemap: 'linked',
    sourcesContent: false,
    legalComments: 'none',
    charset: 'utf8',
    metafile: true,
    logLevel: 'warning',
  });
  return metafile;
}
