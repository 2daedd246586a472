import { own } from '#core/kernel/own';

/**
 * Weak signs of a record's country, for reading a phone in national spelling when nobody says the
 * country. A number read by them must be valid there.
 */
const domainsOf: Readonly<Record<string, string>> = {
  'btinternet.com': 'GB',
  'sky.com': 'GB',
  'virginmedia.com': 'GB',
  'talktalk.net': 'GB',
  'ntlworld.com': 'GB',
  'comcast.net': 'US',
  'verizon.net': 'US',
  'att.net': 'US',
  'sbcglobal.net': 'US',
  'bellsouth.net': 'US',
  'cox.net': 'US',
  'charter.net': 'US',
  'laposte.net': 'FR',
  'telefonica.net': 'ES',
};

/** Country domains that the whole world registers. */
const generic = new Set(
  'ac ag ai am cc co eu fm gg gl io is la li ly me ms mu nu pw sc sh so su tk tm to tv ws'.split(
    ' ',
  ),
);

/** `orange.fr` → `FR`, `yahoo.co.uk` → `GB`. */
export function countryOfDomain(domain: string): string | undefined {
  const known = own(domainsOf, domain);
  if (known !== undefined) return known;
  const tld = /\.([a-z]{2})$/.exec(domain)?.[1];
  if (tld === undefined || generic.has(tld)) return undefined;
  return tld === 'uk' ? 'GB' : tld.toUpperCase();
}

const streets: readonly (readonly [RegExp, string])[] = [
  [/^(?:ul|ulica|os|osiedle|aleja)\b/, 'PL'],
  [/^(?:via|viale|piazza|piazzale|corso|vicolo|largo)\b/, 'IT'],
  [/^(?:calle|avenida|avda|paseo|plaza|cl|c)\b/, 'ES'],
  [/^(?:[0-9]+ )?(?:bis )?(?:rue|boulevard|bd|chemin|impasse|quai|allee)\b/, 'FR'],
  [/(?:straat|laan|plein|gracht|dijk)(?: [0-9]+[a-z]?)*$/, 'NL'],
  [/(?:strasse|str|gasse|platz|allee)(?: [0-9]+[a-z]?)*$/, 'DE'],
];

/** The country whose language a folded street line is in: `ul lakowa 31` → `PL`. */
export const countryOfStreet = (line: string): string | undefined =>
  streets.find(([form]) => form.test(line))?.[1];
