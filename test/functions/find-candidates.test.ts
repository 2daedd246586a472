import { describe, expect, it } from 'vitest';
import type { MatchKey } from '#core/matching/match-model';
import { person } from '#core/schema/templates';
import type { Services } from '#functions/shared/handle';
import { findCandidates } from '#functions/shared/matching';
import type { KeyHit } from '#store/ports';

const ids = (count: number, from = 0) =>
  Array.from({ length: count }, (_, nth) => `cus_${String(from + nth).padStart(3, '0')}`);
const hit = (kind: string, customerIds: readonly string[]): KeyHit => ({
  key: { kind, text: kind, use: 'block' },
  customerIds,
  capped: false,
});

/** Ids that are read when these keys are hit. */
async function readFor(...hits: readonly KeyHit[]): Promise<readonly string[]> {
  let read: readonly string[] = [];
  const customers = {
    candidates: async (_: readonly MatchKey[]) => hits,
    count: async () => 1_000_000,
    load: async (customerIds: readonly string[]) => {
      read = customerIds;
      return [];
    },
  } as unknown as Services['customers'];
  await findCandidates({ customers }, [], person);
  return read;
}

describe('findCandidates', () => {
  it('reads the bearers of a rare name, and not those of a common one', async () => {
    const few = ids(10);
    const many = ids(11);

    expect(await readFor(hit('name', few), hit('name-sound', few))).toEqual(few);
    expect(await readFor(hit('name', many), hit('name-sound', many))).toEqual([]);
  });

  it('reads a bearer of a common name who shares something else', async () => {
    const namesakes = ids(40);

    expect(
      await readFor(hit('name', namesakes), hit('phone', ['cus_007', ...ids(11, 900)])),
    ).toEqual(['cus_007', ...ids(11, 900)]);
  });

  it('reads at most twenty, those first who share most', async () => {
    const household = ids(40);

    const read = await readFor(hit('address', household), hit('email', ['cus_039']));

    expect(read).toHaveLength(20);
    expect(read[0]).toBe('cus_039');
  });
});
