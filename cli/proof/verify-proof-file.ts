import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { type ProofKind, proofKinds, readProofFile } from '#core/proof/proof-file';
import { type NamedKey, type ProofVerdict, verifyJws } from '#core/proof/verify-jws';
import { nodeTools } from '../audit/node-tools.ts';

/** It could not be found out whether the file is right: no keys, no file. */
export class NotKnown extends Error {}

/** Where the keys that are trusted come from; never from what is verified. */
export interface KeySource {
  /** A set of keys that was saved before. Needs no network. */
  readonly jwks?: string;
  /** Of the hub. */
  readonly url: string;
}

/** Whether a file that the hub signed is as it was signed. Throws `NotKnown`. */
export const verifyProofFile = async (
  kind: ProofKind,
  file: string,
  source: KeySource,
): Promise<ProofVerdict> => verifyProofText(kind, readText(file), await trustedKeys(source));

export function verifyProofText(
  kind: ProofKind,
  text: string,
  keys: readonly NamedKey[],
): ProofVerdict {
  const jws = readProofFile(kind, text);
  if (jws === undefined) return { isValid: false, because: whyNot(kind, text) };
  return verifyJws(jws, `goldspoke-${kind}`, keys, nodeTools);
}

/** What somebody most likely did who named this file. */
function whyNot(kind: ProofKind, text: string): string {
  if (text.trim() === '') return 'is empty';
  const other = proofKinds.find((each) => readProofFile(each, text) !== undefined);
  return other === undefined
    ? `is not written as the hub writes a ${kind}: it must be the answer as it was sent, to the byte`
    : `holds a ${other}: goldspoke ${other} verify`;
}

async function trustedKeys({ jwks, url }: KeySource): Promise<readonly NamedKey[]> {
  const [text, from] = jwks === undefined ? [await fetchKeys(url), url] : [readText(jwks), jwks];
  const parsed = keySet.safeParse(jsonOf(text));
  if (!parsed.success) throw new NotKnown(`${from} holds no set of keys as RFC 7517 writes it`);
  return parsed.data.keys;
}

const keySet = z.object({
  keys: z.array(
    z.object({ kid: z.string(), kty: z.string(), crv: z.string(), x: z.string(), y: z.string() }),
  ),
});

async function fetchKeys(url: string): Promise<string> {
  try {
    const response = await fetch(`${url.replace(/\/$/, '')}/v1/.well-known/jwks.json`);
    if (response.ok) return await response.text();
    throw new Error(`it answered ${response.status}`);
  } catch (error) {
    throw new NotKnown(
      `the keys could not be read at ${url} (${error instanceof Error ? error.message : 'unknown'}); name a saved set with --jwks`,
    );
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? ` (${error.code})` : '';
    throw new NotKnown(`${file} cannot be read${code}`);
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
