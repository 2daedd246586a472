import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { noHash } from '#core/audit/audit-entry';
import { type Leaf, merkleRoot } from '#core/audit/merkle';

const hash = (text: string) => createHash('sha256').update(text).digest('hex');
const leafOf = (n: number): Leaf => ({ object: `spoke:s${n}`, sequence: n, hash: hash(`${n}`) });
const leaves = (count: number) => Array.from({ length: count }, (_, n) => leafOf(n));

describe('the root over leaves', () => {
  it('is zeros over nothing, and the leaf itself over one', () => {
    expect(merkleRoot([], hash)).toBe(noHash);
    const only = hash(`leaf:["spoke:s0",0,"${hash('0')}"]`);
    expect(merkleRoot(leaves(1), hash)).toBe(only);
  });

  it('joins on the left the largest power of two', () => {
    const [a, b, c] = leaves(3).map((leaf) => merkleRoot([leaf], hash));
    expect(merkleRoot(leaves(3), hash)).toBe(hash(`node:${hash(`node:${a}:${b}`)}:${c}`));
  });

  it('is another one for every other number, order and content of leaves', () => {
    const roots = new Set<string>();
    for (let count = 0; count <= 33; count += 1) roots.add(merkleRoot(leaves(count), hash));
    for (let at = 0; at < 16; at += 1) {
      roots.add(merkleRoot(leaves(17).with(at, leafOf(99)), hash));
      roots.add(
        merkleRoot(
          leaves(17)
            .with(at, leafOf(at + 1))
            .with(at + 1, leafOf(at)),
          hash,
        ),
      );
    }
    expect(roots.size).toBe(34 + 32);
  });
});
