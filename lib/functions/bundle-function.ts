import { copyFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { buildSync, type Metafile } from 'esbuild';
import { repositoryRoot } from '../repository-root.ts';

/**
 * Ways to credentials that the SDK loads only where the environment holds none. Lambda always puts a
 * role's credentials into the environment; without these a bundle is some 110 KB smaller.
 */
const neverLoadedInLambda = [
  '@aws-sdk/credential-provider-ini',
  '@aws-sdk/credential-provider-process',
  '@aws-sdk/credential-provider-sso',
  '@aws-sdk/credential-provider-web-identity',
];

/** X-Ray's SDK and Cedar are CommonJS: they ask for what a module of ESM does not have. */
const asInCommonJs =
  "import{createRequire}from'node:module';const require=createRequire(import.meta.url);const __dirname=import.meta.dirname;";

/** Cedar reads it from its own folder. */
const cedarWasm = 'node_modules/@cedar-policy/cedar-wasm/nodejs/cedar_wasm_bg.wasm';

/**
 * Bundles one Lambda into `outDir/index.mjs`, with what it loads only when it needs it beside it, and
 * source maps: ESM for Node 24, the AWS SDK inside, unused code shaken out. `name` is a folder of `functions/`. Same sources, same bytes.
 */
export function bundleFunction(name: string, outDir: string): Metafile {
  const { metafile } = buildSync({
    absWorkingDir: repositoryRoot,
    entryPoints: { index: join('functions', name, 'index.ts') },
    outdir: outDir,
    outExtension: { '.js': '.mjs' },
    chunkNames: 'later-[hash]',
    bundle: true,
    // What is imported with `import()` is a file of its own: a cold start does not parse it.
    splitting: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    // The SDK's CommonJS builds cannot be tree-shaken.
    mainFields: ['module', 'main'],
    conditions: ['import', 'module'],
    banner: { js: asInCommonJs },
    external: neverLoadedInLambda,
    minify: true,
    treeShaking: true,
    sourcemap: 'linked',
    sourcesContent: false,
    legalComments: 'none',
    charset: 'utf8',
    metafile: true,
    logLevel: 'warning',
  });
  if (Object.keys(metafile.inputs).some((path) => path.includes('@cedar-policy/cedar-wasm/')))
    copyFileSync(join(repositoryRoot, cedarWasm), join(outDir, basename(cedarWasm)));
  return metafile;
}
