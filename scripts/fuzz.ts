import { parseArgs } from 'node:util';
import { builtInRoles } from '#core/access/roles';
import { runRole } from './fuzz/run-role.ts';
import { pythonEnvironment } from './python-environment.ts';
import { endAllGroups } from './rehearse/process-group.ts';

/**
 * `npm run fuzz -- [--minutes N] [--role R]…`: Schemathesis against the OpenAPI document of a hub of
 * this machine, N minutes (1 unless told) with the token of each role (all built-in ones unless told).
 * Refused: a 5xx, an answer that does not fit its schema, a status that the document does not name,
 * a request that breaks the document and is accepted. Ends with status 1 when it found one.
 */
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '1' },
    role: { type: 'string', multiple: true, default: Object.keys(builtInRoles) },
  },
});
const seconds = Number(values.minutes) * 60;
if (!(seconds > 0)) throw new Error('--minutes takes a number above 0');
for (const role of values.role)
  if (!Object.hasOwn(builtInRoles, role)) throw new Error(`there is no role ${role}`);

const say = (line: string) => process.stdout.write(`${line}\n`);
for (const [signal, status] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)
  process.on(signal, () => void endAllGroups().finally(() => process.exit(status)));

const programs = await pythonEnvironment('fuzz', 'scripts/fuzz/requirements.txt');
const failed: string[] = [];
for (const role of values.role) {
  say(`\n=== ${role}`);
  if (!(await runRole(role, seconds, programs, say))) failed.push(role);
}
say(failed.length === 0 ? 'Nothing found.' : `Found something as: ${failed.join(', ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;
