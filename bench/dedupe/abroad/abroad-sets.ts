import { type Random, randomOf } from '../../people/random.ts';
import { companyLands, organisationColumns, organisationsAbroad } from './organisations-abroad.ts';
import { householdAbroad, type Land, type Written, writeDown } from './people-abroad.ts';

/** A made-up labelled set: rows of the columns of `header`, and the cluster of each. */
export interface AbroadSet {
  readonly name: string;
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly truth: readonly string[];
}

type Columns = Readonly<Record<string, (of: Written) => string>>;

const dotted = (birth: string): string => birth.split('-').toReversed().join('.');
const slashed = (birth: string): string => birth.split('-').toReversed().join('/');
const joined = (...parts: readonly string[]): string =>
  parts.filter((part) => part !== '').join(' ');
const listed = (...parts: readonly string[]): string =>
  parts.filter((part) => part !== '').join(', ');

/** How lists of a country call their columns and write what stands in them. */
const lists: Readonly<Record<string, { readonly land: Land; readonly columns: Columns }>> = {
  'persons DE': {
    land: 'DE',
    columns: {
      Anrede: ({ sex }) => (sex === 'F' ? 'Frau' : sex === 'M' ? 'Herr' : ''),
      Vorname: ({ given, second }) => joined(given, second),
      Nachname: ({ family }) => family,
      Straße: ({ street }) => street,
      PLZ: ({ postcode }) => postcode,
      Ort: ({ city }) => city,
      Geburtsdatum: ({ birth }) => dotted(birth),
      Telefon: ({ landline }) => landline,
      Handy: ({ mobile }) => mobile,
      'E-Mail': ({ email }) => email,
    },
  },
  'persons FR': {
    land: 'FR',
    columns: {
      nom: ({ family }) => family,
      prénom: ({ given }) => given,
      'date de naissance': ({ birth }) => slashed(birth),
      adresse: ({ street }) => street,
      'code postal': ({ postcode }) => postcode,
      ville: ({ city }) => city,
      téléphone: ({ mobile }) => mobile,
      courriel: ({ email }) => email,
    },
  },
  'persons BR': {
    land: 'BR',
    columns: {
      'nome completo': ({ given, second, family }) => joined(given, second, family),
      CPF: ({ number }) => number,
      'data de nascimento': ({ birth }) => slashed(birth),
      endereço: ({ street }) => street,
      complemento: ({ unit }) => unit,
      bairro: ({ district }) => district,
      cidade: ({ city }) => city,
      UF: ({ region }) => region,
      CEP: ({ postcode }) => postcode,
      celular: ({ mobile }) => mobile,
      'e-mail': ({ email }) => email,
    },
  },
  'persons IN': {
    land: 'IN',
    columns: {
      customer_name: ({ given, second, family }) => joined(given, second, family),
      mobile_no: ({ mobile }) => mobile,
      email_id: ({ email }) => email,
      dob: ({ birth }) => birth.split('-').toReversed().join('-'),
      address: ({ street, district }) => listed(street, district),
      city: ({ city }) => city,
      state: ({ region }) => region,
      pincode: ({ postcode }) => postcode,
    },
  },
  'persons JP': {
    land: 'JP',
    columns: {
      family_name: ({ family }) => family,
      given_name: ({ given }) => given,
      birth_date: ({ birth }) => birth.replaceAll('-', '/'),
      prefecture: ({ region }) => region,
      city: ({ city }) => city,
      address: ({ street }) => street,
      postal_code: ({ postcode }) => postcode,
      tel: ({ mobile }) => mobile,
      email: ({ email }) => email,
    },
  },
  'persons PL': {
    land: 'PL',
    columns: {
      imię: ({ given }) => given,
      nazwisko: ({ family }) => family,
      ulica: ({ street }) => street,
      'kod pocztowy': ({ postcode }) => postcode,
      miejscowość: ({ city }) => city,
      PESEL: ({ number }) => number,
      telefon: ({ mobile }) => mobile,
      'data urodzenia': ({ birth }) => dotted(birth),
    },
  },
  'persons ES': {
    land: 'ES',
    columns: {
      nombre: ({ given, second }) => joined(given, second),
      apellido1: ({ family }) => family.split(' ')[0] ?? '',
      apellido2: ({ family }) => family.split(' ').slice(1).join(' '),
      'fecha de nacimiento': ({ birth }) => slashed(birth),
      dirección: ({ street }) => street,
      'código postal': ({ postcode }) => postcode,
      población: ({ city }) => city,
      móvil: ({ mobile }) => mobile,
      'correo electrónico': ({ email }) => email,
    },
  },
  'name + e-mail': {
    land: 'GB',
    columns: {
      first_name: ({ given }) => given,
      last_name: ({ family }) => family,
      email: ({ email }) => email,
    },
  },
  'name + city + dob': {
    land: 'US',
    columns: {
      name: ({ given, family }) => joined(given, family),
      city: ({ city }) => city,
      dob: ({ birth }) => birth,
    },
  },
  'name + address in one': {
    land: 'US',
    columns: {
      name: ({ given, second, family }) => joined(given, second, family),
      address: ({ street, city, postcode }) => listed(street, joined(city, postcode)),
    },
  },
  'name + address in one, NL': {
    land: 'NL',
    columns: {
      naam: ({ given, family }) => listed(family, given),
      adres: ({ street, postcode, city }) => listed(street, joined(postcode, city)),
    },
  },
};

