import { fold, foldTight } from './fold.ts';

/**
 * What clerks and forms write when they have nothing to write. Such values match each other and mean
 * nothing: they are kept as sent, reported as a finding, and left out of matching.
 */
const words: ReadonlySet<string> = new Set(
  `
  n a, na, nan, none, null, nil, undefined, unknown, unkown, not known, not available,
  not applicable, not provided, not given, not specified, no name, noname, no data, no email,
  no phone, no address, no fixed address, no value, nobody, anonymous, anonym,
  anonymous customer, guest, guest customer, walk in, walk in customer, cash customer,
  customer, kunde, barverkauf, laufkunde, unbekannt, keine angabe, k a, ohne, inconnu,
  inconnue, sans, sans nom, non renseigne, non communique, desconocido, desconocida,
  sin nombre, sin datos, sconosciuto, non disponibile, onbekend, geen, nvt, n v t, nieznany,
  nieznane, brak, test, testing, test test, tester, dummy, fake, example, asdf, asdfgh,
  qwerty, foo, tbc, tbd, tba, todo, missing, empty, blank, first name, firstname, last name,
  lastname, surname, vorname, nachname, prenom, nombre, apellido, delete, deleted,
  do not use, do not call, cash, bar verkauf
  `
    .split(',')
    .map((word) => word.trim()),
);

/** Not the word of a person or a place: `N/A`, `unknown`, `xxx`, `---`, `0000`. */
export function isPlaceholderText(text: string): boolean {
  const folded = fold(text);
  if (folded === '') return !/[\p{L}\p{N}]/u.test(text);
  return words.has(folded) || isOneSign(folded);
}

/** `xx`, `zzz`, `0000`: one sign again and again, spaces aside. */
function isOneSign(folded: string): boolean {
  const sign = folded.charCodeAt(0);
  let count = 0;
  for (let at = 0; at < folded.length; at++) {
    const code = folded.charCodeAt(at);
    if (code === 32) continue;
    if (code !== sign) return false;
    count++;
  }
  return count >= (shortestFiller[folded.charAt(0)] ?? 4);
}
const shortestFiller: Readonly<Record<string, number>> = { x: 2, z: 3 };

/** No mailbox, at whatever domain; folded without spaces. */
export const emptyMailboxes: ReadonlySet<string> = new Set(
  (
    'noemail nomail noaddress none null na nil unknown unbekannt keine keineemail keinemail sinemail ' +
    'sincorreo sansemail sansmail geenemail brak brakmaila dummy nobody noone undefined asdf qwerty'
  ).split(' '),
);
/** A mailbox may truly be called so, but not at the domains below. */
const idleLocals = new Set(
  'test testing tester fake example sample anonymous guest customer user email mail name abc xyz'.split(
    ' ',
  ),
);
const idleDomains = new Set(
  (
    'test.com test.de test.fr test.org test.net email.com mail.com ' +
    'none.com none.de noemail.com nomail.com domain.com abc.com xyz.com aaa.com xxx.com na.com unknown.com'
  ).split(' '),
);

/** `noemail@…`, `none@none.com`, `test@test.com`. Expects lower case. */
export function isPlaceholderEmail(address: string): boolean {
  const at = address.lastIndexOf('@');
  if (at < 0) return isPlaceholderText(address);
  const local = foldTight(address.slice(0, at));
  const domain = address.slice(at + 1);
  return (
    emptyMailboxes.has(local) ||
    (idleDomains.has(domain) && (idleLocals.has(local) || /^(?:x{2,}|a{2,}|[0-9])$/.test(local))) ||
    /^(?:noemail|nomail|none|no-e?mail)\./.test(domain) ||
    domain.endsWith('.invalid')
  );
}

/** Numbers nobody has: one digit repeated, a counted row, zeros with a one at the end. */
export function isPlaceholderPhone(text: string): boolean {
  const digits = text.replace(/\D/g, '');
  if (digits === '') return isPlaceholderText(text);
  const national = digits.replace(/^0+(?=[1-9])/, '');
  return (
    /^(\d)\1*$/.test(digits) ||
    /^(\d)\1{6,}$/.test(national) ||
    /^0+1?$/.test(digits) ||
    isCounted(national) ||
    // `+44 0000000000`, `+49 1111111111`: a calling code and then one digit.
    /^\d{1,3}(\d)\1{7,}$/.test(digits)
  );
}

const up = '01234567890123456789';
const down = '98765432109876543210';
const isCounted = (digits: string): boolean =>
  digits.length >= 6 && (up.includes(digits) || down.includes(digits));

/** Days that systems fill in: their own epochs, the first of their calendars. Expects `YYYY-MM-DD`. */
const fillers = new Set(
  (
    '0001-01-01 1000-01-01 1111-11-11 1582-10-15 1601-01-01 1753-01-01 1800-01-01 1899-12-30 ' +
    '1899-12-31 1900-01-01 1900-01-02 1901-01-01 1901-12-13 1904-01-01 1970-01-01 2038-01-19 ' +
    '2099-12-31 2222-02-22 9999-01-01 9999-12-31'
  ).split(' '),
);

export const isPlaceholderDate = (date: string): boolean => fillers.has(date);

/** `0000000`, `123456789`, `XXXX`, `N/A`. */
export function isPlaceholderIdentifier(value: string): boolean {
  if (isPlaceholderText(value)) return true;
  const compact = value.toUpperCase().replace(/[^0-9A-Z]/g, '');
  // A register counts up from 0 as well: `01234567` is a company, `12345678` what one types for none.
  const isFiller = isCounted(compact) && !/^0\d{5,7}$/.test(compact);
  return /^(.)\1{2,}$/.test(compact) || isFiller || compact === '';
}
