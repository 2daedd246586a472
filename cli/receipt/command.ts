import { Command } from 'commander';
import { type KeySource, NotKnown, verifyProofFile } from '../proof/verify-proof-file.ts';
import { receiptText } from './receipt-text.ts';

/** Exit status 0 as it was signed, 1 not, 2 wrong usage, or it could not be found out. */
export const receiptCommand = (): Command =>
  new Command('receipt').description('Receipts of consents, as a customer keeps them').addCommand(
    new Command('verify')
      .exitOverride()
      .description('Says whether a receipt is as a hub signed it, and what it says.')
      .argument('<file>', 'as the hub answered it')
      .option(
        '--jwks <file>',
        'a saved copy of /.well-known/jwks.json of the hub; needs no network',
      )
      .option(
        '--url <url>',
        'of the hub whose keys are trusted, where none are saved',
        process.env.GOLDSPOKE_URL ?? 'http://127.0.0.1:8787',
      )
      .action(verify),
  );

async function verify(file: string, source: KeySource): Promise<void> {
  try {
    const verdict = await verifyProofFile('receipt', file, source);
    process.exitCode = verdict.isValid ? 0 : 1;
    const lines = verdict.isValid
      ? [
          'valid: nothing in this receipt was changed since it was signed',
          ...receiptText(verdict.payload),
          `signed by the key ${verdict.key.kid}, which ${source.jwks === undefined ? `${source.url} lists` : `stands in ${source.jwks}`}`,
        ]
      : [`NOT VALID: ${file} ${verdict.because}`];
    (verdict.isValid ? process.stdout : process.stderr).write(`${lines.join('\n')}\n`);
  } catch (error) {
    if (!(error instanceof NotKnown)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 2;
  }
}
