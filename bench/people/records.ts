import type { Person } from './household.ts';
import type { Country } from './names.ts';
import { writeStreet } from './places.ts';
import { type Random, randomOf } from './random.ts';
import {
  familiarForm,
  keyboard,
  misheard,
  type Slip,
  scanned,
  spelledOut,
  withoutMarks,
} from './slips.ts';

/** Columns of data/customers-5k.md, in its order. */
export const columns = [
  'id',
  'cluster_id',
  'source_system',
  'source_record_id',
  'created_at',
  'updated_at',
  'first_name',
  'middle_name',
  'last_name',
  'suffix',
  'gender',
  'dob',
  'email',
  'phone',
  'address',
  'city',
  'postcode',
  'country',
  'loyalty_id',
  'consent_email',
  'consent_sms',
  'consent_profiling',
  'consent_at',
] as const;

export type CustomerRow = Readonly<Record<(typeof columns)[number], string>>;

/** In what share of its records a system knows a column, and what goes wrong there how often. */
interface SourceSystem {
  readonly name: string;
  readonly knows: Readonly<
    Record<'middle' | 'dob' | 'email' | 'phone' | 'address' | 'postcode' | 'card', number>
  >;
  readonly slip: Slip;
  /** Probability of a slip in a name, an address, an e-mail address. */
  readonly slips: readonly [name: number, address: number, email: number];
  /** Only the initial, or no first name at all. */
  readonly initials: number;
}

const known = (
  middle: number,
  dob: number,
  email: number,
  phone: number,
  address: number,
  postcode: number,
  card: number,
): SourceSystem['knows'] => ({ middle, dob, email, phone, address, postcode, card });

const systems: readonly (readonly [SourceSystem, share: number])[] = [
  [
    {
      name: 'webshop',
      knows: known(0.08, 0.22, 0.99, 0.68, 0.87, 0.97, 0.2),
      slip: keyboard,
      slips: [0.04, 0.05, 0.05],
      initials: 0.02,
    },
    0.255,
  ],
  [
    {
      name: 'pos',
      knows: known(0.05, 0.11, 0.31, 0.74, 0.38, 0.6, 0.4),
      slip: keyboard,
      slips: [0.06, 0.05, 0.03],
      initials: 0.16,
    },
    0.238,
  ],
  [
    {
      name: 'loyalty',
      knows: known(0.25, 0.83, 0.72, 0.72, 0.84, 0.9, 0.99),
      slip: keyboard,
      slips: [0.04, 0.04, 0.02],
      initials: 0.05,
    },
    0.209,
  ],
  [
    {
      name: 'crm',
      knows: known(0.35, 0.64, 0.75, 0.81, 0.84, 0.9, 0.13),
      slip: scanned,
      slips: [0.07, 0.08, 0.03],
      initials: 0.04,
    },
    0.182,
  ],
  [
    {
      name: 'servicedesk',
      knows: known(0.1, 0.4, 0.42, 0.91, 0.53, 0.7, 0.1),
      slip: misheard,
      slips: [0.14, 0.08, 0.04],
      initials: 0.05,
    },
    0.116,
  ],
];

/** Records a person has: share of persons with so many. */
const recordCounts: readonly (readonly [number, number])[] = [
  [1, 0.46],
  [2, 0.26],
  [3, 0.13],
  [4, 0.07],
  [5, 0.042],
  [6, 0.015],
  [7, 0.008],
  [8, 0.008],
  [10, 0.0065],
  [14, 0.0005],
];

/** The records that the five systems hold of a person: a pure function of seed and person. */
export function recordsOf(seed: number, person: Person): readonly CustomerRow[] {
  const random = randomOf(seed, 3, person.personId);
  return Array.from({ length: random.weighed(recordCounts) }, (_, nth) =>
    recordOf(person, nth, random),
  );
}

const firstDay = Date.UTC(2012, 0, 1);
const lastDay = Date.UTC(2025, 11, 31);

