import { transliterate } from '#core/standardise/transliterate';
import { type Country, familyName, givenName, nameStocks } from '../../people/names.ts';
import { type Place, placeIn, writeStreet } from '../../people/places.ts';
import type { Random } from '../../people/random.ts';
import { keyboard, misheard, spelledOut, withoutMarks } from '../../people/slips.ts';
import { digits, type LocalCountry, localStocks } from './stocks.ts';

export type Land = Country | LocalCountry;

/** Where someone lives, as the country writes it. `variant` spells it another way. */
export interface Home {
  readonly street: (variant: boolean) => string;
  readonly unit: string;
  readonly district: string;
  readonly city: string;
  readonly region: string;
  readonly postcode: string;
}

/** A made-up person; nobody real. */
export interface Person {
  readonly given: string;
  /** A second given name; '' for most. */
  readonly second: string;
  readonly family: string;
  /** `YYYY-MM-DD`. */
  readonly birth: string;
  readonly sex: 'F' | 'M';
  readonly home: Home;
  readonly mobile: string;
  readonly landline: string;
  readonly email: string;
  /** The country's number of a person, eleven digits or so. */
  readonly number: string;
}

const isLocal = (land: Land): land is LocalCountry => Object.hasOwn(localStocks, land);

/** An address of the country. */
export function homeIn(land: Land, random: Random): Home {
  if (!isLocal(land)) {
    const place: Place = placeIn(land, random);
    return {
      street: (variant) => writeStreet(land, place, variant),
      unit: '',
      district: '',
      city: place.city,
      region: '',
      postcode: place.postcode,
    };
  }
  const { cities, streets, districts } = localStocks[land];
  const [city, region, start] = random.zipf(cities, 0.6);
  const [street, district] = [random.pick(streets), random.pick(districts)];
  const number = 1 + Math.floor(random.next() ** 2 * 900);
  const unit = random.chance(0.5) ? String(1 + random.below(120)) : '';
  const block = `${1 + random.below(5)}-${1 + random.below(25)}-${1 + random.below(15)}`;
  const shortStreet = street
    .replace('Rua ', 'R. ')
    .replace('Avenida ', 'Av. ')
    .replace(' Road', ' Rd')
    .replace(' Street', ' St');
  const written: Record<LocalCountry, (variant: boolean) => string> = {
    BR: (variant) => `${variant ? shortStreet : street}, ${number}`,
    IN: (variant) =>
      `${unit === '' ? `${number}` : `Flat ${unit}, ${number}`}${variant ? '' : ','} ${variant ? shortStreet : street}`,
    JP: (variant) => (variant ? `${street} ${block}` : `${block} ${street}`),
    RU: (variant) =>
      `${variant ? street.replace('ул. ', '') : street}, д. ${number}${unit === '' ? '' : `, кв. ${unit}`}`,
    KR: () => `${street} ${number}`,
    TR: (variant) =>
      `${variant ? street.replace('Caddesi', 'Cad.').replace('Sokak', 'Sk.') : street} No: ${number}${unit === '' ? '' : `/${unit}`}`,
  };
  return {
    street: written[land],
    unit: land === 'BR' && unit !== '' ? `Apto ${unit}` : '',
    district: land === 'JP' ? '' : district,
    city,
    region,
    postcode:
      start +
      digits(
        { BR: '###-###', IN: '###', JP: '-####', RU: '####', KR: '####', TR: '###' }[land],
        random,
      ),
  };
}

const mobiles: Record<Land, string> = {
  GB: '+44 7700 900###',
  US: '+1 202-555-01##',
  DE: '0151 ########',
  FR: '06 ## ## ## ##',
  ES: '6## ### ###',
  IT: '3## #######',
  NL: '06-########',
  PL: '5## ### ###',
  BR: '(11) 9####-####',
  IN: '98########',
  JP: '090-####-####',
  RU: '+7 9## ###-##-##',
  KR: '010-####-####',
  TR: '053# ### ## ##',
};
const landlines: Record<Land, string> = {
  GB: '01632 960###',
  US: '202-555-01##',
  DE: '030 #######',
  FR: '01 ## ## ## ##',
  ES: '91# ### ###',
  IT: '02 #######',
  NL: '020-#######',
  PL: '22 ### ## ##',
  BR: '(11) 3###-####',
  IN: '022 2### ####',
  JP: '03-####-####',
  RU: '8 (495) ###-##-##',
  KR: '02-###-####',
  TR: '0212 ### ## ##',
};

const familyIn = (land: Land, random: Random): string => {
  if (!isLocal(land)) {
    const one = familyName(nameStocks[land], random);
    return land === 'ES' ? `${one} ${familyName(nameStocks[land], random)}` : one;
  }
  const { family } = localStocks[land];
  const one = random.zipf(family, 0.4);
  return land === 'BR' && random.chance(0.8) ? `${one} ${random.zipf(family, 0.4)}` : one;
};

const givenIn = (land: Land, sex: 'F' | 'M', year: number, random: Random): string =>
  isLocal(land)
    ? random.zipf(localStocks[land][sex === 'F' ? 'female' : 'male'], 0.5)
    : givenName(nameStocks[land], sex, year, random);

const birthIn = (from: number, years: number, random: Random): string =>
  `${from + random.below(years)}-${String(1 + random.below(12)).padStart(2, '0')}-${String(1 + random.below(28)).padStart(2, '0')}`;

