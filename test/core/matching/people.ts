import type { Frequencies, MatchKey } from '#core/matching/match-model';
import type { StandardPersonName, StandardRecord } from '#core/standardise/standard-record';

/** A standardised person with nothing known but what is given. */
export const person = (known: Partial<StandardRecord> = {}): StandardRecord => ({
  kind: 'person',
  personNames: [],
  organisationNames: [],
  emails: [],
  phones: [],
  addresses: [],
  identifiers: [],
  socials: [],
  ...known,
});

/** `named('ada', 'lovelace')`; an empty text is a missing part. */
export const named = (
  given: string,
  family: string,
  more: Partial<StandardPersonName> = {},
): Pick<StandardRecord, 'personNames'> => ({
  personNames: [
    {
      given: given === '' ? [] : given.split(' '),
      middle: [],
      family: family === '' ? [] : family.split(' '),
      familyPrevious: [],
      ...more,
    },
  ],
});

export const mobile = (tail: string): Pick<StandardRecord, 'phones'> => ({
  phones: [{ number: `+44${tail}`, tail: tail.slice(-9), type: 'mobile' }],
});

export const landline = (tail: string): Pick<StandardRecord, 'phones'> => ({
  phones: [{ number: `+44${tail}`, tail: tail.slice(-9), type: 'fixed' }],
});

export const mail = (address: string, isRole = false): Pick<StandardRecord, 'emails'> => {
  const [local = '', domain = ''] = address.split('@');
  return { emails: [{ address, local: local.replaceAll('.', ''), domain, isRole }] };
};

export const home = (houseNumber = '12'): Pick<StandardRecord, 'addresses'> => ({
  addresses: [
    { street: ['mill', 'lane'], houseNumber, postcode: 'AB12CD', city: 'testford', country: 'GB' },
  ],
});

export const card = (type: string, value: string): Pick<StandardRecord, 'identifiers'> => ({
  identifiers: [{ type, value }],
});

/** Frequencies as a small hub knows them: nothing was looked up, unless counted here. */
export const frequencies = (
  counts: Readonly<Record<string, number | 'common'>> = {},
  customers = 1000,
): Frequencies => {
  const read = ({ kind, text }: Pick<MatchKey, 'kind' | 'text'>) => counts[`${kind} ${text}`];
  return {
    customers,
    sharedBy: (key) => {
      const count = read(key);
      return typeof count === 'number' ? count : undefined;
    },
    isCommon: (key) => read(key) === 'common',
  };
};
