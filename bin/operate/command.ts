import { Command, CommanderError, InvalidArgumentError } from 'commander';
import type { SweepInput } from '#functions/sweep/steps';
import { readDeploymentConfig } from '#lib/deployment-config';
import type { Actions } from './actions.ts';

export interface Streams {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

interface Which {
  readonly config: string;
  readonly deployment?: string;
}

/**
 * Runs one operator's command with the AWS credentials and region of the environment. Answers the
 * exit status: 0 done, 1 failed or left something undone, 2 wrong usage.
 */
export async function operate(
  args: readonly string[],
  actions: Actions,
  { out, err }: Streams,
): Promise<0 | 1 | 2> {
  let hasLeft = false;
  const tell = (facts: unknown) => out(`${JSON.stringify(facts, undefined, 2)}\n`);
  const program = new Command('operate')
    .description('Operates a deployment: docs/runbooks/README.md says when and why.')
    .exitOverride()
    .configureOutput({ writeOut: out, writeErr: err });
  const command = (name: string, description: string) =>
    program
      .command(name)
      .description(description)
      .option('--config <file>', 'the deployment’s file', 'config/production.json')
      .option('--deployment <name>', 'its name, instead of the file');
  const sweeping = (name: SweepInput['task'], description: string) =>
    command(name, description).option('--segments <number>', 'parts at once', segmentsIn, 8);

  command('status', 'How many messages wait in each dead-letter queue').action(
    async (which: Which) => tell(await actions.status(deploymentOf(which))),
  );
  command('redrive', 'Sends what waits in dead-letter queues where it was going')
    .argument('[queue]', 'one queue; all without it')
    .action(async (queue: string | undefined, which: Which) => {
      const queues = await actions.redrive(deploymentOf(which), queue);
      tell(queues);
      hasLeft = queues.some(({ kept }) => Object.keys(kept).length > 0);
    });
  command('replay-events', 'Sends archived events again to one spoke’s rule')
    .requiredOption('--spoke <name>', 'the spoke, whose name its rule bears')
    .requiredOption('--from <instant>', 'by the events’ own time', instantIn)
    .requiredOption('--to <instant>', 'likewise', instantIn)
    .action(async (asked: Which & { spoke: string; from: Date; to: Date }) => {
      const name = deploymentOf(asked);
      const { spoke, from, to } = asked;
      const where = { archive: name, bus: name, rules: [spoke] as const };
      tell(await actions.replayEvents({ ...where, from, to, now: new Date() }));
    });
  sweeping('roll-epoch', 'Re-wraps living keys, destroys the epoch keys of weeks that are over')
    .option('--at-once', 'this week’s keys, too: on a suspicion')
    .action(async (asked: Which & { segments: number; atOnce?: boolean }) => {
      const { segments, atOnce = false } = asked;
      tell(
        (await actions.sweep(deploymentOf(asked), { task: 'roll-epoch', segments, atOnce })).counts,
      );
    });
  sweeping('upgrade-items', 'Writes items of earlier releases in the newest form').action(
    async (asked: Which & { segments: number }) => {
      const input = { task: 'upgrade-items', segments: asked.segments } as const;
      tell((await actions.sweep(deploymentOf(asked), input, restoredTableOf(asked))).counts);
    },
  );
  sweeping('replay-erasures', 'Erases again in a restored main table what was erased since')
    .requiredOption('--table <name>', 'the restored table')
    .action(async (asked: Which & { segments: number; table: string }) => {
      const { segments, table } = asked;
      const input = { task: 'replay-erasures', segments } as const;
      tell((await actions.sweep(deploymentOf(asked), input, table)).counts);
    });
  command(
    'restore-drill',
    'Restores a copy of tables of its own from before an erasure, and shows that nobody comes back',
  ).action(async (which: Which) => {
    const report = await actions.restoreDrill(deploymentOf(which));
    tell(report);
    hasLeft = Object.values(report.shown).includes(false);
  });

  try {
    await program.parseAsync([...args], { from: 'user' });
    return hasLeft ? 1 : 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    err(`${error instanceof Error ? whereToLook(error.message) : 'failed'}\n`);
    return 1;
  }
}

/** What the SDK and the file system leave out: where they looked for what is missing. */
function whereToLook(message: string): string {
  if (/^Region (is missing|not accepted)|^Could not load credentials/.test(message))
    return `${message}: set AWS_REGION, and AWS_PROFILE or the keys of a role`;
  if (message.startsWith('ENOENT'))
    return `${message}: name the deployment’s file with --config, or the deployment with --deployment`;
  return message;
}

const deploymentOf = ({ deployment, config }: Which): string =>
  deployment ?? readDeploymentConfig(config).name;

/** The main table that the deployment's file names in place of the stack's own. */
const restoredTableOf = ({ deployment, config }: Which): string | undefined =>
  deployment === undefined ? readDeploymentConfig(config).restoredTable?.name : undefined;

function instantIn(text: string): Date {
  const at = new Date(text);
  // Without an offset it would be this machine's time.
  if (!/^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:\d\d)$/.test(text) || Number.isNaN(at.getTime()))
    throw new InvalidArgumentError('not an instant such as 2026-01-31T12:00:00Z');
  return at;
}

function segmentsIn(text: string): number {
  const segments = Number(text);
  if (!Number.isInteger(segments) || segments < 1 || segments > 1000)
    throw new InvalidArgumentError('not a number from 1 to 1000');
  return segments;
}
