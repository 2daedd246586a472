import { type Country, familyName, givenName, nameStocks, type Sex } from './names.ts';
import { type Place, placeIn } from './places.ts';
import { type Random, randomOf } from './random.ts';

/** What is true of a person; every list holds the newest value last. */
export interface Person {
  /** Household and place in it: unique under one seed. */
  readonly personId: number;
  readonly country: Country;
  readonly sex: Sex;
  readonly given: string;
  readonly middle: string;
  /** The maiden name first, where there is one. */
  readonly families: readonly string[];
  readonly suffix: string;
  /** `YYYY-MM-DD` */
  readonly birthDate: string;
  readonly places: readonly Place[];
  /** National numbers without the leading zero. */
  readonly mobiles: readonly string[];
  readonly landline: string;
  readonly emails: readonly string[];
  /** `''`: holds no card. */
  readonly loyaltyId: string;
}

export const mostMembers = 6;

const countryShares: readonly (readonly [Country, number])[] = [
  ['GB', 0.32],
  ['US', 0.26],
  ['DE', 0.14],
  ['FR', 0.09],
  ['IT', 0.06],
  ['ES', 0.05],
  ['NL', 0.045],
  ['PL', 0.035],
];

interface Member {
  readonly sex: Sex;
  readonly bornIn: number;
  readonly isChild: boolean;
  /** A twin shares the day with the member before. */
  readonly isTwin: boolean;
  /** A son of his father's name. */
  readonly isJunior: boolean;
}

/**
 * The people of one household, a pure function of seed and number: any household can be made by
 * itself, in any order. Alone, couples, families with children, twins, fathers and sons of one name;
 * they share address, landline, mostly the family name, now and then a mailbox or a card.
 */
export function householdOf(seed: number, household: number): readonly Person[] {
  const random = randomOf(seed, 1, household);
  const country = random.weighed(countryShares);
  const stock = random.chance(0.09) ? nameStocks.other : nameStocks[country];
  const family = familyName(stock, random);
  const members = membersOf(random);
  const shared = {
    places: movesOf(country, random),
    landline: random.chance(0.5) ? landlineOf(country, random) : '',
    mailbox: random.chance(0.12) ? mailboxOf(country, family, random) : '',
    card: random.chance(0.05) ? cardOf(random) : '',
  };
  const persons: Person[] = [];
  for (const [nth, member] of members.entries()) {
    const father = persons[0];
    const isSecondParent = nth === 1 && !member.isChild;
    const born =
      member.isTwin && persons[nth - 1] !== undefined
        ? (persons[nth - 1] as Person).birthDate
        : dayIn(member.bornIn, random);
    const married = isSecondParent && random.chance(0.25);
    const own = nth === 0 || (isSecondParent && (married || random.chance(0.25)));
    const families = own && nth > 0 ? [familyName(stock, random)] : [family];
    if (married) families.push(family);
    if (married && random.chance(0.15)) families[1] = `${families[0]}-${family}`;
    const given =
      member.isJunior && father !== undefined
        ? father.given
        : givenName(stock, member.sex, member.bornIn, random);
    const personId = household * mostMembers + nth;
    persons.push({
      personId,
      country,
      sex: member.sex,
      given,
      middle: random.chance(0.45) ? givenName(stock, member.sex, member.bornIn, random) : '',
      families,
      suffix: member.isJunior
        ? 'Jr'
        : members.some((each) => each.isJunior) && nth === 0
          ? 'Sr'
          : '',
      birthDate: born,
      places: member.isChild && random.chance(0.3) ? movesOf(country, random) : shared.places,
      mobiles: mobilesOf(seed, personId, country, random),
      landline: shared.landline,
      emails: emailsOf(country, given, families.at(-1) ?? family, shared.mailbox, random),
      loyaltyId: random.chance(0.6) ? (shared.card !== '' ? shared.card : cardOf(random)) : '',
    });
  }
  return persons;
}

function membersOf(random: Random): readonly Member[] {
  const bornIn = 1935 + Math.floor(60 * random.next());
  const sexes: readonly Sex[] = ['F', 'M'];
  const first = random.pick(sexes);
  const adult = { isChild: false, isTwin: false, isJunior: false };
  const members: Member[] = [{ ...adult, sex: first, bornIn }];
  const size = random.zipf([1, 1, 1, 2, 2, 3, 4, 5], 0.2);
  if (size === 1) return members;
  const isCouple = random.chance(0.85);
  if (isCouple)
    members.push({
      ...adult,
      sex: random.chance(0.95) ? (first === 'F' ? 'M' : 'F') : first,
      bornIn: bornIn + random.below(9) - 4,
    });
  while (members.length < Math.min(size, mostMembers)) {
    const isTwin = members.at(-1)?.isChild === true && random.chance(0.06);
    const sex = random.pick(sexes);
    members.push({
      sex,
      bornIn: isTwin
        ? (members.at(-1)?.bornIn ?? bornIn)
        : Math.min(2006, bornIn + 20 + random.below(18)),
      isChild: true,
      isTwin,
      isJunior:
        first === 'M' &&
        sex === 'M' &&
        !members.some((each) => each.isJunior) &&
        random.chance(0.06),
    });
  }
  return members;
}

const movesOf = (country: Country, random: Random): readonly Place[] => {
  const places = [placeIn(country, random)];
  while (places.length < 3 && random.chance(0.28)) places.push(placeIn(country, random));
  return places;
};

