import { describe, expect, it } from 'vitest';
import {
  houseKeepsFor,
  keepsRequestFor,
  type RecordsRegulation,
  recordsOfRequests,
} from '#core/privacy-retention/keep-requests';
import data from '../../../data/regulations.json' with { type: 'json' };

const regulations = data.regulations as unknown as readonly RecordsRegulation[];
const at = '2026-11-22T12:00:00.000Z';
const keeps = (jurisdictions: readonly string[], sectors: readonly 'health'[] = []) =>
  keepsRequestFor(jurisdictions, { edition: { regulations }, sectors }, at);

describe('keepsRequestFor', () => {
  it('is what California asks for, and no shorter where no law gives a number', () => {
    expect(keeps(['US-CA'])).toEqual({ value: 24, unit: 'months' });
    expect(keeps(['EU'])).toEqual(houseKeepsFor);
  });

  it('is the longest that any law of its jurisdictions asks for, where that law binds the business', () => {
    expect(keeps(['EU', 'US-CA'], ['health'])).toEqual({ value: 6, unit: 'years' });
    expect(keeps(['EU'], ['health'])).toEqual(houseKeepsFor);
  });

  it('rests on rows that the data has', () => {
    for (const [regulation, citation] of Object.entries(recordsOfRequests)) {
      const rows = regulations.find(({ id }) => id === regulation)?.records ?? [];
      expect(rows.find((row) => row.citation === citation)?.keep_for).toEqual({
        value: expect.any(Number),
        unit: expect.stringMatching(/^(months|years)$/),
      });
    }
  });
});
