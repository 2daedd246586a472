import { type Country, familyName, nameStocks } from '../../people/names.ts';
import { placeIn, writeStreet } from '../../people/places.ts';
import type { Random } from '../../people/random.ts';
import { keyboard, withoutMarks } from '../../people/slips.ts';
import { digits } from './stocks.ts';

type Words = readonly string[];
const words = (text: string): Words => text.split(',').map((part) => part.trim());

/** Legal forms in two spellings each, and what companies of the country call their trade. */
const trades: Readonly<Record<Country, { readonly forms: Words; readonly does: Words }>> = {
  DE: {
    forms: words(
      'GmbH=Gesellschaft mit beschränkter Haftung,GmbH & Co. KG=GmbH und Co KG,AG=Aktiengesellschaft,e.K.=eK,UG (haftungsbeschränkt)=UG',
    ),
    does: words(
      'Maschinenbau,Logistik,Elektrotechnik,Bäckerei,Immobilien,Autohaus,Consulting,Gartenbau,Metallbau,Spedition,Software,Druckerei,Pharma,Bau,Medizintechnik',
    ),
  },
  FR: {
    forms: words('SARL=S.A.R.L.,SAS=S.A.S.,SA=Société Anonyme,EURL=E.U.R.L.'),
    does: words(
      'Transports,Boulangerie,Conseil,Immobilier,Menuiserie,Électricité,Plomberie,Garage,Informatique,Vins,Bâtiment,Fleurs,Imprimerie,Nettoyage',
    ),
  },
  GB: {
    forms: words('Ltd=Limited,PLC=Public Limited Company,LLP=L.L.P.'),
    does: words(
      'Engineering,Logistics,Consulting,Bakery,Properties,Motors,Plumbing,Electrical Services,Software,Printing,Textiles,Catering,Dental Care,Insurance Brokers',
    ),
  },
  US: {
    forms: words('Inc.=Incorporated,LLC=L.L.C.,Corp.=Corporation,Co.=Company'),
    does: words(
      'Industries,Logistics,Consulting,Foods,Realty,Auto Parts,Plumbing,Electric,Software,Printing,Pharmaceuticals,Catering,Dental Group,Insurance',
    ),
  },
  NL: {
    forms: words('B.V.=BV,N.V.=NV,VOF=V.O.F.'),
    does: words(
      'Transport,Bloemen,Advies,Vastgoed,Bouw,Techniek,Autobedrijf,Bakkerij,Software,Drukkerij,Groothandel,Installaties',
    ),
  },
  IT: {
    forms: words('S.r.l.=SRL,S.p.A.=SPA,S.n.c.=SNC'),
    does: words(
      'Costruzioni,Trasporti,Alimentari,Immobiliare,Consulenza,Impianti,Officina,Vini,Moda,Ceramiche,Informatica,Arredamenti',
    ),
  },
  ES: {
    forms: words('S.L.=Sociedad Limitada,S.A.=Sociedad Anónima,S.L.U.=SLU'),
    does: words(
      'Construcciones,Transportes,Alimentación,Inmobiliaria,Consultores,Instalaciones,Talleres,Vinos,Textil,Informática,Muebles,Panadería',
    ),
  },
  PL: {
    forms: words('Sp. z o.o.=Spółka z ograniczoną odpowiedzialnością,S.A.=Spółka Akcyjna'),
    does: words(
      'Transport,Budownictwo,Usługi,Nieruchomości,Piekarnia,Informatyka,Meble,Motoryzacja,Doradztwo,Elektronika',
    ),
  },
};

interface Company {
  readonly country: Country;
  readonly core: string;
  readonly does: string;
  readonly form: readonly [string, string];
  readonly street: (variant: boolean) => string;
  readonly city: string;
  readonly postcode: string;
  readonly phone: string;
  readonly domain: string;
  readonly vat: string;
}

export const organisationColumns = [
  'id',
  'company_name',
  'street',
  'postcode',
  'city',
  'country',
  'phone',
  'email',
  'vat_number',
] as const;

export type OrganisationRow = Readonly<Record<(typeof organisationColumns)[number], string>> & {
  readonly truth: string;
};

