import { describe, expect, it } from 'vitest';
import type { AuditEntry } from '#core/audit/audit-entry';
import { exportLine } from '#core/audit/audit-export';
import {
  chainOf,
  checkpointsOver,
  exportOf,
  forgedFrom,
  inOrder,
  minute,
  type SignedCheckpoint,
  signed,
  testKey,
} from '#test/support/audit-chains';
import { linesOf, verdictText, verifyLines } from '../../../cli/audit/verify-lines.ts';

// Entries of three chains within the first hour; six checkpoints of ten minutes cover them.
const a = chainOf('customer:cus_a', 5, 0);
const b = chainOf('spoke:web', 4, 10);
const c = chainOf('access:tok_a.2026-03-01.00ff', 3, 20);
const all = inOrder([...a, ...b, ...c]);
const checkpoints = checkpointsOver(all, 10, 6);
const range = { from: minute(0), to: minute(60) };

const findingsOf = async (
  entries: readonly AuditEntry[],
  of: readonly Pick<SignedCheckpoint, 'jws' | 'leaves'>[] = checkpoints,
  scope: Parameters<typeof exportOf>[0] = range,
) => (await verifyLines(exportOf(scope, entries, of))).findings;
const first = async (...asked: Parameters<typeof findingsOf>) => {
  const [finding] = await findingsOf(...asked);
  return finding && `${finding.what} ${finding.kind}`;
};
const nameOf = ({ object, sequence }: AuditEntry) => `${object} entry ${sequence}`;

describe('an export of a range', () => {
  it('is intact as it was written', async () => {
    const verdict = await verifyLines(exportOf(range, all, checkpoints));
    expect(verdict).toMatchObject({ entries: 12, chains: 3, checkpoints: 6, findings: [] });
    expect(verdictText(verdict)).toMatch(
      /^intact: 12 entries of 3 chains, 6 checkpoints\nsigned by/,
    );
  });

  it('is intact without a checkpoint, and where it begins in the middle of chains', async () => {
    expect(await findingsOf(all, [])).toEqual([]);
    const later = all.filter(({ writtenAt = '' }) => writtenAt >= minute(13));
    const scope = { from: minute(13), to: minute(60) };
    expect(await findingsOf(later, checkpoints.slice(1), scope)).toEqual([]);
  });

  it('names each entry that was removed, wherever it stood in its chain', async () => {
    for (const entry of all)
      expect(await first(all.filter((each) => each !== entry))).toBe(`${nameOf(entry)} removed`);
  });

  it('names the first entry of a chain that was removed whole', async () => {
    expect(await first(all.filter((each) => !c.includes(each)))).toBe(`${nameOf(c[0]!)} removed`);
  });

  it('names each entry that was changed, and all hashes behind it made anew', async () => {
    for (const chain of [a, b, c])
      for (const [at, entry] of chain.entries()) {
        const forged = forgedFrom(chain, at, { actor: 'tok_b' });
        const others = all.filter((each) => !chain.includes(each));
        expect(await first(inOrder([...others, ...forged]))).toBe(`${nameOf(entry)} changed`);
      }
  });

  it('names an entry that was inserted at the end of a chain, whatever it says of its time', async () => {
    const [extra] = chainOf('spoke:web', 5, 10).slice(4);
    expect(await first(inOrder([...all, extra!]))).toBe('spoke:web entry 5 inserted');
    const ownChain = chainOf('spoke:crm', 1, 3);
    expect(await first(inOrder([...all, ...ownChain]))).toBe('spoke:crm entry 1 inserted');
  });

  it('names each entry that stands twice', async () => {
    for (const [at, entry] of all.entries())
      for (const to of [at + 1, all.length])
        expect(await first(all.toSpliced(to, 0, entry))).toBe(`${nameOf(entry)} duplicated`);
  });

  it('names the first of two entries that were exchanged', async () => {
    for (let one = 0; one < all.length; one += 1)
      for (let other = one + 1; other < all.length; other += 1) {
        const moved = all.with(one, all[other]!).with(other, all[one]!);
        expect(await first(moved)).toBe(`${nameOf(all[other]!)} reordered`);
      }
  });
});

describe('an export of one chain', () => {
  const scope = { object: 'customer:cus_a' };

  it('is intact as it was written, erased people’s and those of release 0.1.0 alike', async () => {
    expect(await findingsOf(a, checkpoints, scope)).toEqual([]);
  });

  it('names each entry that was removed, the last one and the first one as well', async () => {
    for (const entry of a)
      expect(
        await first(
          a.filter((each) => each !== entry),
          checkpoints,
          scope,
        ),
      ).toBe(`${nameOf(entry)} removed`);
  });
});

