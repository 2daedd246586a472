import { compareText, type Json } from './types.ts';

/**
 * One text for one value: keys sorted by code unit, no white space (RFC 8785 in spirit; numbers as
 * JavaScript prints them). What is hashed, sealed or compared goes through here.
 */
export function canonical(value: Json): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  const entries = Object.entries(value as { [name: string]: Json })
    .toSorted(([a], [b]) => compareText(a, b))
    .map(([name, each]) => `${JSON.stringify(name)}:${canonical(each)}`);
  return `{${entries.join(',')}}`;
}
