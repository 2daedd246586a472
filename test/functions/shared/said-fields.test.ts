import { describe, expect, it } from 'vitest';
import { jurisdiction } from '#functions/shared/said-fields';

describe('whose law holds', () => {
  it.each(['GB', 'US-CA', 'CA-QC', 'EU', 'EEA'])('may be %s', (code) => {
    expect(jurisdiction.parse(code)).toBe(code);
  });
  it.each(['UK', 'ZZ', 'EL', 'EU-DE', 'gb', 'GBR'])('is not %s', (code) => {
    expect(jurisdiction.safeParse(code).error?.issues).toHaveLength(1);
  });
});
