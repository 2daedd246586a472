import { describe, expect, it } from 'vitest';
import { type KnownRecord, showsKnowledge, type ToldFact } from '#core/privacy-request/knowledge';

const record = (
  spoke: string,
  sourceId: string,
  {
    birthDate,
    postcode,
    loyalty,
    isShown = true,
  }: { birthDate?: string; postcode?: string; loyalty?: string; isShown?: boolean } = {},
): KnownRecord => ({
  spoke,
  sourceId,
  isShown,
  record: {
    ...(birthDate !== undefined && { birthDate }),
    addresses: postcode === undefined ? [] : [{ street: [], postcode }],
    identifiers: loyalty === undefined ? [] : [{ type: 'loyalty', value: loyalty }],
  },
});
const number = (value: string): ToldFact => ({ kind: 'customer-number', value });
const born = (value: string): ToldFact => ({ kind: 'birth-date', value });
const lives = (value: string): ToldFact => ({ kind: 'postcode', value });
const card = (value: string): ToldFact => ({ kind: 'identifier', value });

const crm = record('crm', 'K-1001', { birthDate: '1980-02-29', postcode: 'N17AA' });
const web = record('web', 'w42', { birthDate: '1980-02-29', loyalty: 'L77' });

describe('showsKnowledge', () => {
  it('takes facts of two spokes, however they are written', () => {
    expect(showsKnowledge([number('k 1001'), card('l-77')], [crm, web])).toBe(true);
    expect(showsKnowledge([lives('n1 7aa'), number('W42')], [crm, web])).toBe(true);
    // One that both know counts for either.
    expect(showsKnowledge([born('1980-02-29'), number('w42')], [crm, web])).toBe(true);
  });

  it('does not take two facts of one spoke', () => {
    expect(showsKnowledge([number('K-1001'), lives('N1 7AA')], [crm, web])).toBe(false);
    expect(showsKnowledge([number('K-1001'), lives('N1 7AA')], [crm])).toBe(false);
    const again = record('crm', 'K-1002');
    expect(showsKnowledge([number('K-1001'), number('K-1002')], [crm, again])).toBe(false);
  });

  it('takes nothing where one fact is wrong, or there is only one', () => {
    const facts = [number('K-1001'), number('w42')];
    expect(showsKnowledge(facts, [crm, web])).toBe(true);
    expect(showsKnowledge([...facts, lives('SW1A 1AA')], [crm, web])).toBe(false);
    expect(showsKnowledge([born('1980-02-29')], [crm, web])).toBe(false);
    expect(showsKnowledge(facts, [])).toBe(false);
  });

  it('asks for something of the records that do not hold the address that was shown', () => {
    // A stranger's own record with a neighbour's birth date, joined with the neighbour's.
    const victims = record('crm', 'K-1001', { birthDate: '1980-02-29', isShown: false });
    const own = record('web', 'w42', { birthDate: '1980-02-29' });
    expect(showsKnowledge([born('1980-02-29'), number('w42')], [victims, own])).toBe(false);
    expect(showsKnowledge([number('K-1001'), number('w42')], [victims, own])).toBe(true);
  });

  it('asks for a number of each such record: not for what a neighbour knows, nor of one of two', () => {
    const victims = record('crm', 'K-1001', {
      birthDate: '1980-02-29',
      postcode: 'N17AA',
      isShown: false,
    });
    const own = record('web', 'w42', { birthDate: '1980-02-29' });
    const known = [born('1980-02-29'), lives('N1 7AA')];
    expect(showsKnowledge(known, [victims, own])).toBe(false);
    // A second record of the stranger's, under another address of his.
    const second = record('news', 'n7', { birthDate: '1980-02-29', isShown: false });
    const all = [victims, own, second];
    expect(showsKnowledge([...known, number('w42'), number('n7')], all)).toBe(false);
    expect(showsKnowledge([number('K-1001'), number('n7')], all)).toBe(true);
    // His own number, which happens to be the victim's at another spoke.
    const same = record('web', 'K-1001', { birthDate: '1980-02-29' });
    expect(showsKnowledge([...known, number('K-1001')], [victims, same])).toBe(false);
  });

  it('does not take one fact for two, however often and by whatever name it is told', () => {
    const shop = record('shop', 's1', { birthDate: '1980-02-29', postcode: 'N17AA' });
    expect(showsKnowledge([lives('N1 7AA'), lives('n17aa')], [crm, shop])).toBe(false);
    expect(showsKnowledge([born('1980-02-29'), born(' 1980-02-29')], [crm, shop])).toBe(false);
    const bearer = record('shop', 'L77', { loyalty: 'L77' });
    expect(showsKnowledge([card('L77'), number('l-77')], [web, bearer])).toBe(false);
  });

  it('does not take blanks for a value', () => {
    const nameless = record('shop', '~', {});
    expect(showsKnowledge([number('w42'), lives('-')], [web, nameless])).toBe(false);
  });
});
