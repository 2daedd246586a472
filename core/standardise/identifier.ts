import { own } from '#core/kernel/own';
import { checksumHolds } from './checksum.ts';
import { countryCode } from './country.ts';
import { fold } from './fold.ts';
import { isPlaceholderIdentifier } from './placeholders.ts';
import type { StandardIdentifier } from './standard-record.ts';

/** Other words for the common types of identifier, folded without spaces. */
const sameType: Readonly<Record<string, string>> = {
  passportnumber: 'passport',
  passportno: 'passport',
  nationalid: 'national-id',
  nationalidentifier: 'national-id',
  nationalidentitynumber: 'national-id',
  identitycard: 'national-id',
  idcard: 'national-id',
  personalid: 'national-id',
  ssn: 'ssn',
  socialsecurity: 'ssn',
  socialsecuritynumber: 'ssn',
  taxid: 'tax',
  taxnumber: 'tax',
  tin: 'tax',
  drivinglicence: 'driving-licence',
  drivinglicense: 'driving-licence',
  driverslicense: 'driving-licence',
  driverlicense: 'driving-licence',
  loyaltyid: 'loyalty',
  loyaltycard: 'loyalty',
  loyaltynumber: 'loyalty',
  membership: 'loyalty',
  vatid: 'vat',
  vatnumber: 'vat',
  ustid: 'vat',
  dunsnumber: 'duns',
  leicode: 'lei',
  companynumber: 'registration',
  registrationnumber: 'registration',
  companyregistration: 'registration',
};

/** `Loyalty Card`, `loyalty_id` → `loyalty`; a type nobody knows keeps its folded words, joined by `-`. */
export function identifierType(type: string): string {
  const folded = fold(type);
  return own(sameType, folded.replaceAll(' ', '')) ?? folded.replaceAll(' ', '-');
}

/** Upper case, letters and digits only (other scripts keep theirs). */
export const identifierValue = (value: string): string =>
  value
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]/gu, '');

/** An identifier as matching sees it; `undefined` for placeholders. */
export function standardIdentifier(written: {
  readonly type?: string;
  readonly value?: string;
  readonly country?: string;
}): StandardIdentifier | undefined {
  if (written.value === undefined || isPlaceholderIdentifier(written.value)) return undefined;
  const type = identifierType(written.type ?? 'other');
  const value = identifierValue(written.value);
  const country = countryCode(written.country);
  const holds = checksumHolds(type, value, country);
  return {
    type,
    value,
    ...(country !== undefined && { country }),
    ...(holds !== undefined && { checksumHolds: holds }),
  };
}
