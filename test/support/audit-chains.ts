import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { type AuditEntry, hashOfEntry, noHash } from '#core/audit/audit-entry';
import {
  type ExportLine,
  type ExportScope,
  exportLine,
  writingOrder,
} from '#core/audit/audit-export';
import { type CheckpointClaims, hashOfClaims, signingInput } from '#core/audit/checkpoint';
import { type Leaf, merkleRoot } from '#core/audit/merkle';
import { compareText } from '#core/kernel/types';
import { nodeTools } from '../../cli/audit/node-tools.ts';

const { hash } = nodeTools;

/** Minutes after noon of a day. */
export const minute = (minutes: number): string =>
  new Date(Date.UTC(2026, 2, 1, 12, minutes)).toISOString();

/** A chain of so many entries, as the hub writes it: one every minute, from `from` on. */
export function chainOf(object: string, length: number, from = 0): AuditEntry[] {
  const entries: AuditEntry[] = [];
  for (let sequence = 1; sequence <= length; sequence += 1) {
    const at = minute(from + sequence);
    const entry = {
      object,
      sequence,
      at,
      writtenAt: at,
      actor: 'tok_a',
      action: 'record.put',
      correlationId: `cor-${sequence}`,
      changed: ['name'],
      state: hash(`state ${sequence}`),
      previousHash: entries.at(-1)?.hash ?? noHash,
    };
    entries.push({ ...entry, hash: hashOfEntry(entry, hash) });
  }
  return entries;
}

/** The chain after somebody changed one of its entries and made all hashes behind it anew. */
export function forgedFrom(
  chain: readonly AuditEntry[],
  at: number,
  change: Partial<AuditEntry>,
): AuditEntry[] {
  const forged = chain.slice(0, at);
  for (const [index, entry] of chain.slice(at).entries()) {
    const { hash: _, ...rest } = { ...entry, ...(index === 0 ? change : {}) };
    const next = { ...rest, previousHash: forged.at(-1)?.hash ?? noHash };
    forged.push({ ...next, hash: hashOfEntry(next, hash) });
  }
  return forged;
}

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const { kty = '', crv = '', x = '', y = '' } = publicKey.export({ format: 'jwk' });
export const testKey = { kty, crv, x, y };

export interface SignedCheckpoint {
  readonly jws: string;
  readonly claims: CheckpointClaims;
  readonly leaves: readonly Leaf[];
}

/** One checkpoint for every `every` minutes, over what was written in them, from noon on. */
export function checkpointsOver(
  entries: readonly AuditEntry[],
  every: number,
  count: number,
): SignedCheckpoint[] {
  const made: SignedCheckpoint[] = [];
  for (let number = 1; number <= count; number += 1) {
    const [from, to] = [minute((number - 1) * every), minute(number * every)];
    const leaves = inOrder(entries)
      .filter(({ writtenAt = '' }) => writtenAt >= from && writtenAt < to)
      .map(({ object, sequence, hash: of }) => ({ object, sequence, hash: of }));
    const before = made.at(-1)?.claims;
    const claims: CheckpointClaims = {
      hub: 'test',
      number,
      previous: before === undefined ? noHash : hashOfClaims(before, hash),
      from,
      to,
      settledBefore: from,
      leaves: leaves.length,
      late: 0,
      root: merkleRoot(leaves, hash),
      madeAt: to,
    };
    made.push({ claims, leaves, jws: signed(claims) });
  }
  return made;
}

export function signed(claims: CheckpointClaims): string {
  const input = signingInput(claims, nodeTools.base64Url);
  const key = { key: privateKey, dsaEncoding: 'ieee-p1363' } as const;
  return `${input}.${sign('sha256', Buffer.from(input), key).toString('base64url')}`;
}

export const inOrder = (entries: readonly AuditEntry[]): AuditEntry[] =>
  entries.toSorted((a, b) => compareText(writingOrder(a), writingOrder(b)));

/** An export as `goldspoke audit export` writes it, line by line; entries as they are given. */
export function exportOf(
  scope: Omit<ExportScope, 'hub' | 'exportedAt'>,
  entries: readonly AuditEntry[],
  checkpoints: readonly Pick<SignedCheckpoint, 'jws' | 'leaves'>[],
): string[] {
  const lines: ExportLine[] = [
    { kind: 'export', format: 1, scope: { hub: 'test', exportedAt: minute(999), ...scope } },
    { kind: 'key', publicKey: testKey },
    ...checkpoints.map(({ jws, leaves }) => ({ kind: 'checkpoint' as const, jws, leaves })),
    ...entries.map((entry) => ({ kind: 'entry' as const, entry })),
  ];
  const texts = lines.map(exportLine);
  const sha256 = createHash('sha256')
    .update(texts.map((text) => `${text}\n`).join(''))
    .digest('hex');
  const counts = { entries: entries.length, checkpoints: checkpoints.length };
  return [...texts, exportLine({ kind: 'end', ...counts, sha256 })];
}