describe('the checkpoints of an export', () => {
  const flaw = async (of: readonly Pick<SignedCheckpoint, 'jws' | 'leaves'>[]) =>
    (await findingsOf(all, of)).map(({ what, because }) => `${what} ${because}`);

  it('must all be there, in their order', async () => {
    expect(await flaw(checkpoints.toSpliced(2, 1))).toEqual([
      'checkpoint 4 does not follow number 2',
    ]);
    expect((await flaw(checkpoints.with(1, checkpoints[2]!).with(2, checkpoints[1]!)))[0]).toBe(
      'checkpoint 3 does not follow number 1',
    );
  });

  it('must have the leaves and the claims that were signed', async () => {
    const [one, two] = checkpoints;
    const other = { ...two!, leaves: two!.leaves.toSpliced(0, 1) };
    expect(await flaw(checkpoints.with(1, other))).toContain(
      'checkpoint 2 does not have the leaves that were signed',
    );
    const claims = { ...one!.claims, madeAt: minute(1) };
    const jws = `${signed(claims).split('.').slice(0, 2).join('.')}.${one!.jws.split('.')[2]}`;
    expect((await flaw(checkpoints.with(0, { ...one!, jws })))[0]).toBe(
      'checkpoint 1 is not signed by this key',
    );
  });

  it('must continue the one before, though the key signed it', async () => {
    const forged = { ...checkpoints[1]!.claims, previous: 'f'.repeat(64) };
    expect((await flaw(checkpoints.with(1, { ...checkpoints[1]!, jws: signed(forged) })))[0]).toBe(
      'checkpoint 2 does not continue number 1',
    );
    const gap = { ...checkpoints[1]!.claims, from: minute(11) };
    expect((await flaw(checkpoints.with(1, { ...checkpoints[1]!, jws: signed(gap) })))[0]).toBe(
      'checkpoint 2 does not continue number 1',
    );
  });

  it('must be signed by the key that is trusted, where one is named', async () => {
    const lines = exportOf(range, all, checkpoints);
    expect((await verifyLines(lines, testKey)).findings).toEqual([]);
    const { findings } = await verifyLines(lines, { ...testKey, x: testKey.y });
    expect(findings.map(({ because }) => because)).toContain('is not signed by this key');
  });
});

describe('each single byte of an export', () => {
  const few = inOrder([...chainOf('customer:cus_a', 2), ...chainOf('spoke:web', 1, 4)]);
  const signedOnce = checkpointsOver(few, 10, 1);
  const lines = exportOf(range, few, signedOnce);
  const changesOf = (text: string, at: number) =>
    [1, 32, 128].map((bit) => {
      const bytes = Buffer.from(text, 'utf8');
      bytes[at] = (bytes[at] ?? 0) ^ bit;
      return bytes.toString('latin1');
    });

  it('is noticed where it is changed, and named where it is of an entry', async () => {
    let tried = 0;
    for (const [at, line] of lines.entries()) {
      const entry = few[at - 2 - signedOnce.length];
      for (let byte = 0; byte < line.length; byte += 1)
        for (const changed of changesOf(line, byte)) {
          tried += 1;
          const { findings } = await verifyLines(lines.with(at, changed));
          const place = `line ${at + 1} byte ${byte}: ${changed}`;
          expect(findings, place).not.toEqual([]);
          const isLegible = changed.includes('"kind":"entry"');
          if (
            entry !== undefined &&
            isLegible &&
            !namesIn(line).some(([from, to]) => byte >= from && byte < to)
          )
            expect(`${findings[0]!.what} ${findings[0]!.kind}`, place).toBe(
              `${nameOf(entry)} changed`,
            );
        }
    }
    expect(tried).toBeGreaterThan(6_000);
  });

  /** Where a line tells its chain and number: there the change makes another name. */
  const namesIn = (line: string): [number, number][] =>
    [...line.matchAll(/"object":"[^"]*"|"sequence":\d+/g)].map(({ index, 0: { length } }) => [
      index,
      index + length,
    ]);

  it('is missed where lines are taken away or added, the end as well', async () => {
    for (const at of lines.keys())
      expect((await verifyLines(lines.toSpliced(at, 1))).findings, `line ${at + 1}`).not.toEqual(
        [],
      );
    const more = [...lines, exportLine({ kind: 'entry', entry: few[0]! })];
    expect((await verifyLines(more)).findings).not.toEqual([]);
  });

  it('is missed where it is the line feed at the end', async () => {
    const chunks = async function* (text: string) {
      yield text;
    };
    const text = `${lines.join('\n')}\n`;
    expect((await verifyLines(linesOf(chunks(text)))).findings).toEqual([]);
    expect((await verifyLines(linesOf(chunks(text.slice(0, -1))))).findings).not.toEqual([]);
    expect((await verifyLines(linesOf(chunks(`${text}\n`)))).findings).not.toEqual([]);
  });
});
