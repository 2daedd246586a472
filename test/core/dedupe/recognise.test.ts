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

  it('knows columns of other scripts, and those called in two languages', () => {
    expect(
      meanings({
        姓名: ['王秀英', '张伟', '李娜'],
        생년월일: ['1970-03-12', '1988-11-30'],
        'Прізвище ': ['Шевченко', 'Мороз'],
        'Название организации': ['ООО Вектор', 'АО Гарант'],
        تاريخ_الميلاد: ['12/03/1970', '30/11/1988'],
        'Họ và tên': ['Nguyễn Thị Lan', 'Trần Văn Hùng'],
        'Prénom / First name': ['Léa', 'Liam'],
        'PLZ / Ort': ['8001 Zürich', '3011 Bern'],
      }),
    ).toEqual({
      姓名: 'full-name by name',
      생년월일: 'birth-date by name',
      'Прізвище ': 'family-name by name',
      'Название организации': 'organisation by name',
      تاريخ_الميلاد: 'birth-date by name',
      'Họ và tên': 'full-name by name',
      'Prénom / First name': 'given-name by name',
      'PLZ / Ort': 'full-address by name',
    });
  });

  it('knows a date of birth in parts, and an age', () => {
    expect(
      meanings({
        byear: ['1970', '1988'],
        bmonth: ['3', '11'],
        birth_day: ['12', '30'],
        birthday: ['12.03.1970', '30.11.1988'],
        age: ['55', '37'],
      }),
    ).toEqual({
      byear: 'birth-year by name',
      bmonth: 'birth-month by name',
      birth_day: 'birth-day by name',
      birthday: 'birth-date by name',
      age: 'age by name',
    });
  });

  it('takes a name column by what stands beside it', () => {
    const whole = ['Ana Souza', 'Caio Lima'];
    const short = ['Ana', 'Caio'];
    expect([
      meanings({ nombre: whole }),
      meanings({ nombre: short }),
      meanings({ name: short, surname: ['Souza', 'Lima'] }),
      meanings({ name: ['Souza', 'Lima'], vorname: short }),
    ]).toEqual([
      { nombre: 'full-name by name' },
      { nombre: 'given-name by name' },
      { name: 'given-name by name', surname: 'family-name by name' },
      { name: 'family-name by name', vorname: 'given-name by name' },
    ]);
  });

  it('tells whole names that begin with the family name', () => {
    const first = (values: readonly string[]) => recognise(['name'], [values])[0]?.familyFirst;
    expect([
      first(['Новикова Галина Игоревна', 'Козлов Юрий Иванович']),
      first(['Galina Novikova', 'Yuri Kozlov']),
      first(['Novikova, Galina', 'Kozlov, Yuri']),
    ]).toEqual([true, undefined, undefined]);
    const many = (of: (at: number) => string) => Array.from({ length: 40 }, (_, at) => of(at));
    const letter = (at: number) => String.fromCharCode(97 + (at % 26)) + (at > 25 ? 'x' : 'z');
    expect([
      first(many((at) => `${at % 3 === 0 ? 'Nguyen' : `Ho${letter(at)}`} Thi La${letter(at)}`)),
      first(many((at) => `${at % 3 === 0 ? 'Maria' : `Ho${letter(at)}`} da La${letter(at)}`)),
      first(many((at) => `Mr Ho${letter(at)} La${letter(at)}`)),
    ]).toEqual([true, undefined, undefined]);
  });

  it('takes a name of two meanings for the one that its contents have', () => {
    expect([
      meanings({ by: ['1970', '1988'], bm: ['3', '11'], bd: ['12', '30'] }),
      meanings({ By: ['Aarhus', 'Odense'], Vejnavn: ['Nørregade 1', 'Vestergade 7'] }),
    ]).toEqual([
      { by: 'birth-year by name', bm: 'birth-month by name', bd: 'birth-day by name' },
      { By: 'city by name', Vejnavn: 'street by name' },
    ]);
  });

  it('finds the family name beside a given name, and postcodes, where no column has a name', () => {
    const table = (headers: readonly string[]) => {
      const columns = [
        ['Maria', 'Peter', 'Anna', 'Jonas', 'Maria'],
        ['King', 'Becker', 'Lopez', 'Schmidt', 'King'],
        ['10115', '20095', '28001', '10115', '10115'],
        ['1', '2', '3', '4', '5'],
      ];
      return Object.values(
        meanings(Object.fromEntries(headers.map((name, at) => [name, columns[at] ?? []]))),
      );
    };
    expect([table(['c1', 'c2', 'c3', 'c4']), table(['c1', 'c2', 'income', 'email'])]).toEqual([
      [
        'given-name by contents',
        'family-name by contents',
        'postcode by contents',
        'ignored by contents',
      ],
      [
        'given-name by contents',
        'family-name by contents',
        'ignored by contents',
        'ignored by contents',
      ],
    ]);
  });
});