const mailbox = (given: string, family: string, random: Random): string => {
  const [g, f] = [given, family].map((name) =>
    transliterate(withoutMarks(name).normalize('NFC'))
      .toLowerCase()
      .replaceAll(/[^a-z]/g, ''),
  ) as [string, string];
  const local = random.pick([
    `${g}.${f}`,
    `${g.charAt(0)}${f}${random.below(1000)}`,
    `${g}${random.below(10_000)}`,
    `${f}.${g}`,
    `${g}_${f}${random.below(90)}`,
  ]);
  return `${local}@${random.pick(['mail', 'post', 'inbox', 'web', 'correo'])}.example.com`;
};

function personOf(land: Land, like: Partial<Person>, random: Random): Person {
  const sex = like.sex ?? (random.chance(0.5) ? 'F' : 'M');
  const birth = like.birth ?? birthIn(1938, 68, random);
  const year = Number(birth.slice(0, 4));
  const given = like.given ?? givenIn(land, sex, year, random);
  const family = like.family ?? familyIn(land, random);
  return {
    sex,
    birth,
    given,
    second: random.chance(0.2) ? givenIn(land, sex, year, random) : '',
    family,
    home: like.home ?? homeIn(land, random),
    mobile: digits(mobiles[land], random),
    landline: like.landline ?? digits(landlines[land], random),
    email: mailbox(given, family, random),
    number: digits('###########', random),
  };
}

/** One person, or a family behind one door: couples, children, twins, a father and a son of one name. */
export function householdAbroad(land: Land, random: Random): readonly Person[] {
  const first = personOf(land, {}, random);
  if (!random.chance(0.35)) return [first];
  const { family, home, landline } = first;
  const shared = { family, home, landline };
  const year = Number(first.birth.slice(0, 4));
  const child = birthIn(Math.min(year + 22, 2004), 14, random);
  const members: Person[] = [first];
  if (random.chance(0.8))
    members.push(
      personOf(
        land,
        { ...shared, sex: first.sex === 'F' ? 'M' : 'F', birth: birthIn(year - 4, 9, random) },
        random,
      ),
    );
  if (random.chance(0.3)) members.push(personOf(land, { ...shared, birth: child }, random));
  if (random.chance(0.04)) {
    const twins = birthIn(Math.min(year + 22, 2004), 14, random);
    const one = personOf(land, { ...shared, birth: twins }, random);
    const other = personOf(land, { ...shared, birth: twins, sex: one.sex }, random);
    if (one.given !== other.given) members.push(one, other);
  }
  if (random.chance(0.03))
    members.push(
      personOf(
        land,
        {
          ...shared,
          given: first.given,
          sex: first.sex,
          birth: birthIn(Math.min(year + 22, 2004), 14, random),
        },
        random,
      ),
    );
  return members;
}

/** What one system holds of a person. */
export interface Written {
  readonly given: string;
  readonly second: string;
  readonly family: string;
  readonly birth: string;
  readonly sex: string;
  readonly street: string;
  readonly unit: string;
  readonly district: string;
  readonly city: string;
  readonly region: string;
  readonly postcode: string;
  readonly mobile: string;
  readonly landline: string;
  readonly email: string;
  readonly number: string;
}

const slipped = (text: string, chance: number, random: Random): string =>
  random.chance(chance)
    ? random.chance(0.6)
      ? keyboard(text, random)
      : misheard(text, random)
    : text;

const slippedDay = (birth: string, random: Random): string => {
  const [year = '', month = '', day = ''] = birth.split('-');
  if (random.chance(0.3) && Number(day) <= 12) return `${year}-${day}-${month}`;
  const other = String(1 + random.below(28)).padStart(2, '0');
  return random.chance(0.5)
    ? `${year}-${month}-${other}`
    : `${year.slice(0, 3)}${random.below(10)}-${month}-${day}`;
};

/** One record of a person; the first one is as the person would write it, the others are not. */
export function writeDown(land: Land, person: Person, isFirst: boolean, random: Random): Written {
  const home = !isFirst && random.chance(0.08) ? homeIn(land, random) : person.home;
  const style = random.below(10);
  const dress = (text: string): string =>
    style < 2
      ? withoutMarks(text)
      : style === 2
        ? text.toUpperCase()
        : style === 3
          ? spelledOut(text)
          : text;
  const kept = (text: string, missing: number): string => (random.chance(missing) ? '' : text);
  const error = isFirst ? 0.01 : 0.09;
  const variant = random.chance(0.4);
  const given = random.chance(isFirst ? 0 : 0.04) ? `${person.given.charAt(0)}.` : person.given;
  return {
    given: dress(slipped(given, error, random)),
    second: random.chance(0.5) ? dress(person.second) : '',
    family: dress(slipped(person.family, error, random)),
    birth: kept(
      random.chance(isFirst ? 0 : 0.04) ? slippedDay(person.birth, random) : person.birth,
      0.15,
    ),
    sex: kept(person.sex, 0.2),
    street: dress(slipped(home.street(variant), error / 2, random)),
    unit: home.unit,
    district: dress(kept(home.district, 0.3)),
    city: dress(slipped(home.city, error / 2, random)),
    region: kept(home.region, 0.2),
    postcode: kept(home.postcode, 0.05),
    mobile: kept(
      isFirst || random.chance(0.85) ? person.mobile : digits(mobiles[land], random),
      0.3,
    ),
    landline: kept(person.landline, 0.6),
    email: kept(
      isFirst || random.chance(0.85) ? person.email : mailbox(person.given, person.family, random),
      0.3,
    ),
    number: kept(person.number, 0.7),
  };
}
