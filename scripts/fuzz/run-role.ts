import { once } from 'node:events';
import { join } from 'node:path';
import { repositoryRoot } from '#lib/repository-root';
import { endGroup, startGroup } from '../rehearse/process-group.ts';
import { startFuzzHub } from './fuzz-hub.ts';
import { type Seeds, seed } from './seed.ts';

/** They end what the run itself holds, so they come last, when nothing else needs it any more. */
const endsAccess = ['revokeToken', 'rotateToken'];
/** Of the time given. */
const shareOfThose = 0.1;

/**
 * Schemathesis with one role's token against a hub of its own. True when it found nothing and no
 * function logged a failure.
 */
export async function runRole(
  role: string,
  seconds: number,
  programs: string,
  say: (line: string) => void,
): Promise<boolean> {
  const hub = await startFuzzHub();
  try {
    const seeds = await seed(hub, role);
    const run = (share: number, more: readonly string[]) =>
      runSchemathesis(programs, hub.url, seeds, [
        '--max-time',
        String(Math.max(5, Math.round(seconds * share))),
        ...more,
      ]);
    const most = await run(1 - shareOfThose, only('exclude'));
    const last = await run(shareOfThose, [...only('include'), '--phases', 'coverage,fuzzing']);
    return most && last && (await hub.failures()).length === 0;
  } finally {
    for (const line of (await hub.failures()).slice(0, 20)) say(`${role}: ${line}`);
    await hub.end();
  }
}

const only = (how: 'exclude' | 'include'): readonly string[] =>
  endsAccess.flatMap((name) => [`--${how}-operation-id`, name]);

async function runSchemathesis(
  programs: string,
  url: string,
  seeds: Seeds,
  more: readonly string[],
): Promise<boolean> {
  const child = startGroup(
    join(programs, 'schemathesis'),
    [
      '--config-file',
      join(repositoryRoot, 'scripts/fuzz/schemathesis.toml'),
      'run',
      `${url}/v1/openapi.json`,
      '--no-color',
      '--warnings',
      'off',
      ...more,
    ],
    { env: { ...process.env, ...seeds }, stdio: ['ignore', 'inherit', 'inherit'] },
  );
  try {
    const [status] = await once(child, 'exit');
    return status === 0;
  } finally {
    await endGroup(child);
  }
}
