import { expect, it } from 'vitest';
import { liveThrough } from '#test/functions/enforcement/live-through';

/** Customers gather in a world: several short lives look at more than one long one. */
const seeds = Array.from({ length: 10 }, (_, index) => index + 100);

it.each(seeds)(
  'no answer and no event holds a value whose purpose is not allowed at that instant: life %i',
  async (seed) => {
    const { seen, told } = await liveThrough(seed, 200);
    expect(seen).toBeGreaterThan(50);
    expect(told).toBeGreaterThan(10);
  },
  600_000,
);
