import { describe, expect, it } from 'vitest';
import { changedAttributes } from '#core/identity/changed-attributes';
import type { JsonObject } from '#core/kernel/types';

const goldenOf = (attributes: JsonObject) => ({
  schema: 'person',
  schemaVersion: 1,
  attributes,
  lineage: {},
});

describe('changedAttributes', () => {
  it('names what came, went or differs, sorted; the order of keys is no difference', () => {
    const before = goldenOf({ went: 1, same: { a: 1, b: 2 }, differs: ['x'] });
    const after = goldenOf({ same: { b: 2, a: 1 }, differs: ['y'], came: null });

    expect(changedAttributes(before, after)).toEqual(['came', 'differs', 'went']);
  });

  it('takes no golden record for one without attributes', () => {
    expect(changedAttributes(undefined, goldenOf({ b: 1, a: 1 }))).toEqual(['a', 'b']);
    expect(changedAttributes(goldenOf({ a: 1 }), undefined)).toEqual(['a']);
  });
});
