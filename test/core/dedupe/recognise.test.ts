import { describe, expect, it } from 'vitest';
import { recognise } from '#core/dedupe/recognise';

const meanings = (table: Readonly<Record<string, readonly string[]>>) =>
  Object.fromEntries(
    recognise(Object.keys(table), Object.values(table)).map(({ name, meaning, because }) => [
      name,
      `${meaning} by ${because}`,
    ]),
  );

describe('recognise', () => {
  it('knows columns by their names in several languages', () => {
    expect(
      meanings({
        Vorname: ['Ada', 'Jonas'],
        Nachname: ['König', 'Becker'],
        Geburtsdatum: ['10.12.1815', '23.06.1912'],
        Straße: ['Hauptstr.', 'Lindenweg'],
        PLZ: ['10115', '80331'],
        Ort: ['Berlin', 'München'],
        correo_electronico: ['ada@example.com', 'jonas@example.com'],
        cognome: ['König', 'Becker'],
        Téléphone: ['+44 7700 900123', '+44 7700 900124'],
        loyalty_id: ['60011', '60012'],
      }),
    ).toEqual({
      Vorname: 'given-name by name',
      Nachname: 'family-name by name',
      Geburtsdatum: 'birth-date by name',
      Straße: 'street by name',
      PLZ: 'postcode by name',
      Ort: 'city by name',
      correo_electronico: 'email by name',
      cognome: 'family-name by name',
      Téléphone: 'phone by name',
      loyalty_id: 'identifier by name',
    });
  });

  it('knows whole names, codes and districts of Brazil, India and France, and a form of address', () => {
    expect(
      meanings({
        'nome completo': ['Ana Souza', 'Caio Lima'],
        CPF: ['52998224725', '11144477735'],
        'data de nascimento': ['10/12/1985', '23/06/1992'],
        CEP: ['01310-100', '20040-002'],
        pincode: ['560001', '400001'],
        'code postal': ['75001', '69002'],
        Anrede: ['Frau', 'Herr'],
        title: ['Sales Manager', 'Clerk'],
      }),
    ).toEqual({
      'nome completo': 'full-name by name',
      CPF: 'identifier by name',
      'data de nascimento': 'birth-date by name',
      CEP: 'postcode by name',
      pincode: 'postcode by name',
      'code postal': 'postcode by name',
      Anrede: 'gender by name',
      title: 'ignored by contents',
    });
  });

  it('knows columns without telling names by what stands in them', () => {
    const found = meanings({
      c1: ['ada@example.com', 'jonas@example.com', ''],
      c2: ['+44 7700 900123', '(07700) 900124', '07700-900125'],
      c3: ['1915-12-10', '1912-06-23', '1960-02-29'],
      c4: ['12 High Street', '4 Chapel Road', '7 Mill Lane'],
    });
    expect(found).toEqual({
      c1: 'email by contents',
      c2: 'phone by contents',
      c3: 'birth-date by contents',
      c4: 'street by contents',
    });
  });

  it('never takes a truth for an attribute', () => {
    const found = meanings({
      cluster_id: ['1', '1', '2'],
      entity_id: ['1', '1', '2'],
      label: ['a', 'a', 'b'],
      given_name: ['Ada', 'Ada', 'Jonas'],
    });
    expect(Object.values(found).slice(0, 3)).toEqual(Array(3).fill('ignored by name'));
  });

  it('tells a column of company names from one of people', () => {
    const people = ['Ada King', 'Robert Becker', 'Maria Lopez', 'John Smith'];
    const companies = ['Becker GmbH', 'King Ltd', 'Lopez S.A.', 'Café Smith'];
    expect([meanings({ name: people }), meanings({ name: companies })]).toEqual([
      { name: 'full-name by name' },
      { name: 'organisation by both' },
    ]);
  });
});
