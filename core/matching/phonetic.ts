import { memoiseText } from '#core/standardise/memoise';

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
 * Beside each stand letters of which it has one, so that most are passed over.
 */
const spellings: readonly (readonly [RegExp, string, number])[] = [
  [/^(?:pf|ph)/g, 'f', lettersOf('p')],
  [/^(?:kn|gn|pn)/g, 'n', lettersOf('n')],
  [/^wr/g, 'r', lettersOf('w')],
  [/^x/g, 's', lettersOf('x')],
  [/(?<=..)(?:ie|ey|ee|y)$/g, 'i', lettersOf('ey')],
  [/schtsch|shch|szcz|tsch|tch|sch|tsh|dzh|ch|cz|sh|sz|sj|zh|rz/g, 's', lettersOf('hjz')],
  [/ck|cc(?=[aou])|q(?:u|v)?|kh|c(?![eiy])/g, 'k', lettersOf('chq')],
  [/ph|pf|[vw]/g, 'f', lettersOf('pvw')],
  [/gh(?![aeiou])/g, '', lettersOf('g')],
  [/gh|dj|dg(?=[ei])/g, 'g', lettersOf('gj')],
  [/th|dh|dt/g, 't', lettersOf('dh')],
  [/x/g, 'ks', lettersOf('x')],
  [/ts|tz|ds|[cz]/g, 's', lettersOf('csz')],
  [/y|j/g, 'i', lettersOf('jy')],
  [/d/g, 't', lettersOf('d')],
  [/b/g, 'p', lettersOf('b')],
  [/g/g, 'k', lettersOf('g')],
  [/h/g, '', lettersOf('h')],
];

interface Heard {
  readonly spoken: string;
  readonly sound: string;
}

// Full, it takes some 20 MB, which only a batch that meets as many words needs.
const hear = memoiseText(100_000, (word: string): Heard => {
  let text = word.replaceAll(/[^a-z]/g, '').replaceAll(/(.)\1+/g, '$1');
  let letters = lettersOf(text);
  for (const [spelling, sound, needed] of spellings) {
    if ((letters & needed) === 0) continue;
    text = text.replaceAll(spelling, sound);
    letters = lettersOf(text);
  }
  const spoken = text.replaceAll(/(.)\1+/g, '$1');
  const first = spoken.charAt(0).replace(/[aeiou]/, 'a');
  const sound = (first + spoken.slice(1).replaceAll(/[aeiou]/g, '')).slice(0, 6);
  return { spoken, sound };
});

/**
 * What a folded name sounds like: its consonants by class, at most six, one `a` for a vowel in front.
 * `mueller`, `muller`, `miller` → `mlr`; `schmidt`, `szmit` → `smt`. Digits and spaces are dropped.
 */
export const soundOf = (word: string): string => hear(word).sound;

/** Finer than `soundOf`, with its vowels: `jon`, `john` → `ion`; `katherine`, `catherine` → `katerine`. */
export const spokenForm = (word: string): string => hear(word).spoken;
