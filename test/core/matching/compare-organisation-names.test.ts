import { describe, expect, it } from 'vitest';
import { compareTwoOrganisationNames } from '#core/matching/compare-organisation-names';
import { standardOrganisationName } from '#core/standardise/organisation-name';

const compare = (one: string, other: string) => {
  const [a, b] = [standardOrganisationName(one), standardOrganisationName(other)];
  if (a === undefined || b === undefined) throw new Error('no name');
  return compareTwoOrganisationNames(a, b);
};

describe('names of companies', () => {
  it.each([
    ['Hazelbourne & Ellis Software', 'Hazelbourne & Ellis Motors Ltd'],
    ['Chadenault & Descourt Immobilier E.U.R.L.', 'Chadenault & Descourt Conseil S.A.R.L.'],
  ])('are other ones where the last words differ, however long the rest: %s and %s', (a, b) => {
    expect(compare(a, b)).toBe('different');
    expect(compare(b, a)).toBe('different');
  });

  it('hold another where it has a word more, however short that is', () => {
    expect(compare('Marmonault Vins', 'Marmonault')).toBe('contained');
    expect(compare('Fernfield & Hatherhamsett', 'Fernfield & Hatherhamsett Consulting')).toBe(
      'contained',
    );
  });

  it('are close where letters are mistaken', () => {
    expect(compare('Marmonault Vins', 'Marmonualt Vins')).toBe('close');
    expect(compare('Marmonaultvins', 'Marmonaltvins')).toBe('close');
  });

  it('hold their acronym, and not the letters of another', () => {
    expect(compare('Sorrelby Linfield Dental Pty Ltd', 'SLD')).toBe('contained');
    expect(compare('Sorrelby Linfield Dental Pty Ltd', 'SLM')).toBe('different');
  });

  it('do not hold one short word that merely resembles one of theirs', () => {
    expect(compare("Hatting's", "Madame Hattin's")).toBe('overlap');
  });

  it('are other ones where one of them is the owner', () => {
    expect(compare('Marmonault', 'Marmonault Holding')).toBe('number-one-sided');
    expect(compare('Marmonault Holding', 'Marmonault Holding GmbH')).toBe('same');
  });

  it('have nothing in common but what many companies are called', () => {
    const common = (word: string) => ['catering', 'sea'].includes(word);
    const [a, b, c] = ['Walmanby Sea Catering', 'Redford Sea Catering', 'Catering'].map((name) =>
      standardOrganisationName(name),
    );
    if (a === undefined || b === undefined || c === undefined) throw new Error('no name');
    expect([
      compareTwoOrganisationNames(a, b),
      compareTwoOrganisationNames(a, b, common),
      compareTwoOrganisationNames(a, a, common),
      compareTwoOrganisationNames(a, c, common),
    ]).toEqual(['overlap', 'different', 'same', 'overlap']);
  });

  it.each([
    ['Công ty TNHH Minh Khang', 'Minh Khang'],
    ['주식회사 나삼통신', '나삼통신㈜'],
    ['Индивидуальный предприниматель Орлов', 'ИП «Орлов»'],
    ['Αφοί Λάμπρου Ανώνυμη Εταιρεία', 'Αφοί Λάμπρου Α.Ε.'],
    ['Pérez Textiles S.A. de C.V.', 'PEREZ TEXTILES SA DE CV'],
    ['Özdağ İnşaat San. ve Tic. Ltd. Şti.', 'Özdağ İnşaat Ticaret Limited Şirketi'],
    ['SARL Chadenault', 'Chadenault S.A.R.L.'],
    ['Lindvall Ekonomisk förening', 'Lindvall ek. för.'],
  ])('are read without their legal form: %s and %s', (a, b) => {
    expect(compare(a, b)).toBe('same');
  });

  it.each([
    ['ООО Вектор', 'ИП Вектор'],
    ['Lindvall AB', 'Lindvall HB'],
    ['Νίκος Λάμπρου ΑΕ', 'Νίκος Λάμπρου ΟΕ'],
  ])('are other ones where one register knows both forms: %s and %s', (a, b) => {
    expect(compare(a, b)).toBe('form-differs');
  });
});
