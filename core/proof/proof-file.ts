/** What the hub signs for people to keep. Each is a file of one member, named after it. */
export const proofKinds = ['receipt', 'certificate'] as const;
export type ProofKind = (typeof proofKinds)[number];

/** A file as the API answers it: the signed text, whole, and nothing beside it. */
export const proofFile = (kind: ProofKind, jws: string): string => JSON.stringify({ [kind]: jws });

/**
 * The signed text in a file; `undefined` where the file is not written exactly as `proofFile` writes
 * it, one line feed at its end apart: no byte of it is without meaning.
 */
export function readProofFile(kind: ProofKind, text: string): string | undefined {
  const jws = /^\{"[a-z]+":"([A-Za-z0-9_.-]+)"\}\n?$/.exec(text)?.[1];
  return jws !== undefined && text.trimEnd() === proofFile(kind, jws) ? jws : undefined;
}
