import type { Layout } from './layout.ts';

/** One part of a key: a place of the row, perhaps taken apart. */
export interface KeyPart {
  readonly name: string;
  readonly places: readonly number[];
  readonly of?: 'year' | 'month-and-day' | 'initial';
  /** Its places are one for each address, and go with those of the rule's other address parts. */
  readonly ofAddress?: boolean;
}

/** Records that agree in every part of a rule are candidates. */
export interface BlockingRule {
  readonly name: string;
  readonly parts: readonly KeyPart[];
  /** The first two parts may stand in each other's place. */
  readonly swaps: boolean;
  /**
   * Keys of oversized blocks, one run of numbers for each. Only a rule of several values needs them: two
   * records that share a crowded key may share a rare one, too.
   */
  readonly crowded?: Int32Array;
  /** Of much data the rare keys alone are looked at: a rare name tells who somebody is, a common one does not. */
  readonly isRareOfMany?: boolean;
}

/** Every rule that the columns of the data allow, the most telling first. */
export function rulesFor(layout: Layout): readonly BlockingRule[] {
  const part = (name: string, places: readonly number[], of?: KeyPart['of']): KeyPart =>
    of === undefined ? { name, places } : { name, places, of };
  const ofAddress = (
    name: string,
    read: (address: Layout['addresses'][number]) => number,
  ): KeyPart => ({ name, places: layout.addresses.map(read), ofAddress: true });
  const givenSound = part('given name by sound', [layout.givenSound]);
  const familySound = part('family name by sound', [layout.familySound]);
  const initial = part('initial', [layout.given], 'initial');
  const birth = part('birth date', [layout.birth]);
  const year = part('birth year', [layout.birth], 'year');
  const monthDay = part('birthday', [layout.birth], 'month-and-day');
  const street = ofAddress('street', (each) => each.street);
  const house = ofAddress('house', (each) => each.house);
  const extra = ofAddress('second line', (each) => each.extra);
  const postcode = ofAddress('postcode', (each) => each.postcode);
  const city = ofAddress('city', (each) => each.city);
  const email = part(
    'e-mail',
    layout.emails.map((each) => each.address),
  );
  const mailbox = part(
    'mailbox',
    layout.emails.map((each) => each.local),
  );
  const phone = part(
    'phone',
    layout.phones.map((each) => each.tail),
  );
  const company = part(
    'organisation',
    layout.organisations.map((each) => each.words),
  );
  const word = part(
    'telling word',
    layout.organisations.flatMap((each) => [each.firstWord, each.secondWord]),
  );
  const firstWord = part(
    'longest word',
    layout.organisations.map((each) => each.firstWord),
  );
  const secondWord = part(
    'second word',
    layout.organisations.map((each) => each.secondWord),
  );
  const rule = (...parts: readonly KeyPart[]): BlockingRule => ({
    name: parts.map(({ name }) => name).join(' + '),
    parts,
    swaps: parts[0] === givenSound && parts[1] === familySound,
  });
  const rules = [
    ...layout.identifiers.map(({ value, type }) => rule(part(type, [value]))),
    rule(email),
    rule(mailbox),
    rule(phone),
    rule(company),
    rule(givenSound, familySound, birth),
    rule(street, house, postcode),
    rule(street, house, city),
    rule(birth, familySound),
    rule(birth, givenSound),
    rule(birth, postcode),
    rule(word, postcode),
    rule(word, street),
    rule(word, city),
    rule(familySound, givenSound, postcode),
    rule(givenSound, familySound, city),
    { ...rule(givenSound, familySound), isRareOfMany: true },
    rule(familySound, postcode, initial),
    rule(familySound, street),
    rule(givenSound, street),
    rule(birth, city),
    rule(birth, house),
    rule(familySound, postcode),
    rule(givenSound, postcode),
    rule(house, postcode),
    rule(street, house),
    rule(monthDay, familySound),
    rule(monthDay, givenSound),
    rule(familySound, city, initial),
    rule(familySound, house),
    rule(street, postcode),
    rule(familySound, city),
    rule(year, familySound, initial),
    rule(year, monthDay),
    rule(firstWord, secondWord),
    rule(word),
    rule(street, city),
    rule(extra, postcode),
    rule(extra, street),
    rule(extra, house),
    rule(extra, city),
    rule(givenSound, city),
    rule(postcode, year),
    rule(city, year, initial),
    rule(house, city),
    rule(familySound, initial),
    rule(familySound),
    rule(street),
    rule(extra),
    rule(givenSound, house),
    rule(year, givenSound),
    rule(postcode),
    rule(monthDay),
    rule(givenSound),
    rule(city, initial),
    rule(city, house),
  ];
  const known = new Set<string>();
  return rules.filter(({ parts, name }) => {
    const isPossible = parts.every(({ places }) => places.length > 0);
    if (!isPossible || known.has(name)) return false;
    known.add(name);
    return true;
  });
}

/**
 * Finer rules for the oversized blocks of a rule of one part, such as an office phone or a company with
 * many branches. Rules of several parts need none: the list holds finer ones.
 */
export function refinementsOf(rule: BlockingRule, layout: Layout): readonly BlockingRule[] {
  const [first] = rule.parts;
  if (first === undefined || rule.parts.length > 1) return [];
  const seconds: readonly KeyPart[] = [
    { name: 'family name by sound', places: [layout.familySound] },
    { name: 'given name by sound', places: [layout.givenSound] },
    {
      name: 'telling word',
      places: layout.organisations.flatMap((each) => [each.firstWord, each.secondWord]),
    },
    {
      name: 'postcode',
      places: layout.addresses.map(({ postcode }) => postcode),
      ofAddress: true,
    },
  ];
  return seconds.flatMap((second) =>
    second.places.length === 0 || second.places.some((place) => first.places.includes(place))
      ? []
      : [{ name: `${first.name} + ${second.name}`, parts: [first, second], swaps: false }],
  );
}

/** Whether a record may have several keys of a rule. */
export const isMany = ({ parts }: BlockingRule): boolean =>
  parts.some(({ places }) => places.length > 1);

/** So few records that every pair can be looked at. */
export const everyPair: BlockingRule = { name: 'every pair', parts: [], swaps: false };
