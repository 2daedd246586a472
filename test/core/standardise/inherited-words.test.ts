import { describe, expect, it } from 'vitest';
import { readDay } from '#core/dedupe/read-day';
import { countryOfDomain } from '#core/standardise/country-hints';
import { standardEmail } from '#core/standardise/email';
import { identifierType } from '#core/standardise/identifier';
import { standardPersonName } from '#core/standardise/person-name';
import { standardAddress } from '#core/standardise/postal-address';
import { standardSocial } from '#core/standardise/social';
import { streetForm } from '#core/standardise/street-words';

/** What every object in JavaScript inherits, and so every table that is asked for it. */
const words = ['constructor', 'valueof', 'tostring', '__proto__', 'hasownproperty'];

describe('words that every object knows', () => {
  it.each(words)('are words like any other: %s', (word) => {
    expect(streetForm(['at', word], 'GB')).toEqual(['at', word]);
    expect(standardAddress({ line1: `1 ${word}` }, 'FR')?.street).toEqual(
      word === '__proto__' ? ['proto'] : [word],
    );
    const { generation } = standardPersonName({ given: 'Ada', family: `King, ${word}` }) ?? {};
    expect(generation).toBe(undefined);
    expect(typeof identifierType(word)).toBe('string');
    expect(standardSocial(word, 'ada')?.network).toBe(word === '__proto__' ? 'proto' : word);
    expect(standardEmail(`ada@${word}.example`)?.domain).toBe(
      word === '__proto__' ? undefined : `${word}.example`,
    );
    expect(countryOfDomain(word)).toBe(undefined);
    expect(readDay(`1 ${word} 1980`, true)).toBe(0);
  });
});
