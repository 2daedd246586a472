import { spawnSync } from 'node:child_process';
import { repositoryRoot } from '#lib/repository-root';
import { auditVerdict } from './audit-verdict.ts';

/**
 * Part of `npm run check`: known weaknesses, high or critical, of the packages that a deployment
 * carries, as package-lock.json pins them. Where the registry tells nothing (no network, a mirror
 * without advisories) it says so loudly and lets the rest of the check go on.
 */
const { stdout } = spawnSync('npm', ['audit', '--omit=dev', '--json'], {
  cwd: repositoryRoot,
  encoding: 'utf8',
  timeout: 60_000,
  maxBuffer: 64 * 1024 * 1024,
  shell: process.platform === 'win32',
});
const verdict = auditVerdict(stdout ?? '');
switch (verdict.kind) {
  case 'clean':
    console.log('Dependencies: no known weakness, high or critical.');
    break;
  case 'unknown':
    console.warn(
      `Dependencies: NOT AUDITED. The registry told nothing (${verdict.because}). Run \`npm audit --omit=dev\` where it can be reached.`,
    );
    break;
  case 'vulnerable':
    console.error(`Dependencies with a known weakness: ${verdict.packages.join(', ')}`);
    process.exitCode = 1;
}
