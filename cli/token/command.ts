import { Command, InvalidArgumentError } from 'commander';
import { connect, Problem } from '#client/client';

interface Options {
  readonly role: string;
  readonly org: string;
  readonly title: string;
  readonly spoke?: string;
  readonly purpose?: readonly string[];
  readonly days?: number;
  readonly oauthClient?: boolean;
  readonly url: string;
  readonly token?: string;
}

const dayMs = 24 * 60 * 60 * 1000;

const days = (text: string): number => {
  const value = Number(text);
  if (!(value > 0 && value <= 3650)) throw new InvalidArgumentError('must lie between 0 and 3650.');
  return value;
};

/** Exit status 0 made, 1 refused or not reached, 2 wrong usage. */
export const tokenCommand = (): Command =>
  new Command('token').description('Tokens of machines').addCommand(
    new Command('create')
      .exitOverride()
      .description('Makes a token and writes its secret, this once, to standard output.')
      .requiredOption('--role <role>', 'what it may do, such as integrator')
      .requiredOption('--org <unit>', 'where it may do it; root is everywhere')
      .option('--title <words>', 'what it is for', 'Made on the command line')
      .option('--spoke <name>', 'the one spoke that it acts for')
      .option('--purpose <name...>', 'read attributes for these purposes only')
      .option('--days <number>', 'how long it lasts', days)
      .option('--oauth-client', 'a client id and secret, to get short tokens with')
      .option('--url <url>', 'of the hub', process.env.GOLDSPOKE_URL ?? 'http://127.0.0.1:8787')
      .option('--token <token>', 'a token that may make others; GOLDSPOKE_TOKEN unless given')
      .action(createToken),
  );

async function createToken(options: Options, command: Command): Promise<void> {
  const token = options.token ?? process.env.GOLDSPOKE_TOKEN;
  if (token === undefined)
    command.error('error: needs a token: --token, or GOLDSPOKE_TOKEN in the environment');
  try {
    const made = await connect(options.url, token)('createToken', { body: bodyOf(options) });
    process.stderr.write(`${told(made)}\n`);
    process.stdout.write(`${made.token ?? `${made.clientId} ${made.clientSecret}`}\n`);
  } catch (error) {
    process.stderr.write(`error: ${reasonOf(error, options.url)}\n`);
    process.exitCode = 1;
  }
}

const bodyOf = ({ role, org, title, spoke, purpose, days, oauthClient }: Options) => ({
  title,
  role,
  orgUnit: org,
  ...(oauthClient && { kind: 'oauth-client' as const }),
  ...(spoke !== undefined && { spoke }),
  ...(purpose !== undefined && { purposes: [...purpose] }),
  ...(days !== undefined && { expiresAt: new Date(Date.now() + days * dayMs).toISOString() }),
});

const told = (made: {
  readonly tokenId: string;
  readonly role: string;
  readonly orgUnit: string;
  readonly expiresAt?: string | undefined;
  readonly tokenUrl?: string | undefined;
}): string =>
  [
    `${made.tokenId}: ${made.role} at ${made.orgUnit}`,
    made.expiresAt === undefined ? 'without an end' : `until ${made.expiresAt}`,
    ...(made.tokenUrl === undefined ? [] : [`tokens at ${made.tokenUrl}`]),
  ].join(', ');

function reasonOf(error: unknown, url: string): string {
  if (!(error instanceof Problem)) return `the hub at ${url} does not answer`;
  const places = error.errors.map(({ pointer, message }) => `${pointer} ${message}`);
  return [error.message, ...places].join(' ');
}
