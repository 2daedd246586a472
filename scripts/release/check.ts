/**
 * Compares what people outside rely on with the last release: the API, the events, what the stacks
 * keep and export. Names each breaking change and exits 1, unless the major version (before 1.0.0:
 * the minor) has gone up since; then the changes are only listed.
 */
import packageJson from '../../package.json' with { type: 'json' };
import { breakingChanges } from './breaking-changes.ts';
import { mayBreak } from './may-break.ts';
import { readRelease, releasedVersions } from './releases.ts';
import { currentSurface } from './surface.ts';

const last = releasedVersions().at(-1);
if (last === undefined) throw new Error('releases/ holds no release to compare with');
const changes = breakingChanges(readRelease(last), currentSurface());
for (const each of changes) process.stderr.write(`breaks ${last}: ${each}\n`);
if (changes.length > 0 && !mayBreak(last, packageJson.version)) {
  process.stderr.write(
    `${changes.length} breaking changes since ${last}; docs/runbooks/upgrade.md says how such a change is made\n`,
  );
  process.exitCode = 1;
}
