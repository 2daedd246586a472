import { countryOfDomain } from '#core/standardise/country-hints';
import { isEmailSyntax, roleMailboxes, standardEmail } from '#core/standardise/email';
import { emptyMailboxes, isPlaceholderEmail } from '#core/standardise/placeholders';
import { countryNumber } from './country-numbers.ts';
import { type Interner, makeCompanions } from './interner.ts';
import { textOfBytes } from './text-of-bytes.ts';
import { ValueMemo } from './value-memo.ts';

/** As in match keys: a shorter mailbox is nobody's habit. */
const shortestTellingLocal = 7;

/** What an e-mail address becomes: numbers of values, and the country that its domain hints at. */
export interface ReadEmail {
  address: number;
  local: number;
  country: number;
}

/** What is known of a domain. */
interface Domain {
  /** Every mailbox of it is a person's or a role's, whose name alone decides. */
  readonly isPlain: boolean;
  /** As it is compared, in bytes. */
  readonly standard: Uint8Array;
  readonly country: number;
}

const encoder = new TextEncoder();

const domainOf = (domain: string): Domain => {
  const [person, tester] = [`ordinary.person@${domain}`, `test@${domain}`];
  const isPlain =
    isEmailSyntax(person) && !isPlaceholderEmail(person) && !isPlaceholderEmail(tester);
  const standard = standardEmail(person)?.domain ?? '';
  return {
    isPlain,
    standard: encoder.encode(standard),
    country: countryNumber(countryOfDomain(standard)),
  };
};

/** Length, first and last letter of a name, in twelve bits: most are of no role, and need no text made of them. */
const shapeOf = (length: number, first: number, last: number): number =>
  ((length * 31 + first) * 31 + last) & 4095;
const knownShapes = new Uint8Array(4096);
for (const name of [...roleMailboxes, ...emptyMailboxes])
  knownShapes[shapeOf(name.length, name.charCodeAt(0), name.charCodeAt(name.length - 1))] = 1;

/**
 * `standardEmail` for many addresses: plain ones, of Latin letters, digits, points, hyphens and
 * underscores at a domain that is known by then, are read from their bytes; others by it. A test compares
 * the two. Answers `false` for what is no address or says nothing.
 */
export function emailReader(
  { text: intern, bytes: internBytes }: Interner,
  into: ReadEmail,
): (source: Uint8Array, from: number, to: number) => boolean {
  const domains = new ValueMemo(1);
  const known: Domain[] = [];
  const scratch = new Uint8Array(1024);
  const lower = new Uint8Array(256);
  const tight = new Uint8Array(256);

  const localOf = makeCompanions();
  let lettersOfLocal = 0;
  const internLocal = (): number => {
    scratch[0] = 64;
    for (let each = 0; each < lettersOfLocal; each++) scratch[1 + each] = tight[each] as number;
    return internBytes(scratch, 0, 1 + lettersOfLocal);
  };

  const remembered = new ValueMemo(4);
  const readText = (source: Uint8Array, from: number, to: number): boolean => {
    const entry = remembered.find(source, from, to, 0);
    const { entries } = remembered;
    if (remembered.isNew) {
      const email = standardEmail(textOfBytes(source, from, to).normalize('NFC'));
      if (email !== undefined) {
        const { isRole, local, domain, address } = email;
        entries[entry] = 1;
        entries[entry + 1] = intern(`${isRole ? '!' : ''}${local}@${domain} ${address}`);
        entries[entry + 2] =
          isRole || local.length < shortestTellingLocal ? 0 : intern(`@${local}`);
        entries[entry + 3] = countryNumber(countryOfDomain(domain));
      }
    }
    into.address = entries[entry + 1] as number;
    into.local = entries[entry + 2] as number;
    into.country = entries[entry + 3] as number;
    return entries[entry] === 1;
  };

  return (source, from, to) => {
    into.address = into.local = into.country = 0;
    const length = to - from;
    const slowly = (): boolean => readText(source, from, to);
    if (length > 200) return slowly();
    let at = -1;
    for (let each = 0; each < length; each++) {
      let byte = source[from + each] as number;
      if (byte >= 65 && byte <= 90) byte += 32;
      else if (byte === 64) {
        if (at >= 0) return slowly();
        at = each;
      } else if (!isPlainByte(byte)) return slowly();
      lower[each] = byte;
    }
    if (at < 1 || at > 64) return slowly();
    const entry = domains.find(lower, at + 1, length, 0);
    if (domains.isNew) {
      domains.entries[entry] = known.length;
      known.push(domainOf(textOfBytes(lower, at + 1, length)));
    }
    const domain = known[domains.entries[entry] as number] as Domain;
    if (!domain.isPlain) return slowly();
    let letters = 0;
    let hasDigit = false;
    for (let each = 0; each < at; each++) {
      const byte = lower[each] as number;
      if (byte >= 97) tight[letters++] = byte;
      else if (byte >= 48 && byte <= 57) {
        tight[letters++] = byte;
        hasDigit = true;
      }
    }
    if (letters === 0) return slowly();
    // Names of roles have no digits; those at the end are left out when looking for one.
    let name = letters;
    while (hasDigit && name > 0 && (tight[name - 1] as number) < 97) name--;
    let isRole = false;
    if (knownShapes[shapeOf(name, tight[0] as number, tight[name - 1] as number)] === 1) {
      const text = textOfBytes(tight, 0, name);
      if (!hasDigit && emptyMailboxes.has(text)) return slowly();
      isRole = roleMailboxes.has(text);
      // Digits between other signs at the end are no mere numbering.
      if (isRole && hasDigit) return slowly();
    }
    let end = 0;
    if (isRole) scratch[end++] = 33;
    for (let each = 0; each < letters; each++) scratch[end++] = tight[each] as number;
    scratch[end++] = 64;
    for (let each = 0; each < domain.standard.length; each++)
      scratch[end++] = domain.standard[each] as number;
    scratch[end++] = 32;
    for (let each = 0; each < length; each++) scratch[end++] = lower[each] as number;
    into.address = internBytes(scratch, 0, end);
    if (!isRole && letters >= shortestTellingLocal) {
      lettersOfLocal = letters;
      into.local = localOf(into.address, internLocal);
    }
    into.country = domain.country;
    return true;
  };
}

/** Small letters, digits, `-`, `.`, `_`. */
const isPlainByte = (byte: number): boolean =>
  (byte >= 97 && byte <= 122) ||
  (byte >= 48 && byte <= 57) ||
  byte === 45 ||
  byte === 46 ||
  byte === 95;
