import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const repository = resolve(import.meta.dirname, '..');
const { forbidden } = createRequire(import.meta.url)('../.dependency-cruiser.cjs') as {
  forbidden: readonly { readonly name: string }[];
};

interface Report {
  readonly modules: readonly { readonly source: string }[];
  readonly summary: {
    readonly violations: readonly {
      readonly from: string;
      readonly to: string;
      readonly rule: { readonly name: string };
    }[];
  };
}

/** Runs dependency-cruiser as `npm run check` does, in a folder that has a configuration. */
function cruise(folder: string, rooms: readonly string[]): Report {
  const run = () =>
    execFileSync(
      process.execPath,
      [
        join(repository, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs'),
        '--config',
        '.dependency-cruiser.cjs',
        '--output-type',
        'json',
        ...rooms,
      ],
      { cwd: folder, encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 },
    );
  return JSON.parse(run()) as Report;
}

const rooms = 'bin lib functions core store local cli client console events'.split(' ');

describe('the rooms of this repository', () => {
  let report: Report;
  beforeAll(() => {
    report = cruise(
      repository,
      rooms.filter((room) => existsSync(join(repository, room))),
    );
  });

  it.each(['bin', 'lib', 'functions', 'core', 'store', 'client', 'console', 'events', 'local'])(
    'are read: dependency-cruiser sees modules in %s',
    (room) => {
      // A compiler that it cannot load leaves it with no modules, and then with no violations either.
      expect(report.modules.filter(({ source }) => source.startsWith(`${room}/`))).not.toEqual([]);
    },
  );

  it('are read with their imports of types', () => {
    expect(report.modules.length).toBeGreaterThan(100);
  });

  it('keep to their doors', () => {
    expect(
      report.summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`),
    ).toEqual([]);
  });
});

/** Rule → a file that breaks it, and how. */
const breaches: Readonly<Record<string, readonly [file: string, text: string]>> = {
  'no-circular': ['core/about.ts', "export { round } from './round.ts';"],
  'not-to-unresolvable': ['core/lost.ts', "import '#core/nowhere';"],
  'core-knows-only-core': ['core/impure.ts', "import 'node:fs';"],
  'events-know-only-events-and-core': ['events/greedy.ts', "import '#functions/good';"],
  'store-knows-only-core': ['store/upward.ts', "import '#functions/good';"],
  'functions-know-store-core-events': ['functions/upward.ts', "import '#client/good';"],
  'functions-do-not-know-the-table': [
    'functions/direct.ts',
    "import { x } from '@aws-sdk/client-dynamodb';\nexport const y = x;",
  ],
  'lib-knows-the-manifest-and-the-tables': ['lib/sideways.ts', "import '#local/good';"],
  'nobody-knows-lib-or-local': ['client/builder.ts', "import '#lib/good';"],
  'local-does-not-know-lib': ['local/cloudy.ts', "import '#lib/good';"],
  'client-knows-contracts-by-type-only': [
    'client/heavy.ts',
    "import { good } from '#functions/good';\nexport const y = good;",
  ],
  'console-knows-the-client': ['console/inside.ts', "import '#functions/good';"],
  'lib-and-local-serve-the-console': ['functions/page.ts', "import '#console/good';"],
  'cli-knows-client-and-core': ['cli/deep.ts', "import '#store/good';"],
  'what-ships-needs-no-development-package': [
    'functions/tool.ts',
    "import { x } from 'esbuild';\nexport const y = x;",
  ],
};

/** Imports of types only, where a type may go and a value may not, or where not even a type may. */
const typeImports: Readonly<Record<string, string>> = {
  'client/light.ts': "import type { Good } from '#functions/good';\nexport type G = Good;",
  'core/peeking.ts': "import type { Good } from '#store/good';\nexport type G = Good;",
};

describe('the rule of', () => {
  const folder = mkdtempSync(join(tmpdir(), 'goldspoke-rooms-'));
  let report: Report;
  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), `${text}\n`);
  };
  const npmPackage = (name: string) => {
    write(
      `node_modules/${name}/package.json`,
      JSON.stringify({ name, version: '1.0.0', main: 'index.js' }),
    );
    write(`node_modules/${name}/index.js`, 'exports.x = 1;');
  };

  beforeAll(() => {
    for (const file of ['.dependency-cruiser.cjs', 'tsconfig.json'])
      cpSync(join(repository, file), join(folder, file));
    const imports = Object.fromEntries(rooms.map((room) => [`#${room}/*`, `./${room}/*.ts`]));
    write(
      'package.json',
      JSON.stringify({
        name: 'planted',
        type: 'module',
        imports,
        dependencies: { '@aws-sdk/client-dynamodb': '1.0.0' },
        devDependencies: { esbuild: '1.0.0' },
      }),
    );
    npmPackage('@aws-sdk/client-dynamodb');
    npmPackage('esbuild');
    for (const room of rooms)
      write(`${room}/good.ts`, 'export const good = 1;\nexport type Good = 1;');
    write('core/round.ts', "export { about } from './about.ts';");
    for (const [file, text] of [...Object.values(breaches), ...Object.entries(typeImports)])
      write(file, text);
    report = cruise(folder, rooms);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const rulesBrokenBy = (file: string) =>
    report.summary.violations.filter(({ from }) => from === file).map(({ rule }) => rule.name);

  it.each(forbidden.map(({ name }) => name))('%s finds what it forbids', (name) => {
    const [file] = breaches[name] ?? ['no breach is planted for this rule'];
    expect(rulesBrokenBy(file)).toContain(name);
  });

  it('the rooms lets what keeps to it through', () => {
    const good = report.summary.violations.filter(({ from }) => from.endsWith('/good.ts'));
    expect(good).toEqual([]);
  });

  it('client lets types of contracts through, and that of core not even types', () => {
    expect(rulesBrokenBy('client/light.ts')).toEqual([]);
    expect(rulesBrokenBy('core/peeking.ts')).toEqual(['core-knows-only-core']);
  });
});
