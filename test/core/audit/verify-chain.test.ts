import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type AuditEntry, hashOfEntry } from '#core/audit/audit-entry';
import { verifyChain } from '#core/audit/verify-chain';
import { chainOf } from '#test/support/audit-chains';

const hash = (text: string) => createHash('sha256').update(text).digest('hex');

const chain = chainOf('customer:cus_a', 6);
const kindAt = (entries: readonly AuditEntry[]) => {
  const finding = verifyChain(entries, hash);
  return finding && [finding.kind, finding.sequence];
};

describe('a chain of audit entries', () => {
  it('is intact as it was written, and so is every beginning of it', () => {
    for (let length = 0; length <= chain.length; length += 1)
      expect(verifyChain(chain.slice(0, length), hash)).toBeUndefined();
  });

  it('names each entry of which any member was changed, taken away or added', () => {
    for (const [at, entry] of chain.entries()) {
      const others = [
        ...Object.keys(entry).map((name) => ({ ...entry, [name]: 'x' })),
        ...Object.keys(entry).map((name) => ({ ...entry, [name]: undefined })),
        { ...entry, more: 'x' },
      ].map((each) => JSON.parse(JSON.stringify(each)) as AuditEntry);
      for (const other of others)
        expect(kindAt(chain.with(at, other))?.[0], JSON.stringify(other)).toBe('changed');
    }
  });

  it('names each entry that was changed and given a new hash, by the one that does not continue it', () => {
    for (const [at, entry] of chain.slice(0, -1).entries()) {
      const forged = { ...entry, actor: 'tok_b' };
      const tampered = chain.with(at, { ...forged, hash: hashOfEntry(forged, hash) });
      expect(kindAt(tampered)).toEqual(['inserted', entry.sequence + 1]);
    }
  });

  it('names each entry that was removed, but the last ones', () => {
    for (const { sequence } of chain.slice(0, -1))
      expect(kindAt(chain.filter((each) => each.sequence !== sequence))).toEqual([
        'removed',
        sequence,
      ]);
  });

  it('names each entry that stands twice, wherever the second one stands', () => {
    for (const [at, entry] of chain.entries())
      for (let to = at + 1; to <= chain.length; to += 1)
        expect(kindAt(chain.toSpliced(to, 0, entry))).toEqual(['duplicated', entry.sequence]);
  });

  it('names the first of any two entries that were exchanged', () => {
    for (let one = 0; one < chain.length; one += 1)
      for (let other = one + 1; other < chain.length; other += 1) {
        const exchanged = chain.with(one, chain[other]!).with(other, chain[one]!);
        expect(kindAt(exchanged)).toEqual(['reordered', other + 1]);
      }
  });

  it('names an entry of another chain', () => {
    const stranger = chainOf('customer:cus_b', 3)[2]!;
    expect(kindAt(chain.with(2, stranger))).toEqual(['inserted', 3]);
  });
});
