/**
 * Spellings of one sound in the languages of Europe and their usual transliterations, longest first:
 * `sch`, `sh`, `sz`, `ch`, `cz` and `tch` become one hiss; `ph`, `v` and `w` one sound, and so on.
 * Coarse on purpose: a sound brings candidates and excuses a spelling, it never proves anything.
 */
const spellings: readonly (readonly [RegExp, string])[] = [
  [/^(?:pf|ph)/g, 'f'],
  [/^(?:kn|gn|pn)/g, 'n'],
  [/^wr/g, 'r'],
  [/^x/g, 's'],
  [/(?<=..)(?:ie|ey|ee|y)$/g, 'i'],
  [/schtsch|shch|szcz|tsch|tch|sch|tsh|dzh|ch|cz|sh|sz|sj|zh|rz/g, 's'],
  [/ck|cc(?=[aou])|q(?:u|v)?|kh|c(?![eiy])/g, 'k'],
  [/ph|pf|[vw]/g, 'f'],
  [/gh(?![aeiou])/g, ''],
  [/gh|dj|dg(?=[ei])/g, 'g'],
  [/th|dh|dt/g, 't'],
  [/x/g, 'ks'],
  [/ts|tz|ds|[cz]/g, 's'],
  [/y|j/g, 'i'],
  [/d/g, 't'],
  [/b/g, 'p'],
  [/g/g, 'k'],
  [/h/g, ''],
];

interface Heard {
  readonly spoken: string;
  readonly sound: string;
}

const heard = new Map<string, Heard>();
// A cache of a pure function: bounded, so that a warm function cannot grow without end; full, it takes
// some 20 MB, which only a batch that meets as many words needs.
const cacheSize = 100_000;

const hear = (word: string): Heard => {
  const known = heard.get(word);
  if (known !== undefined) return known;
  let text = word.replaceAll(/[^a-z]/g, '').replaceAll(/(.)\1+/g, '$1');
  for (const [spelling, sound] of spellings) text = text.replaceAll(spelling, sound);
  const spoken = text.replaceAll(/(.)\1+/g, '$1');
  const first = spoken.charAt(0).replace(/[aeiou]/, 'a');
  const sound = (first + spoken.slice(1).replaceAll(/[aeiou]/g, '')).slice(0, 6);
  if (heard.size >= cacheSize) heard.clear();
  const result = { spoken, sound };
  heard.set(word, result);
  return result;
};

/**
 * What a folded name sounds like: its consonants by class, at most six, one `a` for a vowel in front.
 * `mueller`, `muller`, `miller` → `mlr`; `schmidt`, `szmit` → `smt`. Digits and spaces are dropped.
 */
export const soundOf = (word: string): string => hear(word).sound;

/** Finer than `soundOf`, with its vowels: `jon`, `john` → `ion`; `katherine`, `catherine` → `katerine`. */
export const spokenForm = (word: string): string => hear(word).spoken;
