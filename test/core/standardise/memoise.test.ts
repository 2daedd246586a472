import { describe, expect, it } from 'vitest';
import { memoise } from '#core/standardise/memoise';

const counting = (bits: number) => {
  const remembered = memoise<string>(bits);
  const made: string[] = [];
  const ask = (key: string) =>
    remembered(key, (of) => {
      made.push(of);
      return `of ${of}`;
    });
  return { made, ask };
};

describe('memoise', () => {
  it('makes once what is asked for again', () => {
    const { made, ask } = counting(8);
    expect(['a', 'b', 'a', '', 'ab', '', 'b'].map(ask)).toEqual(
      ['a', 'b', 'a', '', 'ab', '', 'b'].map((key) => `of ${key}`),
    );
    expect(made).toEqual(['a', 'b', '', 'ab']);
  });

  it('keeps as many as it has places, and never answers for another key', () => {
    const { made, ask } = counting(3);
    const keys = Array.from({ length: 100 }, (_, each) => `key ${each}`);
    for (const round of [1, 2])
      expect(keys.map(ask), `${round}`).toEqual(keys.map((key) => `of ${key}`));
    expect(made.length).toBeGreaterThan(190);
    expect(ask('key 99')).toBe('of key 99');
    expect(made.at(-1)).toBe('key 99');
  });

  it('does not keep long keys', () => {
    const { made, ask } = counting(8);
    const [long, longer] = ['x'.repeat(256), 'x'.repeat(257)];
    for (const key of [long, long, longer, longer]) ask(key);
    expect(made).toEqual([long, longer, longer]);
  });
});
