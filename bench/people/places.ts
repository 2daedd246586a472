import { type Country, nameStocks } from './names.ts';
import type { Random } from './random.ts';

export interface Place {
  /** Without the word for the street and the unit: `writeStreet` in street.ts puts them in. */
  readonly street: string;
  /** Which of the country's words for a street it has. */
  readonly streetWord: number;
  readonly houseNumber: number;
  readonly unit: number;
  readonly city: string;
  readonly postcode: string;
}

interface Geography {
  /** City and the beginning of its postcodes, largest first. */
  readonly cities: readonly (readonly [city: string, postcode: string])[];
  /** `#` a digit, `@` a letter, after the beginning. */
  readonly postcode: string;
  readonly streets: readonly string[];
}

const geography = (cities: string, postcode: string, streets: string): Geography => ({
  cities: cities.split(',').map((each) => {
    const [city = '', start = ''] = each.trim().split('=');
    return [city, start] as const;
  }),
  postcode,
  streets: streets.split(',').map((each) => each.trim()),
});

const geographies: Readonly<Record<Country, Geography>> = {
  GB: geography(
    'London=SW,London=N,London=E,London=W,Manchester=M,Birmingham=B,Glasgow=G,Leeds=LS,Liverpool=L,Sheffield=S,Edinburgh=EH,Bristol=BS,Cardiff=CF,Leicester=LE,Nottingham=NG,Coventry=CV,Plymouth=PL,Southampton=SO,Reading=RG,Swansea=SA,Norwich=NR,Derby=DE,Exeter=EX,York=YO,Oxford=OX,Cambridge=CB,Belfast=BT,Aberdeen=AB,Brighton=BN,Ipswich=IP',
    '# #@@',
    'High,Church,Station,Mill,Park,Maple,Manor,Victoria,Green,Queens,Kings,Chapel,School,Heath,River,Orchard,Sunset,Devonshire,Clifton,Albert,London,New,Grange,York,Springfield,The Crescent,Windsor,Broadway,Stanley,Alexandra,Richmond,Oak,Elm,Priory,Meadow',
  ),
  US: geography(
    'New York=100,Los Angeles=900,Chicago=606,Houston=770,Philadelphia=191,Phoenix=850,San Antonio=782,Dallas=752,Las Vegas=891,Columbus=432,Charlotte=282,Seattle=981,Denver=802,Boston=021,Miami=331,Atlanta=303,Springfield=627,Portland=972,Detroit=482,Memphis=381,Baltimore=212,Milwaukee=532,Tucson=857,Fresno=937,Omaha=681,Tampa=336,Cleveland=441,Tulsa=741,Buffalo=142,Madison=537',
    '##',
    'Main,Oak,Maple,Cedar,Pine,Elm,Birch,Washington,Lake,Hill,Park,Jefferson,Lincoln,Jackson,Walnut,Chestnut,Mill,Highland,Sunset,Ash,Spring,River,Ridge,Franklin,Madison,Church,Woodland,Cherry,Dogwood,Hickory,Willow,Meadow,Springfield,Clifton,Queens',
  ),
  DE: geography(
    'Berlin=10,Hamburg=20,München=80,Köln=50,Frankfurt am Main=60,Stuttgart=70,Düsseldorf=40,Dortmund=44,Leipzig=04,Bremen=28,Dresden=01,Hannover=30,Nürnberg=90,Bochum=44,Bielefeld=33,Münster=48,Karlsruhe=76,Augsburg=86,Kiel=24,Lübeck=23,Freiburg=79,Göttingen=37,Würzburg=97,Kassel=34',
    '###',
    'Haupt,Schul,Garten,Bahnhof,Dorf,Berg,Birken,Linden,Kirch,Wald,Ring,Mühlen,Wiesen,Feld,Buchen,Rosen,Eichen,Schiller,Goethe,Mozart,Friedhof,Finken,Amsel,Tannen,Blumen,Jahn,Beethoven,Post,Ahorn,König',
  ),
  FR: geography(
    'Paris=75,Marseille=13,Lyon=69,Toulouse=31,Nice=06,Nantes=44,Montpellier=34,Strasbourg=67,Bordeaux=33,Lille=59,Rennes=35,Reims=51,Toulon=83,Grenoble=38,Dijon=21,Angers=49,Nîmes=30,Brest=29,Limoges=87,Tours=37,Amiens=80,Metz=57',
    '###',
    "de la République,Victor Hugo,Jean Jaurès,Gambetta,Carnot,Pasteur,de la Paix,des Tilleuls,de Verdun,Émile Zola,Jules Ferry,Jeanne d'Arc,du Moulin,de l'Église,de la Gare,Saint-Michel,des Écoles,du Château,Voltaire,des Lilas,de la Liberté,du Général de Gaulle,Pierre Curie,des Acacias,Jean Moulin",
  ),
  IT: geography(
    'Roma=001,Milano=201,Napoli=801,Torino=101,Palermo=901,Genova=161,Bologna=401,Firenze=501,Bari=701,Catania=951,Venezia=301,Verona=371,Messina=981,Padova=351,Trieste=341,Brescia=251,Parma=431,Modena=411',
    '##',
    'Garibaldi,Mazzini,Cavour,Verdi,Marconi,Roma,Dante,Matteotti,Trento,Vittorio Emanuele,Manzoni,San Martino,Leopardi,Colombo,Galilei,della Libertà,Europa,Kennedy,De Gasperi,dei Mille,Piave,Carducci',
  ),
  ES: geography(
    'Madrid=28,Barcelona=08,Valencia=46,Sevilla=41,Zaragoza=50,Málaga=29,Murcia=30,Palma=07,Bilbao=48,Alicante=03,Córdoba=14,Valladolid=47,Vigo=36,Gijón=33,Granada=18,A Coruña=15,Vitoria=01,Cádiz=11',
    '###',
    'Mayor,Real,del Sol,de la Iglesia,de la Paz,San Juan,San José,de Cervantes,de la Constitución,Nueva,del Carmen,de España,Goya,Colón,de la Fuente,Santa María,del Mar,de Andalucía,Juan Carlos I,de los Olivos,Velázquez',
  ),
  NL: geography(
    'Amsterdam=10,Rotterdam=30,Den Haag=25,Utrecht=35,Eindhoven=56,Groningen=97,Tilburg=50,Almere=13,Breda=48,Nijmegen=65,Arnhem=68,Haarlem=20,Enschede=75,Apeldoorn=73,Zwolle=80,Leiden=23,Maastricht=62',
    '## @@',
    'Dorps,Kerk,School,Stations,Molen,Wilhelmina,Juliana,Beatrix,Beuken,Eiken,Berken,Zwaluw,Linden,Kastanje,Prins Hendrik,Markt,Haven,Boeg,Tulpen,Rozen,Meidoorn,Industrie,Wilgen',
  ),
  PL: geography(
    'Warszawa=00,Kraków=30,Łódź=90,Wrocław=50,Poznań=60,Gdańsk=80,Szczecin=70,Bydgoszcz=85,Lublin=20,Białystok=15,Katowice=40,Gdynia=81,Częstochowa=42,Radom=26,Toruń=87,Rzeszów=35',
    '-###',
    'Polna,Leśna,Słoneczna,Krótka,Szkolna,Ogrodowa,Lipowa,Łąkowa,Brzozowa,Kwiatowa,Kościelna,Sosnowa,Zielona,Parkowa,Mickiewicza,Sienkiewicza,Żeromskiego,Kościuszki,Piłsudskiego,Kopernika,Słowackiego',
  ),
};

