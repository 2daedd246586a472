import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bestCase } from '#core/dedupe-run/best-case';
import { admitCluster, type Cluster } from '#core/matching/admit';
import { defaultModels } from '#core/matching/default-models';
import type { Frequencies } from '#core/matching/match-model';
import { templates } from '#core/schema/templates';
import { standardise } from '#core/standardise/standardise';
import { ada, adaInCapitals, byron, grace } from '#test/support/people';

const { person } = templates;
const records = [
  ada,
  adaInCapitals,
  byron,
  grace,
  { name: ada.name },
  { name: { given: 'A', family: 'Lovelace' }, phones: ada.phones },
  { name: grace.name, emails: ada.emails, addresses: ada.addresses },
].map((attributes) => standardise(attributes as never, person).record);

const cluster = fc
  .array(fc.constantFrom(...records), { minLength: 1, maxLength: 3 })
  .map((all) => all.map((record) => ({ recordId: '', record })) as unknown as Cluster);

/** As measured: values that nobody else has, few have, or more than can be counted. */
const measured = fc
  .tuple(
    fc.integer({ min: 1, max: 1_000_000 }),
    fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 5, maxLength: 5 }),
  )
  .map(([customers, shared]) => {
    const countOf = ({ kind, text }: { kind: string; text: string }) =>
      shared[(kind.length + text.length) % shared.length] ?? 1;
    const frequencies: Frequencies = {
      customers,
      sharedBy: (key) => (countOf(key) > 50 ? undefined : countOf(key)),
      isCommon: (key) => countOf(key) > 50,
    };
    return frequencies;
  });

/** Of what is measured, no more than `most` is known. */
const known =
  ({ isCommon, sharedBy }: Frequencies, most: number) =>
  (key: { readonly kind: string; readonly text: string }): number =>
    Math.min(most, isCommon(key) ? 51 : (sharedBy(key) ?? 1));

describe('the best case', () => {
  it('weighs no pair less than measured frequencies do: who is not alike so is not alike at all', () => {
    fc.assert(
      fc.property(
        cluster,
        cluster,
        measured,
        fc.integer({ min: 1, max: 60 }),
        (a, b, frequencies, most) => {
          const model = defaultModels.person;
          const real = admitCluster(a, b, model, frequencies);
          const best = admitCluster(
            a,
            b,
            model,
            bestCase(frequencies.customers, known(frequencies, most)),
          );
          expect(best.score.matchWeight).toBeGreaterThanOrEqual(real.score.matchWeight);
          if (real.decision !== 'no-match') expect(best.decision).not.toBe('no-match');
          if (real.decision === 'match') expect(best.decision).toBe('match');
        },
      ),
      { numRuns: 300 },
    );
  });
});
