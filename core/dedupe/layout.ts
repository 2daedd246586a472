import type { Column, Meaning } from './meaning.ts';

/**
 * Where the features of a record lie in its run of 32-bit numbers. All but `flags` and `birth` are
 * numbers of standardised values, 0 where there is none; records lie one after the other, so that
 * comparing two of them touches two places of memory.
 */
export interface Layout {
  /** Numbers a record takes. */
  readonly stride: number;
  readonly given: 0;
  readonly middle: 1;
  readonly family: 2;
  readonly previous: 3;
  /** Generation in bits 0 to 2, gender in 3 and 4, 32 when an organisation. */
  readonly flags: 4;
  /** `YYYYMMDD`. */
  readonly birth: 5;
  readonly givenSound: 6;
  readonly familySound: 7;
  readonly addresses: readonly AddressPlace[];
  readonly emails: readonly { readonly address: number; readonly local: number }[];
  readonly phones: readonly { readonly number: number; readonly tail: number }[];
  readonly organisations: readonly OrganisationPlace[];
  readonly identifiers: readonly { readonly value: number; readonly type: string }[];
}

export interface AddressPlace {
  readonly street: number;
  readonly house: number;
  readonly unit: number;
  readonly extra: number;
  readonly postcode: number;
  readonly city: number;
  readonly region: number;
  readonly country: number;
}

export interface OrganisationPlace {
  readonly words: number;
  readonly form: number;
  /** The two longest words, as they sound: for finding candidates. */
  readonly firstWord: number;
  readonly secondWord: number;
}

export const flagGeneration = 7;
export const flagGenderShift = 3;
export const flagOrganisation = 32;

export const generations = ['', 'jr', 'sr', '2', '3', '4'] as const;
export const genders = ['', 'female', 'male', 'other'] as const;

/** Columns by their number that together make one feature. */
export interface Plan {
  readonly layout: Layout;
  readonly person: Readonly<Partial<Record<PersonPart, readonly number[]>>>;
  /** Columns of whole names whose family name stands first. */
  readonly familyFirst: readonly number[];
  readonly organisations: readonly { readonly name: number; readonly form?: number }[];
  readonly birthDate: readonly { readonly column: number; readonly dayFirst: boolean }[];
  /** A date of birth in columns of its own, or an age. */
  readonly birthParts: {
    readonly year?: number;
    readonly month?: number;
    readonly day?: number;
    readonly age?: number;
  };
  readonly gender: readonly number[];
  readonly emails: readonly ContactColumn[];
  readonly phones: readonly ContactColumn[];
  readonly addresses: readonly Readonly<Partial<Record<AddressPart, number>>>[];
  readonly identifiers: readonly {
    readonly value: number;
    readonly type: string;
    readonly typeColumn?: number;
    readonly country?: number;
  }[];
  readonly id: number | undefined;
  readonly source: number | undefined;
}

/** A column of e-mail addresses or phones; `nth` of those that stand in one cell, where cells hold several. */
export interface ContactColumn {
  readonly column: number;
  readonly nth?: number;
}

type PersonPart = 'given' | 'middle' | 'family' | 'previous' | 'suffix' | 'full';
type AddressPart =
  | 'line'
  | 'line2'
  | 'house'
  | 'unit'
  | 'city'
  | 'region'
  | 'postcode'
  | 'country'
  | 'full';

/** Records hold few of a kind; more columns than these are passed over. */
const most = { emails: 3, phones: 3, addresses: 2, organisations: 2, identifiers: 8 };

const addressParts: Readonly<Partial<Record<Meaning, AddressPart>>> = {
  street: 'line',
  'street-2': 'line2',
  'house-number': 'house',
  unit: 'unit',
  city: 'city',
  region: 'region',
  postcode: 'postcode',
  country: 'country',
  'full-address': 'full',
};

const personParts: Readonly<Partial<Record<Meaning, PersonPart>>> = {
  'given-name': 'given',
  'middle-name': 'middle',
  'family-name': 'family',
  'family-name-previous': 'previous',
  'name-suffix': 'suffix',
  'full-name': 'full',
};

const birthParts = [
  ['year', 'birth-year'],
  ['month', 'birth-month'],
  ['day', 'birth-day'],
  ['age', 'age'],
] as const;