const townEnds: Readonly<Record<Country, readonly string[]>> = {
  GB: ['bridge', 'bury', 'ford', 'ham', 'ley', 'mouth', 'ton', 'wick'],
  US: ['ville', 'ton', ' City', ' Falls', ' Springs', 'field', 'wood', ' Heights'],
  DE: ['bach', 'berg', 'burg', 'dorf', 'hausen', 'heim', 'ingen', 'stadt'],
  FR: ['ac', 'court', 'mont', 'sur-Mer', 'ville', 'villiers', 'y', 'ières'],
  IT: ['ano', 'ate', 'eto', 'iano', 'igo', 'olo', 'one', 'ura'],
  ES: ['ada', 'al', 'ar', 'eda', 'ena', 'illa', 'osa', 'uelo'],
  NL: ['beek', 'berg', 'burg', 'dam', 'dijk', 'drecht', 'hoven', 'veen'],
  PL: ['ice', 'no', 'owo', 'ów', 'sk', 'yn', 'iny', 'iec'],
};

/** Where someone lives: a city by size, or one of thousands of towns; houses of a street share a postcode. */
export function placeIn(country: Country, random: Random): Place {
  const { cities, postcode, streets } = geographies[country];
  const inCity = random.chance(0.72);
  const [city, start] = inCity ? random.zipf(cities, 0.7) : town(country, cities, random);
  const street = random.chance(0.6)
    ? random.zipf(streets, 0.4)
    : random.pick(nameStocks[country].starts) + random.pick(nameStocks[country].middles);
  return {
    street,
    streetWord: random.below(4),
    houseNumber: 1 + Math.floor(random.next() ** 2 * (country === 'US' ? 2200 : 220)),
    unit: random.chance(0.25) ? 1 + random.below(40) : 0,
    city,
    postcode: start + filled(country === 'GB' ? gbDistrict(postcode, random) : postcode, random),
  };
}

