import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { repositoryRoot } from '#lib/repository-root';
import { pythonTools } from './python-tools.ts';
import { type Emulator, startEmulator } from './rehearse/emulator.ts';
import { endAllGroups } from './rehearse/process-group.ts';
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
const interrupted = new AbortController();
let emulator: Emulator | undefined;
const endAll = async () => {
  await endAllGroups();
  rmSync(work, { recursive: true, force: true });
};
for (const [signal, status] of [
  ['SIGHUP', 129],
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)
  process.on(signal, () => {
    if (interrupted.signal.aborted) return;
    interrupted.abort();
    process.exitCode = status;
    void endAll().finally(() => process.exit());
  });

try {
  emulator = await report.step('python tools and emulator', async () =>
    startEmulator(await pythonTools(interrupted.signal), work),
  );
  // The SDK's clients of this process talk to the emulator, too.
  Object.assign(process.env, emulator.environment);
  setDefaultCACertificates([...getCACertificates(), emulator.certificate]);
  delete process.env.AWS_PROFILE;
  delete process.env.AWS_SESSION_TOKEN;
  await rehearse({ emulator, report, work, details: join(logs, 'commands.log') });
  report.say('Rehearsed.');
} catch (error) {
  process.exitCode ??= 1;
  // Whoever interrupted it knows why.
  if (!interrupted.signal.aborted) {
    report.say(`FAILED: ${error instanceof Error ? error.message : error}`);
    report.say(`The emulator's last words:\n${emulator?.logTail(60) ?? 'none'}`);
  }
} finally {
  writeFileSync(join(logs, 'emulator.log'), emulator?.logTail(Number.POSITIVE_INFINITY) ?? '');
  await endAll();
}
report.say(`Logs: ${logs}`);