function recordOf(person: Person, nth: number, random: Random): CustomerRow {
  const system = random.weighed(systems);
  const { knows } = system;
  const created = firstDay + random.next() ** 0.6 * (lastDay - firstDay);
  const updated = created + random.next() ** 3 * (lastDay - created);
  // A value that came later is known to who wrote later.
  const age = (updated - firstDay) / (lastDay - firstDay);
  const current = <T>(values: readonly T[]): T =>
    values[Math.min(values.length - 1, Math.floor(age * values.length * 1.2))] as T;

  const place = current(person.places);
  const hasStreet = random.chance(knows.address);
  const written = spell(random);
  const slipped = (text: string, kind: 0 | 1 | 2): string => {
    if (random.chance(system.slips[kind])) return system.slip(text, random);
    return random.chance(0.012) ? keyboard(text, random) : text;
  };
  const givenForm = random.chance(0.07) ? familiarForm(person.given, random) : person.given;
  const isInitial = random.chance(system.initials);
  const given = isInitial ? (random.chance(0.3) ? '' : givenForm.charAt(0)) : givenForm;
  const names = [slipped(given, 0), slipped(current(person.families), 0)] as const;
  const [first, last] = random.chance(0.008) && given !== '' ? [names[1], names[0]] : names;
  const knowsCountry = random.chance(0.9);
  const street = hasStreet
    ? slipped(writeStreet(person.country, place, random.chance(0.25)), 1)
    : '';
  const consent = random.chance(0.86);
  const sourceNumber = person.personId * 16 + nth;
  return {
    id: `r${sourceNumber.toString(36)}`,
    cluster_id: String(person.personId),
    source_system: system.name,
    source_record_id: `${system.name.charAt(0).toUpperCase()}${sourceNumber.toString(16).padStart(8, '0')}`,
    created_at: instant(created),
    updated_at: instant(updated),
    first_name: written(first),
    middle_name: random.chance(knows.middle)
      ? written(random.chance(0.4) ? person.middle.charAt(0) : person.middle)
      : '',
    last_name: random.chance(0.004) ? 'N/A' : written(last),
    suffix: random.chance(0.35) ? person.suffix : '',
    gender: random.chance(0.54) ? (random.chance(0.005) ? 'M' : person.sex) : '',
    dob: random.chance(knows.dob) ? birthDate(person.birthDate, random) : '',
    email: random.chance(knows.email) ? email(slipped(current(person.emails), 2), random) : '',
    phone: random.chance(knows.phone)
      ? phone(person, current(person.mobiles), system.name, random)
      : '',
    address: written(street),
    city: hasStreet ? written(random.chance(0.015) ? place.city.replace(' ', '') : place.city) : '',
    postcode: hasStreet || random.chance(knows.postcode - knows.address) ? place.postcode : '',
    country: knowsCountry ? person.country : '',
    loyalty_id: random.chance(knows.card) ? card(person.loyaltyId, random) : '',
    consent_email: consent ? random.pick(['Y', 'Y', 'N']) : '',
    consent_sms: consent ? random.pick(['Y', 'Y', 'N']) : '',
    consent_profiling: consent ? random.pick(['Y', 'N']) : '',
    consent_at: consent ? instant(updated) : '',
  };
}

const instant = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;

/** One hand writes a whole record: all in capitals, without diacritics, or as it should be. */
const spell = (random: Random): ((text: string) => string) => {
  const hand = random.next();
  const letters = random.next();
  const marks =
    letters < 0.2 ? withoutMarks : letters < 0.3 ? spelledOut : (text: string): string => text;
  if (hand < 0.08) return (text) => marks(text).toUpperCase();
  if (hand < 0.11) return (text) => marks(text).toLowerCase();
  return marks;
};

const birthDate = (day: string, random: Random): string => {
  if (random.chance(0.012)) return random.pick(['1900-01-01', '1970-01-01']);
  const [year = '', month = '', date = ''] = day.split('-');
  if (random.chance(0.015) && Number(date) <= 12) return `${year}-${date}-${month}`;
  if (random.chance(0.015))
    return `${Number(year) + random.pick([-10, -1, 1, 10])}-${month}-${date}`;
  return day;
};

const email = (address: string, random: Random): string => {
  if (random.chance(0.012))
    return random.pick(['noemail@example.com', 'unknown@example.com', 'none@none.com']);
  return random.chance(0.03) ? address.charAt(0).toUpperCase() + address.slice(1) : address;
};

const card = (number: string, random: Random): string => {
  if (number === '' || !random.chance(0.03)) return number;
  const index = 1 + random.below(number.length - 1);
  return number.slice(0, index) + random.below(10) + number.slice(index + 1);
};

const callingCodes: Readonly<Record<Country, string>> = {
  GB: '44',
  US: '1',
  DE: '49',
  FR: '33',
  IT: '39',
  ES: '34',
  NL: '31',
  PL: '48',
};
/** Written before a national number inside the country. */
const trunkPrefixes: Readonly<Record<Country, string>> = {
  GB: '0',
  US: '',
  DE: '0',
  FR: '0',
  IT: '',
  ES: '',
  NL: '0',
  PL: '',
};

function phone(person: Person, mobile: string, system: string, random: Random): string {
  if (random.chance(0.01)) return random.pick(['0000000000', 'N/A', '123456789']);
  const usesLandline =
    person.landline !== '' && random.chance(system === 'servicedesk' ? 0.4 : 0.22);
  const national = usesLandline ? person.landline : mobile;
  const code = callingCodes[person.country];
  const digits = random.chance(0.02) ? keyboard(national, random) : national;
  const head = digits.slice(0, 3);
  const tail = digits.slice(3);
  switch (random.below(6)) {
    case 0:
    case 1:
      return `+${code}${digits}`;
    case 2:
      return `00${code}${digits}`;
    case 3:
      return `+${code} ${head} ${tail}`;
    case 4:
      return trunkPrefixes[person.country] + digits;
    default:
      return person.country === 'US'
        ? random.pick([
            `(${head}) ${tail.slice(0, 3)}-${tail.slice(3)}`,
            `${head}-${tail.slice(0, 3)}-${tail.slice(3)}`,
          ])
        : `${trunkPrefixes[person.country]}${head} ${tail}`;
  }
}