const town = (
  country: Country,
  cities: Geography['cities'],
  random: Random,
): readonly [string, string] => {
  const { starts, middles } = nameStocks[country];
  const name = random.pick(starts) + random.pick(middles) + random.pick(townEnds[country]);
  return [name, random.pick(cities)[1]];
};

/** Outward codes have one or two digits. */
const gbDistrict = (pattern: string, random: Random): string =>
  random.chance(0.5) ? `#${pattern}` : pattern;

const postcodeLetters = 'ABDEFGHJLNPQRSTUWXYZ';

const filled = (pattern: string, random: Random): string =>
  pattern.replaceAll(/[#@]/g, (sign) =>
    sign === '#' ? String(random.below(10)) : random.pick([...postcodeLetters]),
  );

const streetWords: Readonly<Record<Country, readonly (readonly [long: string, short: string])[]>> =
  {
    GB: [
      ['Road', 'Rd'],
      ['Street', 'St'],
      ['Lane', 'Ln'],
      ['Avenue', 'Ave'],
    ],
    US: [
      ['Street', 'St'],
      ['Avenue', 'Ave'],
      ['Road', 'Rd.'],
      ['Drive', 'Dr'],
    ],
    DE: [
      ['straße', 'str.'],
      ['weg', 'weg'],
      ['allee', 'allee'],
      ['platz', 'pl.'],
    ],
    FR: [
      ['rue', 'r.'],
      ['avenue', 'av.'],
      ['boulevard', 'bd'],
      ['place', 'pl.'],
    ],
    IT: [
      ['Via', 'V.'],
      ['Viale', 'V.le'],
      ['Piazza', 'P.za'],
      ['Corso', 'C.so'],
    ],
    ES: [
      ['Calle', 'C/'],
      ['Avenida', 'Avda.'],
      ['Plaza', 'Pza.'],
      ['Paseo', 'Pº'],
    ],
    NL: [
      ['straat', 'str.'],
      ['weg', 'weg'],
      ['laan', 'ln'],
      ['plein', 'pln'],
    ],
    PL: [
      ['ul.', 'ulica'],
      ['ul.', ''],
      ['al.', 'aleja'],
      ['pl.', 'plac'],
    ],
  };

/** The address on one line, in the country's order; `variant` spells the word for the street another way. */
export function writeStreet(country: Country, place: Place, variant: boolean): string {
  const { street, streetWord, houseNumber, unit } = place;
  const [long, short] = streetWords[country][streetWord] ?? ['', ''];
  const word = variant ? short : long;
  switch (country) {
    case 'GB':
    case 'US': {
      const line = `${houseNumber} ${street} ${word}`;
      if (unit === 0) return line;
      return country === 'GB' ? `Flat ${unit} ${line}` : `${line} Apt ${unit}`;
    }
    case 'DE':
    case 'NL':
      return `${street}${word} ${houseNumber}`;
    case 'FR':
      return `${houseNumber} ${word} ${street}`;
    case 'IT':
      return `${word} ${street} ${houseNumber}`;
    case 'ES':
      return `${word} ${street} ${houseNumber}${unit === 0 ? '' : ` ${1 + (unit % 9)}º ${'ABCD'[unit % 4]}`}`;
    case 'PL':
      return `${word} ${street} ${houseNumber}${unit === 0 ? '' : ` m. ${unit}`}`.trim();
  }
}
