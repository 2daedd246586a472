import { canonical } from '#core/kernel/canonical';
import { type HashText, noHash } from './audit-entry.ts';

/** An entry as a checkpoint knows it. */
export interface Leaf {
  readonly object: string;
  readonly sequence: number;
  readonly hash: string;
}

/**
 * The root of a hash tree in the shape of RFC 9162, section 2.1: leaves and nodes are hashed apart
 * (`leaf:` and `node:` before the text), the left side is the largest power of two below the count.
 */
export function merkleRoot(leaves: readonly Leaf[], hash: HashText): string {
  if (leaves.length === 0) return noHash;
  const hashes = leaves.map(({ object, sequence, hash: of }) =>
    hash(`leaf:${canonical([object, sequence, of])}`),
  );
  return rootOf(hashes, 0, hashes.length, hash);
}

function rootOf(hashes: readonly string[], from: number, to: number, hash: HashText): string {
  if (to - from === 1) return hashes[from] ?? noHash;
  let left = 1;
  while (left * 2 < to - from) left *= 2;
  const [one, other] = [
    rootOf(hashes, from, from + left, hash),
    rootOf(hashes, from + left, to, hash),
  ];
  return hash(`node:${one}:${other}`);
}
