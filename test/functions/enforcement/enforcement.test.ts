import { expect, it } from 'vitest';
import { liveThrough } from './live-through.ts';

it('no answer and no event holds a value whose purpose is not allowed at that instant', async () => {
  const { reads, seen, told } = await liveThrough(1, 60);
  expect(reads).toBeGreaterThan(150);
  expect(seen).toBeGreaterThan(20);
  expect(told).toBeGreaterThan(5);
}, 120_000);