const twoDigits = (number: number): string => String(number).padStart(2, '0');

const dayIn = (year: number, random: Random): string =>
  `${year}-${twoDigits(1 + random.below(12))}-${twoDigits(1 + random.below(28))}`;

const digits = (count: number, random: Random): string =>
  Array.from({ length: count }, () => random.below(10)).join('');

const cardOf = (random: Random): string => `6${digits(10, random)}`;

/** Ranges of national numbers: `#` a digit. */
const mobileRanges: Readonly<Record<Country, readonly string[]>> = {
  GB: ['74########', '75########', '77########', '78########', '79########'],
  US: [
    '2##2######',
    '3##3######',
    '4##5######',
    '5##4######',
    '6##6######',
    '7##7######',
    '9##8######',
  ],
  DE: ['151########', '160#######', '170#######', '176########', '179#######'],
  FR: ['6########', '7########'],
  IT: ['320#######', '333#######', '347#######', '366#######', '392#######'],
  ES: ['6########'],
  NL: ['6########'],
  PL: ['50#######', '51#######', '60#######', '69#######', '72#######', '78#######'],
};
const landlineRanges: Readonly<Record<Country, readonly string[]>> = {
  GB: ['20########', '161#######', '121#######', '117#######'],
  US: ['2##3######', '5##6######', '8##4######'],
  DE: ['30########', '89########', '221#######', '40########'],
  FR: ['1########', '4########', '5########'],
  IT: ['02########', '06########', '081#######'],
  ES: ['91#######', '93#######', '95#######'],
  NL: ['20#######', '10#######', '70#######'],
  PL: ['22#######', '12#######', '58#######'],
};

const filled = (pattern: string, random: Random): string =>
  pattern.replaceAll('#', () => String(random.below(10)));

const landlineOf = (country: Country, random: Random): string =>
  filled(random.pick(landlineRanges[country]), random);

/** The nth mobile a person has had; a pure function, so that a later owner can be given it. */
const mobileOf = (seed: number, personId: number, nth: number, country: Country): string => {
  const random = randomOf(seed, 2, personId, nth);
  return filled(random.pick(mobileRanges[country]), random);
};

/** One in 150 numbers was someone else's before. */
const mobilesOf = (
  seed: number,
  personId: number,
  country: Country,
  random: Random,
): readonly string[] => {
  const mobiles = [mobileOf(seed, personId, 0, country)];
  if (random.chance(0.25)) mobiles.push(mobileOf(seed, personId, 1, country));
  if (personId > 0 && random.chance(1 / 150))
    mobiles.push(mobileOf(seed, random.below(personId), 0, country));
  return mobiles;
};

const mailHosts: Readonly<Record<Country, readonly string[]>> = {
  GB: ['hotmail.co.uk', 'yahoo.co.uk', 'btinternet.com', 'sky.com', 'virginmedia.com'],
  US: ['yahoo.com', 'aol.com', 'comcast.net', 'hotmail.com'],
  DE: ['web.de', 'gmx.de', 't-online.de', 'freenet.de', 'outlook.de'],
  FR: ['orange.fr', 'hotmail.fr', 'laposte.net', 'free.fr', 'sfr.fr', 'yahoo.fr'],
  IT: ['libero.it', 'hotmail.it', 'alice.it', 'tiscali.it', 'virgilio.it'],
  ES: ['outlook.es', 'yahoo.es', 'telefonica.net'],
  NL: ['live.nl', 'ziggo.nl', 'kpnmail.nl', 'xs4all.nl'],
  PL: ['onet.pl', 'wp.pl', 'o2.pl', 'interia.pl'],
};
const worldHosts = [
  'gmail.com',
  'gmail.com',
  'gmail.com',
  'gmail.com',
  'outlook.com',
  'icloud.com',
];

const hostOf = (country: Country, random: Random): string =>
  random.chance(0.66) ? random.pick(worldHosts) : random.zipf(mailHosts[country], 0.5);

const plain = (text: string): string =>
  text
    .replaceAll('ß', 'ss')
    .replaceAll('ł', 'l')
    .replaceAll('Ł', 'L')
    .normalize('NFKD')
    .replaceAll(/[^A-Za-z]/g, '')
    .toLowerCase();

const mailboxOf = (country: Country, family: string, random: Random): string =>
  `the${plain(family)}s${random.below(900)}@${hostOf(country, random)}`;

const whims = ['crazyboy', 'sunshine', 'bookworm', 'nightowl', 'greenthumb', 'rockstar', 'catlady'];

function emailsOf(
  country: Country,
  given: string,
  family: string,
  mailbox: string,
  random: Random,
): readonly string[] {
  const [g, f] = [plain(given), plain(family)];
  const own = (): string => {
    const number = random.chance(0.85) ? String(random.below(90_000)) : '';
    const local = random.pick([
      `${g}${f}`,
      `${g}.${f}`,
      `${g}_${f}`,
      `${g}${f.charAt(0)}`,
      `${g.charAt(0)}${f}`,
    ]);
    return `${random.chance(0.04) ? random.pick(whims) : local}${number}@${hostOf(country, random)}`;
  };
  const emails = [mailbox !== '' && random.chance(0.5) ? mailbox : own()];
  if (random.chance(0.25)) emails.push(own());
  return emails;
}
