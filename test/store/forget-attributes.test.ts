import { describe, expect, it } from 'vitest';
import type { AttributeLineage, GoldenRecord } from '#core/identity/customer';
import { goldenWithout } from '#store/forget-attributes';

const lineage: AttributeLineage = { rule: 'most-trusted', sources: [], runnersUp: [] };
const golden: GoldenRecord = {
  schema: 'person',
  schemaVersion: 1,
  attributes: { emails: [{ value: 'ada@example.com' }], emailsSeen: 2 },
  lineage: { '/emails/0': lineage, emails: lineage, emailsSeen: lineage },
};

describe('a golden record without attributes', () => {
  it('has lost their lineage as well, item by item, and that of no namesake', () => {
    expect(goldenWithout(golden, new Set(['emails']))).toEqual({
      ...golden,
      attributes: { emailsSeen: 2 },
      lineage: { emailsSeen: lineage },
    });
  });

  it('is lost to runners-up that stand alone, too; without any of it there is nothing to write', () => {
    const alone = { ...golden, attributes: {}, lineage: { '/emails/0': lineage } };
    expect(goldenWithout(alone, new Set(['emails']))?.lineage).toEqual({});
    expect(goldenWithout(golden, new Set(['phones']))).toBeUndefined();
  });
});
