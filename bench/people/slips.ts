import type { Random } from './random.ts';

/** What goes wrong on the way into a system. Each takes a text and gives it back with one slip, if it has room for one. */
export type Slip = (text: string, random: Random) => string;

const at = (text: string, index: number, length: number, put: string): string =>
  text.slice(0, index) + put + text.slice(index + length);

const rows = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm', '1234567890'];

/** A neighbour on the keyboard, a letter left out, doubled or exchanged with the next. */
export const keyboard: Slip = (text, random) => {
  if (text.length < 3) return text;
  const index = random.below(text.length - 1);
  const letter = text.charAt(index);
  switch (random.below(4)) {
    case 0: {
      const row = rows.find((each) => each.includes(letter.toLowerCase()));
      const near = row?.charAt(row.indexOf(letter.toLowerCase()) + (random.chance(0.5) ? 1 : -1));
      if (near === undefined || near === '') return text;
      return at(text, index, 1, letter === letter.toUpperCase() ? near.toUpperCase() : near);
    }
    case 1:
      return at(text, index, 1, '');
    case 2:
      return at(text, index, 0, letter);
    default:
      return at(text, index, 2, text.charAt(index + 1) + letter);
  }
};

const oneOf =
  (pairs: readonly (readonly [string, string])[]): Slip =>
  (text, random) => {
    const fitting = pairs.filter(([from]) => text.includes(from));
    if (fitting.length === 0) return text;
    const [from, to] = random.pick(fitting);
    return text.replace(from, to);
  };

/** A scanner's reading. */
export const scanned = oneOf([
  ['rn', 'm'],
  ['m', 'rn'],
  ['l', '1'],
  ['I', 'l'],
  ['O', '0'],
  ['0', 'O'],
  ['S', '5'],
  ['B', '8'],
  ['cl', 'd'],
  ['vv', 'w'],
  ['e', 'c'],
  ['1', '7'],
]);

/** A listener's spelling. */
export const misheard = oneOf([
  ['ph', 'f'],
  ['f', 'ph'],
  ['c', 'k'],
  ['k', 'c'],
  ['ie', 'y'],
  ['y', 'ie'],
  ['v', 'w'],
  ['w', 'v'],
  ['s', 'z'],
  ['z', 's'],
  ['tt', 't'],
  ['ll', 'l'],
  ['nn', 'n'],
  ['ei', 'ai'],
  ['th', 't'],
  ['d', 't'],
  ['b', 'p'],
  ['a', 'e'],
]);

const spelling: Readonly<Record<string, string>> = {
  ä: 'ae',
  ö: 'oe',
  ü: 'ue',
  Ä: 'Ae',
  Ö: 'Oe',
  Ü: 'Ue',
  ß: 'ss',
};

export const spelledOut = (text: string): string =>
  text.replaceAll(/[äöüÄÖÜß]/g, (letter) => spelling[letter] ?? letter);

export const withoutMarks = (text: string): string =>
  text
    .replaceAll('ß', 'ss')
    .replaceAll('ł', 'l')
    .replaceAll('Ł', 'L')
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '');

const familiar: readonly (readonly string[])[] = [
  'Elizabeth Liz Beth Betty Lizzie',
  'Margaret Maggie Peggy Meg',
  'Jennifer Jenny Jen',
  'Katherine Kate Kathy Katie',
  'Patricia Pat Trish Patty',
  'Rebecca Becky Becca',
  'Susan Sue Susie',
  'Samantha Sam',
  'Victoria Vicky Tori',
  'William Bill Will Billy',
  'Robert Bob Rob Bobby',
  'Richard Rick Dick Rich',
  'James Jim Jimmy Jamie',
  'John Jack Johnny',
  'Michael Mike Mick Mickey',
  'Thomas Tom Tommy',
  'Christopher Chris Kit',
  'Anthony Tony',
  'Edward Ed Ted Eddie',
  'Joseph Joe Joey',
  'Charles Charlie Chuck',
  'Daniel Dan Danny',
  'Matthew Matt',
  'Andrew Andy Drew',
  'Alexander Alex Sandy Sascha',
  'Johannes Hans Jan',
  'Katharina Kathi Käthe',
  'Francisco Paco Curro',
  'José Pepe',
  'Francesca Franca Checca',
  'Giuseppe Beppe Pino',
  'Cornelis Kees Cor',
  'Wilhelmina Willy Mina',
  'Katarzyna Kasia',
  'Małgorzata Gosia',
  'Mohammed Muhammad Mohamed Mohamad Muhammed',
  'Ahmed Ahmad Ahmet',
  'Hassan Hasan Xasen',
  'Sergey Sergei Serguei',
  'Dmitry Dmitri Dimitri',
  'Alexey Aleksei Alexei',
  'Yusuf Youssef Yousuf Joseph',
  'Fatima Fatma Fatimah',
  'Aisha Ayesha Aicha',
].map((line) => line.split(' '));

const formsOf = new Map(familiar.map((forms) => [forms[0] ?? '', forms.slice(1)]));

/** A nickname or another transliteration, where the name has one. */
export const familiarForm: Slip = (text, random) => {
  const forms = formsOf.get(text);
  return forms === undefined ? text : random.pick(forms);
};
