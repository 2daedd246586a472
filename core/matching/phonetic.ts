import { memoise } from '#core/standardise/memoise';

/** Letters as bits: `a` is the lowest. */
const lettersOf = (word: string): number => {
  let letters = 0;
  for (let at = 0; at < word.length; at++) letters |= 1 << (word.charCodeAt(at) - 97);
  return letters;
};

/**
 * Spellings of one sound in the languages of Europe and their usual transliterations, longest first:
 * `sch`, `sh`, `sz`, `ch`, `cz` and `tch` become one hiss; `ph`, `v` and `w` one sound, and so on.
 * Coarse on purpose: a sound brings candidates and excuses a spelling, it never proves anything.
 * Beside each stand letters of which it has one, of two groups some, so that most are passed over.
 */
const spellings: readonly (readonly [RegExp, string, number, number?])[] = [
  [/^(?:pf|ph)/g, 'f', lettersOf('p'), lettersOf('fh')],
  [/^(?:kn|gn|pn)/g, 'n', lettersOf('n'), lettersOf('gkp')],
  [/^wr/g, 'r', lettersOf('w'), lettersOf('r')],
  [/^x/g, 's', lettersOf('x')],
  [/(?<=..)(?:ie|ey|ee|y)$/g, 'i', lettersOf('ey')],
  [/schtsch|shch|szcz|tsch|tch|sch|tsh|dzh|ch|cz|sh|sz|sj|zh|rz/g, 's', lettersOf('hjz')],
  [/ck|cc(?=[aou])|q(?:u|v)?|kh|c(?![eiy])/g, 'k', lettersOf('chq'), lettersOf('ckq')],
  [/ph|pf|[vw]/g, 'f', lettersOf('pvw'), lettersOf('fhvw')],
  [/gh(?![aeiou])/g, '', lettersOf('g'), lettersOf('h')],
  [/gh|dj|dg(?=[ei])/g, 'g', lettersOf('gj'), lettersOf('dh')],
  [/th|dh|dt/g, 't', lettersOf('dh'), lettersOf('dt')],
  [/x/g, 'ks', lettersOf('x')],
  [/ts|tz|ds|[cz]/g, 's', lettersOf('csz'), lettersOf('cdtz')],
];

/** In the end single letters; `h` is not heard. */
const letterSounds: Readonly<Record<string, string>> = {
  y: 'i',
  j: 'i',
  d: 't',
  b: 'p',
  g: 'k',
  h: '',
};
/** What is heard of each letter, by its code; 0 of none. */
const heardCodes = Uint8Array.from({ length: 128 }, (_, code) => {
  const letter = String.fromCharCode(code);
  return (letterSounds[letter] ?? letter).charCodeAt(0);
});

/** Words that are remembered: of a batch the frequent ones. */
const wordBits = 15;

interface Heard {
  readonly spoken: string;
  readonly sound: string;
}

/** Its letters, of a letter that is doubled one. Most words are such as they are. */
const singleLetters = (word: string): string => {
  let before = 0;
  for (let at = 0; at < word.length; at++) {
    const code = word.charCodeAt(at);
    if (code < 97 || code > 122 || code === before)
      return word.replaceAll(/[^a-z]/g, '').replaceAll(/(.)\1+/g, '$1');
    before = code;
  }
  return word;
};

/** The sounds of single letters, of one that is doubled one. */
const spokenOf = (text: string): string => {
  let spoken = '';
  let before = 0;
  for (let at = 0; at < text.length; at++) {
    const code = heardCodes[text.charCodeAt(at)] as number;
    if (code === 0 || code === before) continue;
    spoken += String.fromCharCode(code);
    before = code;
  }
  return spoken;
};

const vowels = lettersOf('aeiou');
const isVowel = (code: number): boolean => ((vowels >> (code - 97)) & 1) === 1;

/** Six consonants at most; a vowel in front is heard as `a`. */
const consonantsOf = (spoken: string): string => {
  let sound = '';
  for (let at = 0; at < spoken.length && sound.length < 6; at++) {
    if (!isVowel(spoken.charCodeAt(at))) sound += spoken.charAt(at);
    else if (at === 0) sound = 'a';
  }
  return sound;
};

const heard = memoise<Heard>(wordBits);
const hear = (word: string): Heard => heard(word, listen);

const listen = (word: string): Heard => {
  let text = singleLetters(word);
  let letters = lettersOf(text);
  for (const [spelling, sound, one, other = one] of spellings) {
    if ((letters & one) === 0 || (letters & other) === 0) continue;
    text = text.replaceAll(spelling, sound);
    letters = lettersOf(text);
  }
  const spoken = spokenOf(text);
  return { spoken, sound: consonantsOf(spoken) };
};

/**
 * What a folded name sounds like: its consonants by class, at most six, one `a` for a vowel in front.
 * `mueller`, `muller`, `miller` → `mlr`; `schmidt`, `szmit` → `smt`. Digits and spaces are dropped.
 */
export const soundOf = (word: string): string => hear(word).sound;

/** Finer than `soundOf`, with its vowels: `jon`, `john` → `ion`; `katherine`, `catherine` → `katerine`. */
export const spokenForm = (word: string): string => hear(word).spoken;
