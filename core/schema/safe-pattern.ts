/** Longest pattern a schema may bring, in characters. */
const longest = 200;
/** Largest count in `{n,m}`: `(a{1,1000}){1,1000}` is slow without any star. */
const largestCount = 1000;

interface Group {
  /** Holds a repetition without an end, or one of many, somewhere inside. */
  repeats: boolean;
  /** Holds an alternative at its own level. */
  alternates: boolean;
}

/**
 * Why a pattern of a schema is refused; `undefined` when it may run on every record. It compiles with
 * the `u` flag, has no back-reference and no look-around, and repeats nothing that itself repeats
 * or alternates (`(a+)+`, `(a|ab)*`): what is left backtracks at most in a power of its repetitions,
 * of which there may be three that have no end.
 */
export function patternFault(pattern: string): string | undefined {
  if (pattern.length > longest) return `A pattern has at most ${longest} characters.`;
  try {
    new RegExp(pattern, 'u');
  } catch {
    return 'This is not a regular expression with the u flag.';
  }
  if (/\\(?:[1-9]|k<)/.test(pattern)) return 'Back-references are not taken.';
  if (/\(\?(?:[=!]|<[=!])/.test(pattern)) return 'Look-around is not taken.';
  return repetitionFault(pattern);
}

/** One walk over the pattern; groups on a stack, character classes and escapes skipped. */
function repetitionFault(pattern: string): string | undefined {
  const open: Group[] = [{ repeats: false, alternates: false }];
  let closed: Group | undefined;
  let endless = 0;
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern[at];
    const group = open.at(-1);
    if (group === undefined) return 'The groups are not balanced.';
    if (char === '\\') {
      at = afterEscape(pattern, at) - 1;
      closed = undefined;
    } else if (char === '[') {
      at = afterClass(pattern, at) - 1;
      closed = undefined;
    } else if (char === '(') {
      open.push({ repeats: false, alternates: false });
      at = afterGroupHead(pattern, at) - 1;
      closed = undefined;
    } else if (char === ')') {
      closed = open.pop();
      const outer = open.at(-1);
      if (outer && closed?.repeats) outer.repeats = true;
      if (outer && closed?.alternates) outer.alternates = true;
    } else if (char === '|') {
      group.alternates = true;
      closed = undefined;
    } else {
      const repetition = repetitionAt(pattern, at);
      if (repetition === undefined) {
        closed = undefined;
        continue;
      }
      if (repetition.most !== undefined && repetition.most > largestCount) {
        return `A count is at most ${largestCount}.`;
      }
      const isMany = repetition.most === undefined || repetition.most > 1;
      if (isMany && closed && (closed.repeats || closed.alternates)) {
        return 'A repeated group must not itself repeat or alternate.';
      }
      if (repetition.most === undefined || repetition.most > 20) endless++;
      if (endless > 3) return 'At most three repetitions may be long or without an end.';
      // `(a?b?)*` and `(\d{2,4})+` can be cut in more than one way; `(\d{3})+` cannot.
      if (repetition.most !== repetition.least) group.repeats = true;
      at += repetition.length - 1;
      closed = undefined;
    }
  }
  return undefined;
}

interface Repetition {
  readonly least: number;
  /** Absent: without an end. */
  readonly most?: number;
  readonly length: number;
}

function repetitionAt(pattern: string, at: number): Repetition | undefined {
  const found = /^(?:([*+?])|\{(\d+)(,?)(\d*)\})\??/.exec(pattern.slice(at, at + 20));
  if (!found) return undefined;
  const [{ length }, sign, least, comma, most] = found;
  if (sign === '?') return { least: 0, most: 1, length };
  if (sign !== undefined) return { least: sign === '+' ? 1 : 0, length };
  if (comma === '') return { least: Number(least), most: Number(least), length };
  return most === ''
    ? { least: Number(least), length }
    : { least: Number(least), most: Number(most), length };
}

function afterEscape(pattern: string, at: number): number {
  const braced = /^\\(?:[pPu])\{[^}]*\}/.exec(pattern.slice(at));
  return at + (braced ? braced[0].length : 2);
}

function afterClass(pattern: string, at: number): number {
  let end = at + 1;
  while (end < pattern.length && pattern[end] !== ']') end += pattern[end] === '\\' ? 2 : 1;
  return end + 1;
}

/** Past `(`, `(?:` or `(?<name>`. */
const afterGroupHead = (pattern: string, at: number): number =>
  at + (/^\((?:\?(?::|<[^>]*>))?/.exec(pattern.slice(at))?.[0].length ?? 1);
