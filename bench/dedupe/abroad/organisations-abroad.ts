import { transliterate } from '#core/standardise/transliterate';
import { type Country, familyName, nameStocks } from '../../people/names.ts';
import type { Random } from '../../people/random.ts';
import { keyboard, withoutMarks } from '../../people/slips.ts';
import { homeIn } from './people-abroad.ts';
import { digits, localStocks } from './stocks.ts';

/** Where companies are: the countries that `bench/people` has, and three of other scripts or forms. */
export type CompanyLand = Country | 'RU' | 'KR' | 'TR';

export const companyLands = {
  western: ['DE', 'FR', 'GB', 'US', 'NL', 'IT', 'ES', 'PL'],
  other: ['RU', 'KR', 'TR'],
} as const satisfies Record<string, readonly CompanyLand[]>;

type Words = readonly string[];
const words = (text: string): Words => text.split(',').map((part) => part.trim());

/** Legal forms in two spellings each, and what companies of the country call their trade. */
const trades: Readonly<Record<CompanyLand, { readonly forms: Words; readonly does: Words }>> = {
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
  RU: {
    forms: words(
      'ООО=Общество с ограниченной ответственностью,АО=Акционерное общество,ИП=Индивидуальный предприниматель',
    ),
    does: words('Строй,Торг,Транс,Медиа,Сервис,Проект,Энерго,Консалт,Логистика,Фарм,Мебель,Печать'),
  },
  KR: {
    forms: words('주식회사=(주),유한회사=(유)'),
    does: words('건설,전자,식품,화학,물산,상사,통신,제약,개발,산업,무역,금속'),
  },
  TR: {
    forms: words(
      'A.Ş.=Anonim Şirketi,Ltd. Şti.=Limited Şirketi,San. ve Tic. A.Ş.=Sanayi ve Ticaret Anonim Şirketi',
    ),
    does: words(
      'İnşaat,Tekstil,Gıda,Otomotiv,Turizm,Elektrik,Mobilya,Lojistik,Makina,Yazılım,Tarım,Plastik',
    ),
  },
};

interface Company {
  readonly country: CompanyLand;
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

/** A core that a company is called by: a family, in Korea two families' syllables. */
const familyOf = (land: CompanyLand, random: Random): string => {
  if (land === 'KR')
    return random.pick(syllables) + random.pick(syllables) + random.pick(syllables);
  return land === 'RU' || land === 'TR'
    ? random.zipf(localStocks[land].family, 0.4)
    : familyName(nameStocks[land], random);
};
const syllables: Words = [...'한대신동삼금국세우성현화태영진남서미아나정광원일'];

function companyIn(country: CompanyLand, like: Partial<Company>, random: Random): Company {
  const place = homeIn(country, random);
  const { forms, does } = trades[country];
  const [form = '', long = ''] = random.pick(forms).split('=');
  const family = familyOf(country, random);
  const core =
    like.core ?? (random.chance(0.25) ? `${family} & ${familyOf(country, random)}` : family);
  return {
    country,
    core,
    does: random.chance(0.85) || like.core !== undefined ? random.pick(does) : '',
    form: [form, long],
    street: place.street,
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
        RU: '8 (812) ###-##-##',
        KR: '02-###-####',
        TR: '0216 ### ## ##',
      }[country],
      random,
    ),
    domain: `${transliterate(withoutMarks(core).normalize('NFC'))
      .toLowerCase()
      .replaceAll(/[^a-z]/g, '')}.example.com`,
    vat: `${country}${digits('#########', random)}`,
    ...like,
  };
}

/** A company alone, or a group: sisters of one name with other trades, countries or numbers, some of them behind one door. */
function groupIn(country: CompanyLand, random: Random): readonly Company[] {
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
  const whole = [of.core, of.does]
    .filter((part) => part !== '')
    .join(of.country === 'KR' ? '' : ' ');
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
    company_name: (of.country === 'RU' ? [form, name] : [name, form])
      .filter((part) => part !== '')
      .join(' '),
    street: kept(of.street(random.chance(0.4)), 0.05),
    postcode: kept(of.postcode, 0.05),
    city: random.chance(0.15) ? withoutMarks(of.city) : of.city,
    country: of.country,
    phone: kept(isFirst || random.chance(0.8) ? of.phone : digits('0## ### ####', random), 0.3),
    email: kept(`${random.pick(['info', 'office', 'contact', 'sales', 'mail'])}@${of.domain}`, 0.5),
    vat_number: kept(of.vat, 0.7),
  };
}

/** Records of companies of some countries, in no order. */
export function organisationsAbroad(
  rows: number,
  duplicates: number,
  random: Random,
  lands: readonly CompanyLand[],
): readonly OrganisationRow[] {
  const found: OrganisationRow[] = [];
  for (let company = 0; found.length < rows; ) {
    for (const member of groupIn(random.pick(lands), random)) {
      company++;
      const records = random.chance(duplicates) ? 2 + (random.chance(0.3) ? 1 : 0) : 1;
      for (let each = 0; each < records; each++)
        found.push({ id: '', truth: `o${company}`, ...writeCompany(member, each === 0, random) });
    }
  }
  return found.slice(0, rows);
}