const named = (address: string, name: string): string =>
  address === '' ? '' : `"${name}" <${address}>`;
const part = (birth: string, nth: number): string => birth.split('-')[nth] ?? '';

/** The same in other scripts and in other shapes: contacts in one cell, dates in parts, electoral rolls, no telling names. */
const otherShapes: typeof lists = {
  'persons RU': {
    land: 'RU',
    columns: {
      ФИО: ({ given, family }) => joined(family, given),
      'Дата рождения': ({ birth }) => dotted(birth),
      Адрес: ({ city, street }) => listed(city, street),
      Индекс: ({ postcode }) => postcode,
      Телефон: ({ mobile }) => mobile,
      'Эл. почта': ({ email }) => email,
    },
  },
  'persons KR': {
    land: 'KR',
    columns: {
      이름: ({ given, family }) => family + given,
      생년월일: ({ birth }) => birth.replaceAll('-', '.'),
      주소: ({ street }) => street,
      도시: ({ city }) => city,
      우편번호: ({ postcode }) => postcode,
      휴대폰: ({ mobile }) => mobile,
      이메일: ({ email }) => email,
    },
  },
  'persons TR': {
    land: 'TR',
    columns: {
      'Ad Soyad': ({ given, family }) => joined(given, family),
      'Doğum Tarihi': ({ birth }) => dotted(birth),
      Adres: ({ street }) => street,
      'İl / Posta Kodu': ({ city, postcode }) => joined(postcode, city),
      'Cep Telefonu': ({ mobile }) => mobile,
      'E-posta': ({ email }) => email,
    },
  },
  'contacts in one cell': {
    land: 'GB',
    columns: {
      Client: ({ given, family }) => listed(family, given),
      'Tel.': ({ mobile, landline }) => [mobile, landline].filter(Boolean).join(' / '),
      'E-mail': ({ email, given, family }) => named(email, joined(given, family)),
      Address: ({ street, city, postcode }) => listed(street, joined(city, postcode)),
    },
  },
  'electoral roll': {
    land: 'US',
    columns: {
      name: ({ given, second, family }) => listed(family, joined(given, second)),
      birth_year: ({ birth }) => part(birth, 0),
      zip_code: ({ postcode }) => postcode,
    },
  },
  'patients, birth date in parts': {
    land: 'DE',
    columns: {
      fname: ({ given }) => given,
      lname: ({ family }) => family,
      by: ({ birth }) => part(birth, 0),
      bm: ({ birth }) => part(birth, 1),
      bd: ({ birth }) => part(birth, 2),
      ssn: ({ number }) => number,
    },
  },
  'columns without names': {
    land: 'FR',
    columns: {
      column1: ({ given }) => given,
      column2: ({ family }) => family,
      column3: ({ birth }) => slashed(birth),
      column4: ({ street }) => street,
      column5: ({ postcode }) => postcode,
      column6: ({ mobile }) => mobile,
    },
  },
};

