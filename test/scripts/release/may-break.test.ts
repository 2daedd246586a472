import { expect, it } from 'vitest';
import { mayBreak } from '../../../scripts/release/may-break.ts';

it.each([
  ['0.1.0', '0.1.0', false],
  ['0.1.0', '0.1.9', false],
  ['0.1.0', '0.2.0', true],
  ['0.9.0', '1.0.0', true],
  ['1.2.3', '1.3.0', false],
  ['1.9.0', '2.0.0', true],
])('after %s, %s may break promises: %s', (last, next, may) => {
  expect(mayBreak(last, next)).toBe(may);
});
