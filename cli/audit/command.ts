import { once } from 'node:events';
import { createReadStream, createWriteStream, readFileSync } from 'node:fs';
import { Command, InvalidArgumentError } from 'commander';
import * as z from 'zod';
import { connect } from '#client/client';
import type { ExportScope } from '#core/audit/audit-export';
import type { PublicKey } from '#core/audit/checkpoint';
import { toOcsf } from '#core/audit/ocsf';
import { exportLines } from './export-lines.ts';
import { entriesIn, entriesOf, firstCheckpointFrom, type Hub, troubleOf } from './read-hub.ts';
import { linesOf, verdictText, verifyLines } from './verify-lines.ts';

interface Where {
  readonly url: string;
}
interface ExportOptions extends Where {
  readonly from?: string;
  readonly to?: string;
  readonly object?: string;
  readonly out: string;
  readonly format: 'goldspoke' | 'ocsf';
}
interface VerifyOptions extends Where {
  readonly customer?: string;
  readonly object?: string;
  readonly all?: boolean;
  readonly from?: string;
  readonly file?: string;
  readonly key?: string;
}

const monthMs = 31 * 24 * 3600 * 1000;

const moment = (text: string): string => {
  const ms = Date.parse(text);
  if (Number.isNaN(ms)) throw new InvalidArgumentError('must be a date or an instant.');
  return new Date(ms).toISOString();
};
const format = (text: string): 'goldspoke' | 'ocsf' => {
  if (text === 'goldspoke' || text === 'ocsf') return text;
  throw new InvalidArgumentError('must be goldspoke or ocsf.');
};

/** Exit status 0 intact (or written), 1 broken, 2 wrong usage, or it could not be found out. */
export const auditCommand = (): Command => {
  const withUrl = (command: Command) =>
    command
      .exitOverride()
      .option(
        '--url <url>',
        'of the hub; its token is taken from GOLDSPOKE_TOKEN',
        process.env.GOLDSPOKE_URL ?? 'http://127.0.0.1:8787',
      );
  return new Command('audit')
    .description('What was done in a hub, and whether the record of it is whole')
    .addCommand(
      withUrl(new Command('export'))
        .description('Writes entries and checkpoints, for a SIEM or to be verified elsewhere.')
        .requiredOption('--out <file>', 'NDJSON')
        .option('--from <instant>', 'written at or after; 31 days ago unless given', moment)
        .option('--to <instant>', 'written before; now unless given', moment)
        .option('--object <name>', 'one chain, such as customer:cus_… or spoke:web')
        .option('--format <name>', 'goldspoke or ocsf', format, 'goldspoke')
        .action((options: ExportOptions) => unlessTrouble(() => writeExport(options))),
    )
    .addCommand(
      withUrl(new Command('verify'))
        .description('Says whether entries were changed, removed, inserted, duplicated or moved.')
        .option('--file <file>', 'an export; needs no network')
        .option('--customer <id>', 'the chain of one customer')
        .option('--object <name>', 'one chain, such as spoke:web')
        .option('--all', 'everything since the first checkpoint')
        .option('--from <instant>', 'with --all: everything written at or after', moment)
        .option(
          '--key <file>',
          'the public key to trust (JWK), in place of the one that comes along',
        )
        .action((options: VerifyOptions) => unlessTrouble(() => verify(options))),
    );
};

class Usage extends Error {}

async function unlessTrouble(run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    process.stderr.write(`${error instanceof Usage ? error.message : troubleOf(error)}\n`);
    process.exitCode = 2;
  }
}

function hubAt({ url }: Where): Hub {
  const token = process.env.GOLDSPOKE_TOKEN;
  if (!token) throw new Usage('GOLDSPOKE_TOKEN must be a token of the hub that may read the audit');
  return connect(url, token);
}

async function writeExport(options: ExportOptions): Promise<void> {
  const hub = hubAt(options);
  const now = new Date().toISOString();
  const { object, to = now } = options;
  const from = options.from ?? new Date(Date.parse(to) - monthMs).toISOString();
  const scope: ExportScope = {
    hub: options.url,
    exportedAt: now,
    ...(object === undefined ? { from, to } : { object }),
  };
  const lines = options.format === 'ocsf' ? ocsfLines(hub, scope) : exportLines(hub, scope);
  const file = createWriteStream(options.out, { mode: 0o600 });
  let count = 0;
  for await (const line of lines) {
    count += 1;
    if (!file.write(`${line}\n`)) await once(file, 'drain');
  }
  file.end();
  await once(file, 'close');
  process.stdout.write(`${count} lines in ${options.out}\n`);
}

async function* ocsfLines(hub: Hub, { object, from = '', to = '', ...scope }: ExportScope) {
  const entries = object === undefined ? entriesIn(hub, from, to) : entriesOf(hub, object);
  for await (const entry of entries) yield JSON.stringify(toOcsf(entry, scope));
}

async function verify(options: VerifyOptions): Promise<void> {
  const key = options.key === undefined ? undefined : readKey(options.key);
  const verdict = await verifyLines(await linesToVerify(options), key);
  process.stdout.write(`${verdictText(verdict)}\n`);
  process.exitCode = verdict.findings.length === 0 ? 0 : 1;
}

async function linesToVerify(options: VerifyOptions): Promise<AsyncIterable<string>> {
  const { file, customer, all, from } = options;
  const object = customer === undefined ? options.object : `customer:${customer}`;
  if ([file, object, all].filter((each) => each !== undefined).length !== 1)
    throw new Usage('say what to verify: one of --file, --customer, --object and --all');
  if (file !== undefined) return linesOf(createReadStream(file, { encoding: 'utf8' }));
  const hub = hubAt(options);
  const now = new Date().toISOString();
  const scope = { hub: options.url, exportedAt: now };
  if (object !== undefined) return exportLines(hub, { ...scope, object });
  const begin =
    from ?? (await firstCheckpointFrom(hub)) ?? new Date(Date.parse(now) - monthMs).toISOString();
  return exportLines(hub, { ...scope, from: begin, to: now });
}

const jwk = z.object({ kty: z.string(), crv: z.string(), x: z.string(), y: z.string() });

function readKey(file: string): PublicKey {
  const parsed = jwk.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (!parsed.success) throw new Usage(`${file} is no public key as RFC 7517 writes it`);
  return parsed.data;
}
