import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { collapseDigraphs, fold, foldWords } from '#core/standardise/fold';

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
