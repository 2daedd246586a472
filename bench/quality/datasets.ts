import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import type { JsonObject } from '#core/kernel/types';
import { sampleRecord } from '#local/sample-mapping';

export type Row = Readonly<Record<string, string>>;

/** A labelled file and how its columns become attributes of the built-in schemas. */
export interface LabelledSet {
  readonly name: string;
  readonly file: string;
  /** Column whose values must differ in a pair that counts. */
  readonly across?: string;
  readonly toCustomer: (row: Row) => {
    readonly schema: 'person' | 'organisation';
    readonly attributes: JsonObject;
  };
}

const compact = (value: Readonly<Record<string, unknown>>): JsonObject =>
  Object.fromEntries(
    Object.entries(value).filter(
      ([, each]) =>
        each !== undefined &&
        each !== '' &&
        !(Array.isArray(each) && each.length === 0) &&
        !(typeof each === 'object' && each !== null && Object.keys(each).length === 0),
    ),
  ) as JsonObject;

const day = (yyyymmdd: string): string =>
  yyyymmdd.length === 8
    ? existingDay(`${yyyymmdd.slice(0, 4)}-${yyyymmdd.slice(4, 6)}-${yyyymmdd.slice(6)}`)
    : '';

const existingDay = (text: string): string => {
  const date = new Date(`${text}T00:00:00.000Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text) ? text : '';
};

/** Three synthetic Australian sets; `soc_sec_id` as a national id, or left out to show what the rest can do. */
const febrl = (name: string, file: string, withId: boolean, across?: string): LabelledSet => ({
  name: `${name}${withId ? ' with id' : ''}`,
  file: `${file}.csv`,
  ...(across === undefined ? {} : { across }),
  toCustomer: (row) => ({
    schema: 'person',
    attributes: compact({
      name: compact({ given: row.given_name, family: row.surname }),
      birthDate: day(row.date_of_birth ?? ''),
      addresses: [
        compact({
          role: 'home',
          line1: [row.street_number, row.address_1].filter(Boolean).join(' '),
          line2: row.address_2,
          city: row.suburb,
          postcode: row.postcode,
          region: row.state?.toUpperCase(),
          country: 'AU',
        }),
      ],
      identifiers: withId && row.soc_sec_id ? [{ type: 'national-id', value: row.soc_sec_id }] : [],
    }),
  }),
});

/** Month first, as the set's American sources write; two-digit years are of the last century. */
const senzingDay = (text: string): string => {
  const parts = text.split(/[/-]/);
  if (parts.length !== 3) return '';
  const [first = '', second = '', third = ''] = parts;
  if (first.length === 4)
    return existingDay(`${first}-${second.padStart(2, '0')}-${third.padStart(2, '0')}`);
  const year = third.length === 2 ? `19${third}` : third;
  return existingDay(`${year}-${first.padStart(2, '0')}-${second.padStart(2, '0')}`);
};

const senzingCountry = (row: Row): string => row.addr_country ?? '';

const senzing: LabelledSet = {
  name: 'senzing',
  file: 'senzing-truthset.csv',
  toCustomer: (row) => {
    const country = senzingCountry(row);
    const identifiers = [
      { type: 'passport', value: row.passport_number, country: row.passport_country },
      { type: 'drivers-license', value: row.drivers_license_number },
      { type: 'ssn', value: row.ssn_number },
      {
        type: row.national_id_type || 'national-id',
        value: row.national_id_number,
        country: row.national_id_country,
      },
      { type: row.tax_id_type || 'tax', value: row.tax_id_number, country: row.tax_id_country },
      { type: 'lei', value: row.lei_number },
    ]
      .filter(({ value }) => value)
      .map((each) => compact({ ...each, type: each.type.toLowerCase() }));
    const shared = {
      emails: row.email_address ? [{ value: row.email_address }] : [],
      phones: row.phone_number
        ? [compact({ value: row.phone_number, country: country || 'US' })]
        : [],
      addresses: [
        compact({
          full: row.addr_full,
          line1: row.addr_line1,
          city: row.addr_city,
          region: row.addr_state,
          postcode: row.addr_postal_code,
          country,
        }),
      ].filter((address) => Object.keys(address).length > 0),
      identifiers,
    };
    if (row.record_type === 'ORGANIZATION') {
      return {
        schema: 'organisation',
        attributes: compact({
          name: row.primary_name_org || row.primary_name_full,
          tradeNames: row.secondary_name_org ? [row.secondary_name_org] : [],
          ...shared,
        }),
      };
    }
    return {
      schema: 'person',
      attributes: compact({
        name: compact({
          given: row.primary_name_first,
          middle: row.primary_name_middle,
          family: row.primary_name_last,
          full: row.primary_name_full || (row.primary_name_last ? '' : row.native_name_full),
        }),
        gender: row.gender === 'F' ? 'female' : row.gender === 'M' ? 'male' : '',
        birthDate: senzingDay(row.date_of_birth ?? ''),
        ...shared,
      }),
    };
  },
};

const restaurants: LabelledSet = {
  name: 'restaurants',
  file: 'restaurants.csv',
  toCustomer: (row) => ({
    schema: 'organisation',
    attributes: compact({
      name: row.name,
      phones: row.phone ? [{ value: row.phone, country: 'US' }] : [],
      addresses: [compact({ line1: row.addr, city: row.city, country: 'US' })],
    }),
  }),
};

export const customers5k: LabelledSet = {
  name: 'customers-5k',
  file: 'customers-5k.csv.gz',
  toCustomer: (row) => sampleRecord(row).body,
};

/** In the order they are printed. Files are looked for in `GOLDSPOKE_ER_DATA`; the customers are in the repository. */
export const labelledSets: readonly LabelledSet[] = [
  customers5k,
  febrl('febrl1', 'febrl1', false),
  febrl('febrl1', 'febrl1', true),
  febrl('febrl3', 'febrl3', false),
  febrl('febrl3', 'febrl3', true),
  febrl('febrl4', 'febrl4', false, 'source'),
  febrl('febrl4', 'febrl4', true, 'source'),
  senzing,
  restaurants,
];

const repositoryData = new URL('../../data/', import.meta.url);

/** The rows of a set, or `undefined` when its file is not on this machine. */
export function readRows(set: LabelledSet, folder: string): readonly Row[] | undefined {
  const path =
    set === customers5k ? new URL(set.file, repositoryData).pathname : `${folder}/${set.file}`;
  if (!existsSync(path)) return undefined;
  const bytes = readFileSync(path);
  return parse(path.endsWith('.gz') ? gunzipSync(bytes) : bytes, { columns: true }) as Row[];
}
