import { expect, it } from 'vitest';
import { sumPairWeights, wholeBits } from '#core/dedupe-run/pair-weights';

it('pairs are counted by whole bits, from the lightest to the heaviest without gaps', () => {
  expect([-0.5, 0, 7.9, 1e3, -1e3].map(wholeBits)).toEqual([-1, 0, 7, 60, -60]);
  const one = { bits: 2, pairs: 3, links: 1 };
  expect(sumPairWeights([one, { bits: -1, pairs: 5, links: 0 }, one])).toEqual([
    { bits: -1, pairs: 5, links: 0 },
    { bits: 0, pairs: 0, links: 0 },
    { bits: 1, pairs: 0, links: 0 },
    { bits: 2, pairs: 6, links: 2 },
  ]);
  expect(sumPairWeights([])).toEqual([]);
});
