import { familyName, givenName, nameStocks, type Sex } from '../../bench/people/names.ts';
import { placeIn, writeStreet } from '../../bench/people/places.ts';
import { type Random, randomOf } from '../../bench/people/random.ts';
import { keyboard } from '../../bench/people/slips.ts';

/** A customer as a list of hard cases writes them down. */
interface Customer {
  readonly given: string;
  readonly family: string;
  readonly dob: string;
  readonly street: string;
  readonly city: string;
  readonly postcode: string;
  readonly phone: string;
  readonly email: string;
}

export const hardKinds = [
  'households',
  'twins',
  'generations',
  'shared phone',
  'placeholder values',
  'company address',
] as const;
export type HardKind = (typeof hardKinds)[number];

const columns = ['given', 'family', 'dob', 'street', 'city', 'postcode', 'phone', 'email'] as const;

const dayOf = (from: number, years: number, random: Random): string =>
  `${from + random.below(years)}-${String(1 + random.below(12)).padStart(2, '0')}-${String(1 + random.below(28)).padStart(2, '0')}`;

function customerOf(random: Random, like: Partial<Customer> = {}, sex?: Sex): Customer {
  const place = placeIn('GB', random);
  const given =
    like.given ?? givenName(nameStocks.GB, sex ?? random.pick(['F', 'M']), 1970, random);
  const family = like.family ?? familyName(nameStocks.GB, random);
  return {
    given,
    family,
    dob: dayOf(1940, 60, random),
    street: writeStreet('GB', place, false),
    city: place.city,
    postcode: place.postcode,
    phone: `07700 900${String(random.below(1000)).padStart(3, '0')}`,
    email: `${given}.${family}${random.below(1000)}@example.com`.toLowerCase(),
    ...like,
  };
}

/** Customers who share what the kind shares: none of them is another. */
function groupOf(kind: HardKind, random: Random): readonly Customer[] {
  const first = customerOf(random, {}, 'M');
  const { given, family, street, city, postcode, phone, email } = first;
  const home = { family, street, city, postcode };
  switch (kind) {
    case 'households':
      return [
        first,
        customerOf(random, { ...home, phone }, 'F'),
        customerOf(random, { ...home, phone, email }, 'M'),
      ].filter((each, at, all) => all.findIndex((one) => one.given === each.given) === at);
    case 'twins': {
      const twin = customerOf(random, { ...home, phone, dob: first.dob });
      return twin.given === given ? [first] : [first, twin];
    }
    case 'generations':
      return [
        { ...first, dob: dayOf(1940, 15, random) },
        customerOf(random, { ...home, given, phone, dob: dayOf(1972, 20, random) }),
      ];
    case 'shared phone':
      return [first, ...Array.from({ length: 5 }, () => customerOf(random, { phone }))];
    case 'placeholder values':
      return Array.from({ length: 3 }, () =>
        customerOf(random, {
          phone: random.pick(['0000000000', '', 'n/a']),
          dob: random.pick(['1900-01-01', '']),
          email: random.pick(['noemail@example.com', 'none', '']),
        }),
      );
    case 'company address': {
      const { family: _, ...office } = home;
      return [first, ...Array.from({ length: 5 }, () => customerOf(random, { ...office, phone }))];
    }
  }
}

/** One record of a customer; all but the first have slips and gaps. */
function writeDown(of: Customer, isFirst: boolean, random: Random): Customer {
  if (isFirst) return of;
  const slipped = (text: string): string => (random.chance(0.1) ? keyboard(text, random) : text);
  const kept = (text: string): string => (random.chance(0.15) ? '' : text);
  return {
    ...of,
    given: slipped(of.given),
    family: slipped(of.family),
    street: slipped(of.street),
    dob: kept(of.dob),
    phone: kept(of.phone),
    email: kept(of.email),
  };
}

/** A list of one kind of hard cases among as many plain customers; every third customer has two records. */
export function hardList(
  kind: HardKind,
  groups: number,
  seed: number,
): { readonly csv: string; readonly truth: ReadonlyMap<string, number> } {
  const random = randomOf(seed, hardKinds.indexOf(kind));
  const truth = new Map<string, number>();
  const lines = [`id,${columns.join(',')}`];
  let customers = 0;
  const write = (of: Customer): void => {
    const customer = customers++;
    for (let each = 0; each < (random.chance(0.35) ? 2 : 1); each++) {
      const id = `c${random.below(1e9)}-${truth.size}`;
      truth.set(id, customer);
      const written = writeDown(of, each === 0, random);
      lines.push([id, ...columns.map((column) => `"${written[column]}"`)].join(','));
    }
  };
  for (let group = 0; group < groups; group++) {
    for (const customer of groupOf(kind, random)) write(customer);
    write(customerOf(random));
  }
  return { csv: `${lines.join('\n')}\n`, truth };
}
