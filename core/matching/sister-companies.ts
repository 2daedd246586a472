/** What tells companies of one group apart that share a name, a door and a telephone. */

const spelled: readonly string[] =
  'zero one two three four five six seven eight nine ten eleven twelve'.split(' ');

const roman = /^(?=[ivx])x{0,3}(?:ix|iv|v?i{0,3})$/;
const romanDigits: Readonly<Record<string, number>> = { i: 1, v: 5, x: 10 };

/** `iv` → 4; up to 39. A smaller digit in front of a greater one is taken away. */
const readRoman = (word: string): number =>
  [...word].reduce((sum, letter, at) => {
    const value = romanDigits[letter] ?? 0;
    const next = romanDigits[word.charAt(at + 1)] ?? 0;
    return sum + (value < next ? -value : value);
  }, 0);

/** `2`, `02`, `ii` and `two` → `2`; a lone letter counts only at the end: `fund v` → `5`, `fund b` → `b`. */
const markOf = (word: string, isLast: boolean): string | undefined => {
  if (/^\d+$/.test(word)) return String(Number(word));
  const said = spelled.indexOf(word);
  if (said >= 0) return String(said);
  if (word.length === 1 && !isLast) return undefined;
  if (roman.test(word)) return String(readRoman(word));
  return /^[a-z]$/.test(word) ? word : undefined;
};

/** Numbers of a name. What opens it is a name, unless written in digits: `One Stop`, `XX Large`. */
const marksOf = (words: readonly string[]): ReadonlySet<string> =>
  new Set(
    words.flatMap((word, at) => {
      if (at === 0 && !/^\d+$/.test(word)) return [];
      return markOf(word, at === words.length - 1) ?? [];
    }),
  );

const isSmallNumber = (mark: string | undefined): boolean =>
  mark !== undefined && /^\d{1,2}$/.test(mark);

/**
 * `differs`: Portfolio 1 and Portfolio 2, Partners III and Partners IV. `one-sided`: only one of them
 * ends in a number, as a successor does. A number that both have, or that one has besides, says nothing.
 */
export function compareNumbers(
  a: readonly string[],
  b: readonly string[],
): 'differs' | 'one-sided' | undefined {
  const [ofA, ofB] = [marksOf(a), marksOf(b)];
  if (ofA.size > 0 && ofB.size > 0) {
    return ofA.isSubsetOf(ofB) || ofB.isSubsetOf(ofA) ? undefined : 'differs';
  }
  const words = ofA.size > 0 ? a : b;
  const last = words.length > 1 ? markOf(words.at(-1) ?? '', true) : undefined;
  const beforeForm = words.length > 2 ? markOf(words.at(-2) ?? '', false) : undefined;
  return isSmallNumber(last) || isSmallNumber(beforeForm) ? 'one-sided' : undefined;
}

/** What a company is called that owns others or houses them. */
const parents =
  /^(?:holdings?|beteiligung(?:en|s)?|beteiligungsgesellschaft|verwaltung(?:s)?|verwaltungsgesellschaft|invest|trust|foundation|stiftung|fondation|fundacion)$/;

/** `Acme` beside `Acme Holding`: the owner is another company than what it owns. */
export const isParentAlone = (a: readonly string[], b: readonly string[]): boolean =>
  a.some((word) => parents.test(word)) !== b.some((word) => parents.test(word));

/** Forms that one register keeps apart; those in one cell are written for one another. */
const registers: readonly (readonly (readonly string[])[])[] = [
  [['ltd', 'co'], ['plc'], ['llp'], ['lp'], ['cic']],
  [['inc', 'corp', 'co'], ['llc', 'pllc'], ['llp'], ['lp'], ['pc']],
  [
    ['gmbh'],
    ['gmbh co kg', 'kg'],
    ['ag co kg'],
    ['ug'],
    ['ag'],
    ['kgaa'],
    ['ohg'],
    ['gbr'],
    ['ek'],
    ['ev'],
    ['eg'],
    ['se'],
  ],
  [['sa'], ['sas'], ['sarl'], ['sci'], ['snc'], ['scop'], ['asbl']],
  [['sa'], ['sau'], ['sl'], ['scop']],
  [['spa'], ['srl'], ['snc'], ['sapa'], ['sas it', 'sas']],
  [['bv'], ['nv'], ['vof'], ['cv', 'cvba'], ['stichting']],
  [['sa pl', 'sa'], ['spzoo'], ['spj'], ['spk']],
  [['ab'], ['as'], ['aps'], ['asa'], ['oy']],
  [['ab'], ['hb'], ['kb'], ['ekfor']],
  [['ooo'], ['oao', 'zao'], ['ip']],
  [['anonimsirketi', 'as'], ['ltdsti']],
  [['ae gr'], ['epe'], ['oe'], ['ike']],
  [['sa de cv', 'sa'], ['s de rl de cv'], ['sc']],
  [['tnhh'], ['ctcp']],
  [['kk'], ['yk'], ['gk']],
  [['jusik'], ['yuhan']],
];

/** Whether both legal forms are known to one register, and differ there: an Ltd and an LLP. */
export function formsDiffer(a: string | undefined, b: string | undefined): boolean {
  if (a === undefined || b === undefined || a === b) return false;
  const isApart = (register: (typeof registers)[number]): boolean => {
    const [cellA, cellB] = [a, b].map((form) => register.find((cell) => cell.includes(form)));
    return cellA !== undefined && cellB !== undefined && cellA !== cellB;
  };
  const isOneCell = registers.some((register) =>
    register.some((cell) => cell.includes(a) && cell.includes(b)),
  );
  return !isOneCell && registers.some(isApart);
}
