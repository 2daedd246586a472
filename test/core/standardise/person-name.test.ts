import { describe, expect, it } from 'vitest';
import { nicknameGroups } from '#core/standardise/nicknames';
import { standardPersonName, type WrittenName } from '#core/standardise/person-name';

/** `given/middle/family generation` */
const read = (written: WrittenName): string => {
  const name = standardPersonName(written);
  if (name === undefined) return '';
  const parts = [name.given, name.middle, name.family].map((words) => words.join(' ')).join('/');
  return name.generation === undefined ? parts : `${parts} ${name.generation}`;
};
const full = (text: string) => read({ full: text });

describe('standardPersonName', () => {
  it('folds the parts and joins what is one name', () => {
    expect(read({ given: 'JEAN-LUC', family: "O'Brien" })).toBe('jean luc//obrien');
    expect(read({ family: 'O Brien' })).toBe('//obrien');
    expect(read({ family: 'Mc Donald' })).toBe('//mcdonald');
    expect(read({ family: 'van der Berg' })).toBe('//van der berg');
    expect(read({ given: 'J.R.', family: 'Smith-Jones' })).toBe('j r//smith jones');
  });

  it('drops titles and degrees, keeps the generation', () => {
    expect(read({ prefix: 'Dr', given: 'Dr. Ada', family: 'King PhD', suffix: 'Jr.' })).toBe(
      'ada//king jr',
    );
    expect(read({ given: 'John', family: 'Smith III' })).toBe('john//smith 3');
    expect(read({ given: 'John', family: 'Smith', suffix: 'Senior' })).toBe('john//smith sr');
    expect(read({ given: 'John', family: 'Smith, IV' })).toBe('john//smith 4');
    expect(read({ given: 'John', family: 'Smith', suffix: 'MBA' })).toBe('john//smith');
  });

  it('takes a one at the end for the elder of two, unless it is the only other word', () => {
    expect(standardPersonName({ given: 'Morris I', family: 'Klein' })?.generation).toBe('sr');
    expect(standardPersonName({ given: 'Morris II', family: 'Klein' })?.generation).toBe('2');
    expect(standardPersonName({ full: 'Kim I' })?.generation).toBeUndefined();
    expect(standardPersonName({ given: 'I', family: 'Klein' })?.given).toEqual(['i']);
  });

  it('keeps a title that is all there is', () => {
    expect(read({ given: 'Sir', family: 'Junior' })).toBe('sir//junior');
  });

  it('takes whole names apart', () => {
    expect(full('Ada King Lovelace')).toBe('ada/king/lovelace');
    expect(full('Lovelace, Ada King')).toBe('ada/king/lovelace');
    expect(full('Dr. Ada Lovelace, PhD')).toBe('ada//lovelace');
    expect(full('John Smith, Jr.')).toBe('john//smith jr');
    expect(full('Smith, John, III')).toBe('john//smith 3');
    expect(full('Ludwig van Beethoven')).toBe('ludwig//van beethoven');
    expect(full('María de la Cruz')).toBe('maria//de la cruz');
    expect(full('de la Cruz')).toBe('//de la cruz');
    expect(full('Al Pacino')).toBe('al//pacino');
    expect(full('J. R. R. Tolkien')).toBe('j/r r/tolkien');
    expect(full('Sr. Juan Pérez')).toBe('juan//perez');
    expect(full('Anne Smith-Jones')).toBe('anne//smith jones');
    expect(full('Madonna')).toBe('//madonna');
    expect(full('王小明')).toBe('xiaoming//wang');
    expect(full('김 민수')).toBe('minsu//gim');
  });

  it('uses the whole name only for parts that are missing', () => {
    expect(read({ given: 'Ada', family: 'Byron', full: 'Augusta King' })).toBe('ada//byron');
    expect(read({ given: 'Ada', full: 'Augusta King' })).toBe('ada//king');
  });

  it('leaves placeholders out', () => {
    expect(read({ given: 'Ada', family: 'N/A' })).toBe('ada//');
    expect(read({ given: 'unknown', family: '---' })).toBe('');
    expect(read({})).toBe('');
  });
});

describe('nicknameGroups', () => {
  const share = (a: string, b: string) =>
    nicknameGroups(a).some((group) => nicknameGroups(b).includes(group));

  it('brings together the names of one person', () => {
    const pairs =
      'bill william,peggy margaret,giovanni john,sasha alexander,mohammed muhammad,sergey sergei,pepe jose,heinz heinrich,jurgen georg,gosia malgorzata,kees cornelis,liz elizabeth';
    for (const pair of pairs.split(',')) {
      const [a = '', b = ''] = pair.split(' ');
      expect(share(a, b), pair).toBe(true);
    }
  });

  it('keeps names of siblings apart', () => {
    const pairs =
      'james jacob,elizabeth isabella,mark marius,anna maria,ronald reginald,emma emily,peter paul';
    for (const pair of pairs.split(',')) {
      const [a = '', b = ''] = pair.split(' ');
      expect(share(a, b), pair).toBe(false);
    }
  });

  it('knows nothing of other words', () => {
    expect(nicknameGroups('lovelace')).toEqual([]);
    expect(nicknameGroups('constructor')).toEqual([]);
  });
});
