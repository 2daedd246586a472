import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BothAnswers } from '#core/consent-rehearsal/decide-both-ways';
import { mostSamples, resultOf, sumTallies, tallyOf } from '#core/consent-rehearsal/tally';

const answers = fc.array(
  fc.record({
    purpose: fc.constantFrom('marketing', 'sale'),
    channel: fc.constantFrom('email', 'post'),
    before: fc.boolean(),
    after: fc.boolean(),
    reasons: fc.constantFrom(
      [{ code: 'ground.contract' }],
      [{ code: 'rule.not-met', regulation: 'uk-pecr', rule: 'pecr-email' }],
      [{ code: 'rule.not-met', regulation: 'uk-pecr', rule: 'pecr-sms' }, { code: 'restricted' }],
    ),
  }),
  { maxLength: 4 },
) as fc.Arbitrary<readonly BothAnswers[]>;
const customers = fc.array(answers, { maxLength: 12 });
const talliesOf = (all: readonly (readonly BothAnswers[])[]) =>
  all.map((each, index) => tallyOf(`cus_${index}`, each));

describe('a tally', () => {
  it('comes to the same however its customers are cut and in whatever order they come', () => {
    fc.assert(
      fc.property(customers, fc.nat(12), (all, cut) => {
        const tallies = talliesOf(all);
        const parts = [tallies.slice(cut), tallies.slice(0, cut)].map(sumTallies);
        expect(sumTallies(parts)).toEqual(sumTallies(tallies));
      }),
    );
  });

  it('counts every answer once, and reasons of those that turn alone', () => {
    fc.assert(
      fc.property(customers, (all) => {
        const { channels, gains, loses, reasons } = resultOf(sumTallies(talliesOf(all)));
        const flat = all.flat();
        expect(gains).toBe(flat.filter(({ before, after }) => !before && after).length);
        expect(loses).toBe(flat.filter(({ before, after }) => before && !after).length);
        const stays = channels.reduce(
          (sum, each) => sum + each.stays.allowed + each.stays.refused,
          0,
        );
        expect(gains + loses + stays).toBe(flat.length);
        const told = flat
          .filter(({ before, after }) => before !== after)
          .flatMap((each) => each.reasons);
        expect(reasons.reduce((sum, each) => sum + each.gains + each.loses, 0)).toBe(told.length);
      }),
    );
  });

  it('keeps the hundred smallest ids of who gains, and of who loses', () => {
    const turned = {
      purpose: 'marketing',
      channel: 'email',
      before: false,
      after: true,
      reasons: [],
    } as const;
    const ids = Array.from({ length: 250 }, (_, index) => `cus_${String(index).padStart(3, '0')}`);
    const { samples } = sumTallies(ids.toReversed().map((id) => tallyOf(id, [turned])));
    expect(samples).toEqual([
      { purpose: 'marketing', channel: 'email', gains: ids.slice(0, mostSamples), loses: [] },
    ]);
  });
});
