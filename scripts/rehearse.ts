import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { repositoryRoot } from '#lib/repository-root';
import { pythonTools } from './python-tools.ts';
import { startEmulator } from './rehearse/emulator.ts';
import { makeReport } from './rehearse/report.ts';
import { rehearse } from './rehearse/steps.ts';

/**
 * `npm run rehearse`: everything is deployed by the real CDK CLI into an AWS emulator of this machine, the
 * end-to-end tests run through what was deployed, it is deployed again with a change, and destroyed.
 * docs/rehearsal.md says what that shows and what it does not. Ends with status 1 at the first thing that
 * is not as it should be. Everything that it started ends with it, also at SIGINT and SIGTERM.
 */
const logs = join(repositoryRoot, '.rehearse');
rmSync(logs, { recursive: true, force: true });
mkdirSync(logs, { recursive: true });
const work = mkdtempSync(join(tmpdir(), 'goldspoke-rehearse-'));
const report = makeReport(join(logs, 'rehearsal.log'));
const ends: (() => unknown)[] = [() => rmSync(work, { recursive: true, force: true })];
const endAll = async () => {
  for (const end of ends.splice(0).toReversed()) await end();
};
for (const [signal, status] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)
  process.once(signal, () => void endAll().finally(() => process.exit(status)));

const emulator = await report.step('python tools and emulator', async () => {
  const started = await startEmulator(await pythonTools());
  ends.push(started.stop);
  return started;
});
try {
  // The SDK's clients of this process talk to the emulator, too.
  Object.assign(process.env, emulator.environment);
  setDefaultCACertificates([...getCACertificates(), emulator.certificate]);
  delete process.env.AWS_PROFILE;
  delete process.env.AWS_SESSION_TOKEN;
  await rehearse({ emulator, report, work, details: join(logs, 'commands.log') });
  report.say('Rehearsed.');
} catch (error) {
  report.say(`FAILED: ${error instanceof Error ? error.message : error}`);
  report.say(`The emulator's last words:\n${emulator.logTail(60)}`);
  process.exitCode = 1;
} finally {
  writeFileSync(join(logs, 'emulator.log'), emulator.logTail(Number.POSITIVE_INFINITY));
  await endAll();
}
report.say(`Logs: ${logs}`);
