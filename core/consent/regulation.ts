import type { Instant } from '#core/kernel/types';
import type { Channel } from './consent-event.ts';
import type { Period } from './period.ts';

/** How sure a fact is: read in the law itself, in somebody's account of it, or not confirmed at all. */
export type Check = 'text' | 'secondary' | 'memory';

/** What a law asks of a contact. data/README of the regulations lists the words. */
export type ConsentModel =
  | 'opt_in'
  | 'opt_in_explicit'
  | 'opt_in_separate'
  | 'opt_in_two_step'
  | 'opt_in_written'
  | 'opt_in_parental'
  | 'soft_opt_in'
  | 'implied'
  | 'opt_out'
  | 'notice_only'
  | 'authorization'
  | 'best_interest'
  | 'prohibited';

export interface ConsentRule {
  readonly id: string;
  readonly channel: string;
  readonly purpose: string;
  readonly model: ConsentModel;
  readonly expires_after?: Period | null;
  readonly state_overrides?: readonly {
    readonly codes: readonly string[];
    readonly expires_after?: Period;
    readonly available?: boolean;
  }[];
  readonly calling_hours_local?: readonly string[];
  readonly citation: string;
  readonly check: Check;
}

export interface AgeFact {
  readonly threshold: number;
  readonly scope: string;
  readonly citation: string;
  readonly check: Check;
}

export interface Regulation {
  readonly id: string;
  readonly jurisdiction: { readonly codes: readonly string[] };
  readonly in_force: { readonly from: string; readonly until: string | null };
  readonly consent_rules: readonly ConsentRule[];
  readonly age: readonly AgeFact[];
}

/** The law as data: one edition of data/regulations.json, and what an operator has signed off in it. */
export interface LawEdition {
  readonly schema_version: string;
  readonly as_of: string;
  readonly regulations: readonly Regulation[];
  readonly eu_child_ages: {
    readonly values: Readonly<Record<string, { readonly age: number; readonly check: Check }>>;
  };
}

/** Rules that nobody confirmed decide nothing until their id is here. */
export type SignedOff = ReadonlySet<string>;

export const isDecisive = ({ id, check }: Pick<ConsentRule, 'id' | 'check'>, signed: SignedOff) =>
  check !== 'memory' || signed.has(id);

/** Under which id an operator signs off an age: a regulation's own, its age of sale, a member state's. */
export const ageFactId = (regulation: string, { scope }: Pick<AgeFact, 'scope'>): string =>
  isAboutSale({ scope }) ? `${regulation}-sale-age` : `${regulation}-age`;
export const euAgeFactId = (country: string): string => `eu-child-age-${country}`;

/** Such an age tells whose own yes a sale needs, and not when a parent speaks. */
export const isAboutSale = ({ scope }: Pick<AgeFact, 'scope'>): boolean => /sale/.test(scope);

const euCountries =
  'AT BE BG HR CY CZ DE DK EE ES FI FR GR HU IE IT LT LU LV MT NL PL PT RO SE SI SK'.split(' ');
const eeaOnly = ['IS', 'LI', 'NO'];

/** All places whose law a code brings with it: `US-CA` → `US-CA`, `US`; `DE` → `DE`, `EU`, `EEA`. */
export function placesOf(jurisdiction: string): readonly string[] {
  const [country = ''] = jurisdiction.split('-');
  return [
    jurisdiction,
    ...(country === jurisdiction ? [] : [country]),
    ...(euCountries.includes(country) || country === 'EU' ? ['EU', 'EEA'] : []),
    ...(eeaOnly.includes(country) ? ['EEA'] : []),
  ];
}

/** Laws that bind certain businesses only; a deployment says which it is. */
const sectorOf: Readonly<Record<string, Sector>> = {
  'us-glba': 'finance',
  'us-hipaa': 'health',
  'us-privacy-act-1974': 'federal',
  'us-ca-delete-act': 'data-broker',
};
export const sectors = ['finance', 'health', 'federal', 'data-broker'] as const;
export type Sector = (typeof sectors)[number];

/** The regulations for somebody of these jurisdictions, in force or not. */
export function lawsOfPlaces(
  { regulations }: Pick<LawEdition, 'regulations'>,
  jurisdictions: readonly string[],
  sectorsOfBusiness: readonly Sector[],
): readonly Regulation[] {
  const places = new Set(jurisdictions.flatMap(placesOf));
  return regulations.filter(({ id, jurisdiction }) => {
    const sector = sectorOf[id];
    return (
      (sector === undefined || sectorsOfBusiness.includes(sector)) &&
      jurisdiction.codes.some((code) => places.has(code === 'US-FED' ? 'US' : code))
    );
  });
}

/** Those of them in force at a moment. */
export function applicable(
  edition: Pick<LawEdition, 'regulations'>,
  jurisdictions: readonly string[],
  sectorsOfBusiness: readonly Sector[],
  at: Instant,
): readonly Regulation[] {
  const day = at.slice(0, 10);
  return lawsOfPlaces(edition, jurisdictions, sectorsOfBusiness).filter(
    ({ in_force: { from, until } }) => from <= day && (until === null || day <= until),
  );
}

/** By which names the rules speak of a channel. */
export const ruleChannels: Readonly<Record<Channel, readonly string[]>> = {
  email: ['email', 'electronic_message', 'any'],
  sms: ['sms', 'electronic_message', 'any'],
  voice: ['voice_live', 'any'],
  'voice-automated': ['voice_auto', 'any'],
  post: ['postal', 'any'],
  push: ['electronic_message', 'any'],
  'in-person': ['any'],
  sharing: ['any'],
  profiling: ['any'],
};
