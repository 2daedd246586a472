import { own } from '#core/kernel/own';

/**
 * Common words of streets in one form, so that one street has one spelling. Words of several
 * languages that share their abbreviation share the form too (`av`: avenue, avenida), which spares a
 * guess at the language: the form is compared, never shown.
 */
const forms: Readonly<Record<string, string>> = {
  alley: 'aly ally',
  allee: 'all',
  apartments: 'apts',
  avenue: 'av ave aven avda avd avenida avenu avn avnue',
  boulevard: 'bd bld blv blvd boul bvd bvard boulv bulevar bulwar',
  bridge: 'brg bri',
  calle: 'c cl calle',
  camino: 'cno cmno',
  carretera: 'ctra crta',
  centre: 'cntr ctr center centr',
  chaussee: 'chee chausee',
  chemin: 'chem che',
  circle: 'cir circ crcl',
  close: 'clo clos',
  common: 'cmn',
  corner: 'cnr cor',
  corso: 'cso',
  court: 'ct crt',
  cove: 'cv',
  crescent: 'cres crsnt cresc crs',
  crossing: 'xing crssng',
  drive: 'dr drv driv',
  estate: 'est',
  expressway: 'expy expwy',
  faubourg: 'fbg fg',
  freeway: 'fwy frwy',
  gardens: 'gdns gdn garden grdns',
  grove: 'gr grv',
  heights: 'hts',
  highway: 'hwy hgwy hiway',
  hill: 'hl',
  house: 'hse',
  impasse: 'imp',
  industrial: 'ind indl',
  junction: 'jct',
  largo: 'lgo',
  lane: 'ln',
  lodge: 'ldg',
  mount: 'mt',
  mountain: 'mtn',
  osiedle: 'os',
  park: 'pk prk',
  parkway: 'pkwy pky parkwy',
  passage: 'psg',
  paseo: 'pso',
  place: 'pl plc plz plaza pza pzza piazza plac platz plein praca',
  point: 'pt',
  quai: 'qu',
  ridge: 'rdg',
  road: 'rd',
  route: 'rte',
  saint: 'sankt skt sint',
  square: 'sq sqr',
  station: 'stn',
  street: 'str strt strasse straat strada stret',
  terrace: 'ter terr tce',
  trail: 'trl',
  turnpike: 'tpke',
  via: 'v',
  viale: 'vle',
  vicolo: 'vic vico',
  view: 'vw',
  walk: 'wlk',
  way: 'wy',
};

const byWord: ReadonlyMap<string, string> = new Map(
  Object.entries(forms).flatMap(([form, words]) =>
    words.split(' ').map((word) => [word, form] as const),
  ),
);

/** Abbreviations that mean something else, or nothing, in one country. */
const byCountry: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  FR: {
    r: 'rue',
    ch: 'chemin',
    c: 'c',
    cl: 'cl',
    st: 'saint',
    ste: 'sainte',
    all: 'allee',
    v: 'v',
  },
  BE: { r: 'rue', ch: 'chaussee', st: 'saint', ste: 'sainte', v: 'v' },
  DE: { v: 'von', st: 'sankt', c: 'c', cl: 'cl', a: 'am', dr: 'doktor', prof: 'professor' },
  AT: { v: 'von', st: 'sankt', c: 'c', cl: 'cl', dr: 'doktor' },
  GB: { c: 'c', cl: 'close', v: 'v' },
  US: { c: 'c', cl: 'close', v: 'v', n: 'north', s: 'south', e: 'east', w: 'west' },
  CA: { c: 'c', cl: 'close', n: 'north', s: 'south', e: 'east', w: 'west' },
  IT: { c: 'corso', l: 'largo', str: 'street', pl: 'piazzale' },
  PL: { al: 'aleja', aleje: 'aleja', gen: 'generala', sw: 'swietego' },
  NL: { v: 'van', vd: 'vd', c: 'c', cl: 'cl' },
};

/** Words that say only that a street, or a number, is meant. */
const dropped = new Set(['ul', 'ulica', 'nr', 'num', 'numero']);

/** What a folded street ends in says which language it is in: `st` is a saint at its start. */
const atEnd: Readonly<Record<string, string>> = { st: 'street', cl: 'close' };

/** `Hauptstr`, `Hauptstrasse`: one form. Dutch `Hoofdstr` has its own when the country is known. */
function unglue(word: string, country: string | undefined): string {
  if (word.length > 5 && word.endsWith('str')) {
    return country === 'NL' || country === 'BE' ? `${word}aat` : `${word}asse`;
  }
  return word.length > 5 && /[^aeiou]pl$/.test(word) && country === 'DE' ? `${word}atz` : word;
}

/** Folded words of a street, house number and unit already taken out, to their common forms. */
export function streetForm(
  words: readonly string[],
  country: string | undefined,
): readonly string[] {
  const kept = words.filter((word) => words.length === 1 || !dropped.has(word));
  const last = kept.length - 1;
  const form = kept.map((word, at) => {
    const end = at === last && at > 0 ? own(atEnd, word) : undefined;
    if (end !== undefined) return end;
    if (at < last && word === 'st' && country !== 'DE') return 'saint';
    return own(byCountry[country ?? ''] ?? {}, word) ?? byWord.get(word) ?? unglue(word, country);
  });
  return isGerman(form, country) ? joinLast(form) : form;
}

const isGerman = (form: readonly string[], country: string | undefined): boolean =>
  form.length > 1 &&
  form.at(-1) === 'street' &&
  (country === 'DE' || country === 'AT' || country === 'CH');

/** `Haupt Straße` and `Hauptstraße` are one street. */
const joinLast = (form: readonly string[]): readonly string[] => [
  ...form.slice(0, -2),
  `${form.at(-2) ?? ''}strasse`,
];
