import type { PublicKey } from '#core/audit/checkpoint';
import { type ExportVerdict, exportVerifier } from '#core/audit/verify-export';
import { nodeTools, runningDigest, thumbprintOf } from './node-tools.ts';

/** Verifies lines of an export, from a file or straight from a hub. */
export async function verifyLines(
  lines: AsyncIterable<string> | Iterable<string>,
  trustedKey?: PublicKey,
): Promise<ExportVerdict> {
  const verifier = exportVerifier({
    ...nodeTools,
    digest: runningDigest(),
    ...(trustedKey === undefined ? {} : { trustedKey }),
  });
  for await (const line of lines) verifier.line(line);
  return verifier.end();
}

/** Lines of a file, each as it stands there: neither a lost line feed at the end nor a carriage return is forgiven. */
export async function* linesOf(chunks: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of chunks) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  // The last line ends with a line feed, too.
  if (rest !== '') yield `${rest} (without a line feed)`;
}

const shown = 10;

export function verdictText({
  entries,
  chains,
  checkpoints,
  findings,
  publicKey,
}: ExportVerdict): string {
  const size = `${entries} entries of ${chains} chains, ${checkpoints} checkpoints`;
  const signed =
    publicKey === undefined
      ? ''
      : `\nsigned by the key with the thumbprint ${thumbprintOf(publicKey)}`;
  if (findings.length === 0) return `intact: ${size}${signed}`;
  const lines = findings
    .slice(0, shown)
    .map(({ kind, what, because }) => `${what}: ${wordsOf[kind]}${because}`);
  const more = findings.length > shown ? [`and ${findings.length - shown} more`] : [];
  return [`BROKEN: ${size}${signed}`, ...lines, ...more].join('\n');
}

const wordsOf = {
  changed: 'changed; ',
  removed: 'removed; ',
  inserted: 'inserted; ',
  duplicated: 'duplicated; ',
  reordered: 'reordered; ',
  checkpoint: '',
  file: '',
} as const;
