import type { CustomerKind } from '#core/schema/customer-schema';

/**
 * What matching sees of a source record: folded, comparable features. Made by `standardise`, never
 * stored in clear, never shown. "Folded" is lower-case ASCII after transliteration, letters and
 * digits only (words separated by one space). Placeholders (1900-01-01, 0000000000, N/A,
 * noemail@…) are left out, so that nothing matches on them. Lists are free of duplicates and sorted.
 */
export interface StandardRecord {
  readonly kind: CustomerKind;
  readonly personNames: readonly StandardPersonName[];
  readonly organisationNames: readonly StandardOrganisationName[];
  /** `YYYY-MM-DD`; for an organisation the day or year it was founded is not a match feature. */
  readonly birthDate?: string;
  readonly gender?: 'female' | 'male' | 'other';
  readonly emails: readonly StandardEmail[];
  readonly phones: readonly StandardPhone[];
  readonly addresses: readonly StandardAddress[];
  readonly identifiers: readonly StandardIdentifier[];
  readonly socials: readonly StandardSocial[];
}

export interface StandardPersonName {
  /** Folded words in their order, particles joined to the family name (`van der berg`). */
  readonly given: readonly string[];
  readonly middle: readonly string[];
  readonly family: readonly string[];
  /** An earlier family name (maiden name), folded words. */
  readonly familyPrevious: readonly string[];
  /** Generation only: `jr`, `sr`, `2`, `3`, `4`. Honours and degrees are dropped. */
  readonly generation?: 'jr' | 'sr' | '2' | '3' | '4';
}

export interface StandardOrganisationName {
  /** Folded words without the legal form. */
  readonly words: readonly string[];
  /** Canonical legal form: `gmbh`, `ltd`, `inc`, `plc`, `bv`, … */
  readonly legalForm?: string;
}

export interface StandardEmail {
  /** Lower case, as it would be delivered. */
  readonly address: string;
  /** The part before the @ without `+tag`, folded, without dots, digits kept. */
  readonly local: string;
  readonly domain: string;
  /** `info@`, `noreply@`, `sales@`: shared by nature. */
  readonly isRole: boolean;
}

export interface StandardPhone {
  /** E.164 when it could be read with the record's country; else `~` and the bare digits. */
  readonly number: string;
  /** The last nine digits: the same line in national and international spelling. */
  readonly tail: string;
  readonly type: 'mobile' | 'fixed' | 'unknown';
}

export interface StandardAddress {
  /** Folded street words without house number and unit, common street words in one form (`st` → `street`). */
  readonly street: readonly string[];
  readonly houseNumber?: string;
  readonly unit?: string;
  /** Upper case, letters and digits only. */
  readonly postcode?: string;
  readonly city?: string;
  readonly region?: string;
  /** ISO 3166-1 alpha-2. */
  readonly country?: string;
}

export interface StandardIdentifier {
  /** `loyalty`, `passport`, `national-id`, `tax`, `lei`, `duns`, `vat`, … */
  readonly type: string;
  /** Upper case, letters and digits only. */
  readonly value: string;
  readonly country?: string;
  /** Whether the checksum of a known type holds; absent when the type has none. */
  readonly checksumHolds?: boolean;
}

export interface StandardSocial {
  readonly network: string;
  readonly handle: string;
}
