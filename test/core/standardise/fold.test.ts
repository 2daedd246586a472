import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { collapseDigraphs, fold, foldWords } from '#core/standardise/fold';
import { memoise } from '#core/standardise/memoise';

describe('fold', () => {
  it('gives lower-case ASCII words', () => {
    expect(fold('  Jean-Luc  O’BRIEN ')).toBe('jean luc obrien');
    expect(fold('Łódź Straße Ærø Γιώργος Юрий')).toBe('lodz strasse aero giorgos yuriy');
    expect(foldWords('—')).toEqual([]);
    expect(foldWords(undefined)).toEqual([]);
  });

  it('is the same however the accents are composed, and folding again changes nothing', () => {
    expect(fold('Zoe\u0308')).toBe(fold('Zoë'));
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(fold(text)).toMatch(/^(?:[a-z0-9]+(?: [a-z0-9]+)*)?$/);
        expect(fold(fold(text))).toBe(fold(text));
      }),
    );
  });

  it('lets mueller, müller and muller meet by an aid', () => {
    expect(
      new Set(['Mueller', 'Müller', 'Muller'].map((name) => collapseDigraphs(fold(name)))),
    ).toEqual(new Set(['muller']));
  });
});

describe('memoise', () => {
  it('remembers, and forgets the oldest when full', () => {
    let made = 0;
    const remembered = memoise<number>(4);
    const ask = (key: string) => remembered(key, () => ++made);
    expect([ask('a'), ask('a'), ask('b'), ask('c'), ask('a')]).toEqual([1, 1, 2, 3, 1]);
    for (const key of 'defghij') ask(key);
    expect(ask('a')).toBe(made);
  });
});
