import { describe, expect, it } from 'vitest';
import { believedOf, doubtOf } from '#core/dedupe/doubt';
import { comparisonsOf } from '#core/dedupe/levels';
import { type LearnedModel, priorModel, strange } from '#core/dedupe/situations';

const model = priorModel('person');
const withMatches = (share: number): LearnedModel => ({
  ...model,
  shares: model.shares.map((each, at) => (at === 0 ? share : each)),
});

describe('doubtOf', () => {
  it('has none of a model whose matches lie among the pairs that rules brought', () => {
    expect(doubtOf(withMatches(1e-6), 5e11, 3_000_000)).toBeUndefined();
    expect(doubtOf(priorModel('organisation'), 1e6, 1e6)).toBeUndefined();
  });

  it('doubts a model that knows of more matches than rules brought pairs', () => {
    expect(doubtOf(withMatches(1e-4), 5e11, 3_000_000)).toBe('more matches than pairs to look at');
  });

  it('has none of a file in which there is next to nothing to find', () => {
    expect(doubtOf(withMatches(1e-5), 1e6, 0)).toBeUndefined();
  });

  it('doubts a model by which the names of one customer differ more often than not', () => {
    const [name, ...others] = model.who.match;
    const levels = comparisonsOf.person[0]!.levels as readonly string[];
    const swapped = name!.slice();
    swapped[levels.indexOf('same') + 1] = 0.1;
    swapped[levels.indexOf('given-differs') + 1] = 0.6;
    const who = { ...model.who, match: [swapped, ...others] };
    expect(doubtOf({ ...withMatches(1e-6), who }, 5e11, 3_000_000)).toBe('names of matches differ');
  });

  it('leaves a belief of no more matches and families than there are records, and of no more than before', () => {
    const foundOf = ({ shares }: LearnedModel) =>
      shares.slice(0, strange).reduce((sum, share) => sum + share, 0);
    const records = 1_000_000;
    const total = (records * records) / 2;
    expect(foundOf(believedOf('person', total)) * total).toBeCloseTo(records, 0);
    expect(believedOf('person', 5000)).toEqual(priorModel('person'));
  });
});