function companyIn(country: Country, like: Partial<Company>, random: Random): Company {
  const place = placeIn(country, random);
  const { forms, does } = trades[country];
  const [form = '', long = ''] = random.pick(forms).split('=');
  const family = familyName(nameStocks[country], random);
  const core =
    like.core ??
    (random.chance(0.25) ? `${family} & ${familyName(nameStocks[country], random)}` : family);
  return {
    country,
    core,
    does: random.chance(0.85) || like.core !== undefined ? random.pick(does) : '',
    form: [form, long],
    street: (variant) => writeStreet(country, place, variant),
    city: place.city,
    postcode: place.postcode,
    phone: digits(
      {
        GB: '01632 960###',
        US: '202-555-01##',
        DE: '089 #######',
        FR: '04 ## ## ## ##',
        IT: '06 #######',
        ES: '93# ### ###',
        NL: '010-#######',
        PL: '12 ### ## ##',
      }[country],
      random,
    ),
    domain: `${withoutMarks(core)
      .toLowerCase()
      .replaceAll(/[^a-z]/g, '')}.example.com`,
    vat: `${country}${digits('#########', random)}`,
    ...like,
  };
}

/** A company alone, or a group: sisters of one name with other trades, countries or numbers, some of them behind one door. */
function groupIn(country: Country, random: Random): readonly Company[] {
  const first = companyIn(country, {}, random);
  if (!random.chance(0.25)) return [first];
  const { core, domain, street, city, postcode } = first;
  const { does } = trades[country];
  const sister =
    does[(does.indexOf(first.does) + 1 + random.below(does.length - 1)) % does.length] ?? '';
  const near = random.chance(0.5) ? { street, city, postcode } : {};
  const members = [first, companyIn(country, { core, domain, does: sister, ...near }, random)];
  if (random.chance(0.3)) {
    const abroad = random.pick(['DE', 'FR', 'GB', 'US', 'NL', 'IT', 'ES'] as const);
    if (abroad !== country)
      members.push(companyIn(abroad, { core, domain, does: first.does }, random));
  }
  return members;
}

const acronymOf = (name: string): string =>
  withoutMarks(name)
    .split(/[^A-Za-z]+/)
    .filter((word) => word.length > 2)
    .map((word) => word.charAt(0).toUpperCase())
    .join('');

function writeCompany(
  of: Company,
  isFirst: boolean,
  random: Random,
): Omit<OrganisationRow, 'id' | 'truth'> {
  const whole = [of.core, of.does].filter((part) => part !== '').join(' ');
  const style = isFirst ? 0 : random.below(100);
  const form = random.chance(0.3) ? '' : random.chance(0.4) ? of.form[1] : of.form[0];
  const acronym = acronymOf(whole);
  const name =
    style < 60
      ? whole
      : style < 70
        ? withoutMarks(whole)
        : style < 78
          ? whole.toUpperCase()
          : style < 86
            ? keyboard(whole, random)
            : style < 92
              ? of.does === ''
                ? whole
                : of.core
              : style < 95 && acronym.length >= 3
                ? acronym
                : whole.replace('&', 'and');
  const kept = (text: string, missing: number) => (random.chance(missing) ? '' : text);
  return {
    company_name: [name, form].filter((part) => part !== '').join(' '),
    street: kept(of.street(random.chance(0.4)), 0.05),
    postcode: kept(of.postcode, 0.05),
    city: random.chance(0.15) ? withoutMarks(of.city) : of.city,
    country: of.country,
    phone: kept(isFirst || random.chance(0.8) ? of.phone : digits('0## ### ####', random), 0.3),
    email: kept(`${random.pick(['info', 'office', 'contact', 'sales', 'mail'])}@${of.domain}`, 0.5),
    vat_number: kept(of.vat, 0.7),
  };
}

/** Records of companies of eight countries, in no order. */
export function organisationsAbroad(
  rows: number,
  duplicates: number,
  random: Random,
): readonly OrganisationRow[] {
  const found: OrganisationRow[] = [];
  for (let company = 0; found.length < rows; ) {
    for (const member of groupIn(random.pick(Object.keys(trades) as Country[]), random)) {
      company++;
      const records = random.chance(duplicates) ? 2 + (random.chance(0.3) ? 1 : 0) : 1;
      for (let each = 0; each < records; each++)
        found.push({ id: '', truth: `o${company}`, ...writeCompany(member, each === 0, random) });
    }
  }
  return found.slice(0, rows);
}
