import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type RetentionOutcome, retentionOutcomes } from '#core/privacy-retention/retention-run';
import { sumResults, tallyRows } from '#core/privacy-retention/tally-rows';

const row = (of: { purpose: string } | { attribute: string }, outcome: RetentionOutcome) => ({
  ...of,
  outcome,
});

describe('tallyRows', () => {
  it('counts customers by purpose and attributes by schema, outcome by outcome', () => {
    const rows = [
      row({ purpose: 'service' }, 'opened'),
      row({ attribute: 'birthDate' }, 'removed'),
      row({ purpose: 'service' }, 'held'),
      row({ purpose: 'service' }, 'opened'),
    ];
    expect(tallyRows({ schema: 'person', customers: 9, unreadable: 1, rows })).toEqual({
      customers: 9,
      unreadable: 1,
      purposes: [
        {
          purpose: 'service',
          outcomes: [
            { outcome: 'opened', count: 2 },
            { outcome: 'held', count: 1 },
          ],
        },
      ],
      attributes: [
        {
          schema: 'person',
          attribute: 'birthDate',
          outcomes: [{ outcome: 'removed', count: 1 }],
        },
      ],
    });
  });

  it('comes to the same however the rows are cut into pieces, and in whatever order', () => {
    const rows = fc.array(
      fc.record({
        schema: fc.constantFrom('person', 'company'),
        of: fc.constantFrom({ purpose: 'a' }, { purpose: 'b' }, { attribute: 'a' }),
        outcome: fc.constantFrom(...retentionOutcomes),
      }),
      { maxLength: 12 },
    );
    const one = ({
      schema,
      of,
      outcome,
    }: {
      schema: string;
      of: object;
      outcome: RetentionOutcome;
    }) => tallyRows({ schema, customers: 1, unreadable: 0, rows: [{ ...of, outcome }] });
    fc.assert(
      fc.property(rows, fc.nat(12), (all, cut) => {
        const whole = sumResults(all.map(one));
        const inTwo = [all.slice(cut), all.slice(0, cut)].map((some) => sumResults(some.map(one)));
        expect(sumResults(inTwo)).toEqual(whole);
        expect(whole.customers).toBe(all.length);
        const counted = [...whole.purposes, ...whole.attributes].flatMap((each) => each.outcomes);
        expect(counted.reduce((sum, { count }) => sum + count, 0)).toBe(all.length);
      }),
    );
  });
});
