import { describe, expect, it } from 'vitest';
import type { Purpose } from '#core/consent/purpose';
import { purposesSpokenOf } from '#core/consent-rehearsal/purposes-spoken-of';

const purpose = (name: string, ...kinds: Purpose['kinds'][number][]): Purpose => ({
  name,
  title: name,
  kinds,
  legalBases: ['consent'],
  channels: ['email'],
});
const all = [purpose('news', 'direct_marketing'), purpose('sale', 'sale_share'), purpose('mail')];
const rule = (id: string, about: string) => ({ id, purpose: about }) as never;
const law = {
  regulations: [
    { consent_rules: [rule('of-marketing', 'direct_marketing'), rule('of-all', 'any')] } as never,
  ],
};
const spokenOf = (...rules: string[]) => purposesSpokenOf(rules, all, law).map(({ name }) => name);

describe('the purposes that rules speak of', () => {
  it('are those of the kind of one of them', () => {
    expect(spokenOf('of-marketing')).toEqual(['news']);
  });

  it('are all, of a rule about anything and of an age', () => {
    expect(spokenOf('of-marketing', 'of-all')).toEqual(['news', 'sale', 'mail']);
    expect(spokenOf('eu-child-age-DE')).toEqual(['news', 'sale', 'mail']);
  });
});
