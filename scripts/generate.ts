/** Writes the files that are made from code; with `--check` only says which are out of date, and exits 1. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type BuiltInRole, builtInRoles, type Permission } from '#core/access/roles';
import { outages, refusals } from '#core/kernel/refusal';
import { contracts } from '#functions/manifest';
import type { Contract } from '#functions/shared/contract';
import packageJson from '../package.json' with { type: 'json' };
import { consentRulesPage } from './consent-rules-page.ts';
import { costPage } from './cost/cost-page.ts';
import { scalePage } from './cost/scale-page.ts';
import { generateEvents } from './generate-events.ts';
import { holidaysFile } from './holidays-file.ts';
import { defaultModelsFile } from './models/default-models-file.ts';
import { openApiOf } from './openapi.ts';
import { packageSchema } from './package-schema.ts';
import { privacyClocksPage } from './privacy-clocks-page.ts';
import { synthesizedTemplates } from './synthesized-templates.ts';

const refusalsPage = () =>
  [
    '# Refusals',
    '',
    'Every no of the API, expected or not: `application/problem+json` whose `type` is `/problems/<code>`. Made by `npm run generate` from `core/kernel/refusal.ts`.',
    '',
    '| code | status | meaning |',
    '| --- | --- | --- |',
    ...Object.entries({ ...refusals, ...outages }).map(
      ([code, [status, sentence]]) => `| \`${code}\` | ${status} | ${sentence} |`,
    ),
    '',
  ].join('\n');

const neededFor = (permission: Contract['permission']): string => {
  if (permission === null) return 'none needed';
  return permission === 'me' ? 'the customer himself' : permission;
};

function accessPage(): string {
  const names = Object.keys(builtInRoles) as BuiltInRole[];
  const routes = Object.values(contracts).flatMap((each) => Object.values(each));
  const grants = (role: BuiltInRole, permission: string | null) =>
    permission === null ||
    (builtInRoles[role].permissions as readonly string[]).includes(permission as Permission)
      ? 'yes'
      : '';
  return [
    '# Routes and roles',
    '',
    'Which built-in role may call which route; for what, its unit says ([access.md](access.md)). Made by `npm run generate` from the manifest and `core/access/roles.ts`; a test calls every route with every role.',
    '',
    `| route | permission | ${names.join(' | ')} |`,
    `| --- | --- | ${names.map(() => '---').join(' | ')} |`,
    ...routes.map(
      ({ method, path, permission }) =>
        `| \`${method} /v1${path}\` | ${neededFor(permission)} | ${names.map((role) => grants(role, permission)).join(' | ')} |`,
    ),
    '',
  ].join('\n');
}

const routesTable = (): string =>
  [
    '// Made by `npm run generate` from functions/manifest.ts.',
    'export const routes = {',
    ...Object.values(contracts).flatMap((each) =>
      Object.entries(each).map(
        ([name, { method, path }]) => `  ${name}: ['${method}', '${path}'],`,
      ),
    ),
    '} as const;',
    '',
  ].join('\n');

const files: Record<string, string> = {
  'client/routes.ts': routesTable(),
  'core/matching/default-models.ts': defaultModelsFile(),
  'docs/openapi.json': `${JSON.stringify(openApiOf(contracts, packageJson.version), null, 1)}\n`,
  'docs/privacy-package.schema.json': `${JSON.stringify(packageSchema(), null, 1)}\n`,
  'docs/refusals.md': refusalsPage(),
  'docs/access-table.md': accessPage(),
  'docs/consent-rules.md': consentRulesPage(),
  'docs/privacy-clock-rules.md': privacyClocksPage(),
  'data/holidays.json': holidaysFile(),
  'docs/scale.md': scalePage(),
  'docs/cost.md': costPage(synthesizedTemplates().map(([, template]) => template)),
  ...generateEvents(),
};

const isCheck = process.argv.includes('--check');
const current = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
};
const stale = Object.entries(files).filter(([path, content]) => current(path) !== content);
if (!isCheck) {
  for (const [path, content] of stale) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    console.log(`wrote ${path}`);
  }
} else if (stale.length > 0) {
  console.error(
    `Out of date; run \`npm run generate\`:\n${stale.map(([path]) => `  ${path}`).join('\n')}`,
  );
  process.exit(1);
}