/** Size of each list, and the share of people of whom there are two records or more. */
const kinds: readonly (readonly [list: string, rows: number, duplicates: number, more: string])[] =
  [
    ...Object.keys(lists).map((list) => [list, 3000, 0.3, ''] as const),
    ['persons DE', 500, 0.3, ', 500 rows'],
    ['persons FR', 500, 0.1, ', 500 rows, few duplicates'],
    ['persons IN', 3000, 0, ', no duplicates'],
    ['persons PL', 3000, 1, ', all duplicated'],
    ['name + e-mail', 500, 0.3, ', 500 rows'],
    ['name + city + dob', 3000, 0, ', no duplicates'],
    ...Object.keys(otherShapes).map((list) => [list, 3000, 0.3, ''] as const),
  ];

function personSet(
  name: string,
  { land, columns }: { readonly land: Land; readonly columns: Columns },
  size: number,
  duplicates: number,
  random: Random,
): AbroadSet {
  const records: { readonly row: readonly string[]; readonly truth: string }[] = [];
  for (let person = 0; records.length < size; ) {
    for (const member of householdAbroad(land, random)) {
      person++;
      const copies = random.chance(duplicates) ? 2 + (random.chance(0.3) ? 1 : 0) : 1;
      for (let each = 0; each < copies; each++) {
        const written = writeDown(land, member, each === 0, random);
        records.push({
          row: Object.values(columns).map((read) => read(written)),
          truth: `p${person}`,
        });
      }
    }
  }
  return finished(name, Object.keys(columns), records.slice(0, size), random);
}

/** In no order, with ids that say nothing. */
function finished(
  name: string,
  columns: readonly string[],
  records: readonly { readonly row: readonly string[]; readonly truth: string }[],
  random: Random,
): AbroadSet {
  const mixed = records
    .map((record) => ({ record, at: random.next() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ record }) => record);
  return {
    name,
    header: ['id', ...columns],
    rows: mixed.map(({ row }, at) => [`r${at}`, ...row]),
    truth: mixed.map(({ truth }) => truth),
  };
}

const organisationKinds: readonly (readonly [name: string, rows: number, duplicates: number])[] = [
  ['organisations', 3000, 0.3],
  ['organisations, 500 rows', 500, 0.4],
  ['organisations, no duplicates', 2000, 0],
  ['organisations RU, KR, TR', 3000, 0.3],
];

/** Sets by name, each made when it is asked for; the same for the same seed. */
export function abroadSets(seed: number): ReadonlyMap<string, () => AbroadSet> {
  const persons = kinds.map(([list, rows, duplicates, more], at) => {
    const name = `${list}${more}`;
    const of = { ...lists, ...otherShapes }[list] as {
      readonly land: Land;
      readonly columns: Columns;
    };
    return [name, () => personSet(name, of, rows, duplicates, randomOf(seed, at))] as const;
  });
  const organisations = organisationKinds.map(([name, rows, duplicates], at) => {
    const make = (): AbroadSet => {
      const random = randomOf(seed, 100 + at);
      const lands = name.includes('RU') ? companyLands.other : companyLands.western;
      const columns = organisationColumns.slice(1);
      const records = organisationsAbroad(rows, duplicates, random, lands).map(
        ({ truth, ...row }) => ({
          row: columns.map((column) => row[column]),
          truth,
        }),
      );
      return finished(name, columns, records, random);
    };
    return [name, make] as const;
  });
  return new Map([...persons, ...organisations]);
}
