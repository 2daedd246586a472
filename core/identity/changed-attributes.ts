import type { GoldenRecord } from '#core/identity/customer';
import { canonical } from '#core/kernel/canonical';
import type { Json } from '#core/kernel/types';

/** Names of the top-level attributes whose golden value differs, sorted. No golden record has no attribute. */
export function changedAttributes(
  before: GoldenRecord | undefined,
  after: GoldenRecord | undefined,
): readonly string[] {
  const was = before?.attributes ?? {};
  const is = after?.attributes ?? {};
  return [...new Set([...Object.keys(was), ...Object.keys(is)])]
    .filter((name) => textOf(was[name]) !== textOf(is[name]))
    .toSorted();
}

const textOf = (value: Json | undefined): string | undefined =>
  value === undefined ? undefined : canonical(value);