/** How records of these columns are read, and where their features lie. */
export function planOf(columns: readonly Column[], idColumn: number | undefined): Plan {
  const of = (meaning: Meaning) =>
    columns.flatMap((column, at) => (column.meaning === meaning ? [at] : []));
  const person: Partial<Record<PersonPart, number[]>> = {};
  for (const [at, { meaning }] of columns.entries()) {
    const part = personParts[meaning];
    if (part === undefined) continue;
    const known = person[part] ?? [];
    person[part] = known;
    known.push(at);
  }
  const contacts = (meaning: 'email' | 'phone'): readonly ContactColumn[] =>
    of(meaning).flatMap((column) =>
      columns[column]?.several === true
        ? [
            { column, nth: 0 },
            { column, nth: 1 },
          ]
        : [{ column }],
    );
  const emails = contacts('email').slice(0, most.emails);
  const phones = contacts('phone').slice(0, most.phones);
  const [form] = of('legal-form');
  const organisations = of('organisation')
    .slice(0, most.organisations)
    .map((name, at) => (at === 0 && form !== undefined ? { name, form } : { name }));
  const addresses = addressGroups(columns).slice(0, most.addresses);
  const identifiers = of('identifier')
    .slice(0, most.identifiers)
    .map((value) => {
      const type = columns[value]?.identifierType ?? 'other';
      const near = (meaning: Meaning) =>
        of(meaning).find((at) => sharesStem(columns[at]?.name, columns[value]?.name));
      const [typeColumn, country] = [near('identifier-type'), near('identifier-country')];
      return {
        value,
        type,
        ...(typeColumn !== undefined && { typeColumn }),
        ...(country !== undefined && { country }),
      };
    });

  let next = 8;
  const place = () => next++;
  const layout: Layout = {
    given: 0,
    middle: 1,
    family: 2,
    previous: 3,
    flags: 4,
    birth: 5,
    givenSound: 6,
    familySound: 7,
    addresses: addresses.map(() => ({
      street: place(),
      house: place(),
      unit: place(),
      extra: place(),
      postcode: place(),
      city: place(),
      region: place(),
      country: place(),
    })),
    emails: emails.map(() => ({ address: place(), local: place() })),
    phones: phones.map(() => ({ number: place(), tail: place() })),
    organisations: organisations.map(() => ({
      words: place(),
      form: place(),
      firstWord: place(),
      secondWord: place(),
    })),
    identifiers: identifiers.map(({ type }) => ({ value: place(), type })),
    get stride() {
      return next;
    },
  };
  return {
    layout: { ...layout, stride: next },
    person,
    familyFirst: of('full-name').filter((at) => columns[at]?.familyFirst === true),
    organisations,
    birthDate: of('birth-date').map((column) => ({
      column,
      dayFirst: columns[column]?.dayFirst ?? false,
    })),
    birthParts: Object.fromEntries(
      birthParts.flatMap(([part, meaning]) =>
        of(meaning)
          .slice(0, 1)
          .map((at) => [part, at]),
      ),
    ),
    gender: of('gender'),
    emails,
    phones,
    addresses,
    identifiers,
    id: idColumn,
    source: of('source')[0],
  };
}

/** `tax_id_type` belongs to `tax_id_number`: two words in common at the beginning. */
const sharesStem = (a: string | undefined, b: string | undefined): boolean => {
  const [wordsA, wordsB] = [a, b].map((name) => (name ?? '').toLowerCase().split(/[^a-z0-9]+/));
  return wordsA?.[0] !== undefined && wordsA[0] === wordsB?.[0];
};

/** Address columns by the words of their group; a group without a street, town or postcode joins the first. */
function addressGroups(columns: readonly Column[]) {
  const groups = new Map<string, Partial<Record<AddressPart, number>>>();
  const stray: [AddressPart, number][] = [];
  for (const [at, { meaning, group }] of columns.entries()) {
    const part = addressParts[meaning];
    if (part === undefined) continue;
    const key = meaning === 'street-2' ? group.replace(/\s*2$/, '') : group;
    const known = groups.get(key) ?? {};
    groups.set(key, known);
    if (known[part] === undefined) known[part] = at;
    else stray.push([part, at]);
  }
  const whole = [...groups.values()].filter(
    (group) =>
      group.line !== undefined ||
      group.full !== undefined ||
      (group.city !== undefined && group.postcode !== undefined),
  );
  const rest = [...groups.values()].filter((group) => !whole.includes(group));
  const [first = {}] = whole;
  for (const group of rest) {
    for (const [part, at] of Object.entries(group) as [AddressPart, number][]) first[part] ??= at;
  }
  for (const [part, at] of stray) if (part === 'line') first.line2 ??= at;
  return whole.length > 0 ? whole : Object.keys(first).length > 0 ? [first] : [];
}
