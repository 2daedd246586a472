import { describe, expect, it } from 'vitest';
import type { LegalBasis, Purpose, PurposeKind } from '#core/consent/purpose';
import { isRefusable, purposesOfNo } from '#core/privacy-request/purposes-of-no';

const purpose = (name: string, legalBasis: LegalBasis, ...kinds: PurposeKind[]): Purpose => ({
  name,
  title: name,
  kinds,
  legalBases: [legalBasis],
  channels: ['email'],
});
const all = [
  purpose('delivery', 'contract'),
  purpose('tax', 'legal-obligation'),
  purpose('fraud', 'legitimate-interest'),
  purpose('census', 'public-task'),
  purpose('research', 'consent'),
  purpose('letter', 'consent', 'direct_marketing'),
  purpose('gala', 'consent', 'fundraising'),
  purpose('clearing', 'contract', 'sale_share'),
];
const meant = (right: 'objection' | 'opt-out', named?: readonly string[]) => {
  const { purposes, left } = purposesOfNo(right, all, named);
  return [purposes.map(({ name }) => name), left];
};

describe('purposesOfNo', () => {
  it('knows what nobody can refuse: what a contract or a law asks for, and is no marketing', () => {
    const refusable = all.filter(isRefusable).map(({ name }) => name);
    expect(refusable).toEqual(['fraud', 'census', 'research', 'letter', 'gala']);
  });

  it('takes an objection to be to legitimate interests, public tasks and marketing', () => {
    expect(meant('objection')).toEqual([['fraud', 'census', 'letter', 'gala'], []]);
  });

  it('takes an opt-out to be of sale, sharing and marketing, whatever they stand on', () => {
    expect(meant('opt-out', ['fraud'])).toEqual([['letter', 'gala', 'clearing'], []]);
  });

  it('objects to what was named alone, and leaves what nobody can refuse or nobody knows', () => {
    expect(meant('objection', ['research', 'tax', 'nothing'])).toEqual([
      ['research'],
      ['tax', 'nothing'],
    ]);
  });
});
