import { Command } from 'commander';
import type { JsonObject } from '#core/kernel/types';
import type { ProofKind } from '#core/proof/proof-file';
import { type KeySource, NotKnown, verifyProofFile } from './verify-proof-file.ts';

/** `verify FILE`. Exit status 0 as it was signed, 1 not, 2 wrong usage, or it could not be found out. */
export const verifyCommand = (
  kind: ProofKind,
  textOf: (payload: JsonObject) => readonly string[],
): Command =>
  new Command('verify')
    .exitOverride()
    .description(`Says whether a ${kind} is as a hub signed it, and what it says.`)
    .argument('<file>', 'as the hub answered it')
    .option('--jwks <file>', 'a saved copy of /.well-known/jwks.json of the hub; needs no network')
    .option(
      '--url <url>',
      'of the hub whose keys are trusted, where none are saved',
      process.env.GOLDSPOKE_URL ?? 'http://127.0.0.1:8787',
    )
    .action(async (file: string, source: KeySource) => {
      try {
        const verdict = await verifyProofFile(kind, file, source);
        process.exitCode = verdict.isValid ? 0 : 1;
        const lines = verdict.isValid
          ? [
              `valid: nothing in this ${kind} was changed since it was signed`,
              ...textOf(verdict.payload),
              `signed by the key ${verdict.key.kid}, which ${source.jwks === undefined ? `${source.url} lists` : `stands in ${source.jwks}`}`,
            ]
          : [`NOT VALID: ${file} ${verdict.because}`];
        (verdict.isValid ? process.stdout : process.stderr).write(`${lines.join('\n')}\n`);
      } catch (error) {
        if (!(error instanceof NotKnown)) throw error;
        process.stderr.write(`${error.message}\n`);
        process.exitCode = 2;
      }
    });
