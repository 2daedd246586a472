/** Longest pattern a schema may bring, in characters. */
const longest = 200;
/** Ways through a text that a pattern may have to try: some 30 ms of a warm function. */
const mostPaths = 1e7;

interface Group {
  /** Can match one text in more than one way, because something inside repeats or alternates. */
  varies: boolean;
}

/**
 * Why a pattern of a schema is refused for texts of up to `maxLength` characters; `undefined` when it
 * may run on every record. It compiles with the `u` flag, has no back-reference and no look-around,
 * and repeats nothing that itself repeats or alternates (`(a+)+`, `(a|ab)*`). Then backtracking tries
 * at most the product of the choices of its repetitions and alternatives, and that has a limit.
 */
export function patternFault(pattern: string, maxLength: number): string | undefined {
  if (pattern.length > longest) return `A pattern has at most ${longest} characters.`;
  try {
    new RegExp(pattern, 'u');
  } catch {
    return 'This is not a regular expression with the u flag.';
  }
  if (/\\(?:[1-9]|k<)/.test(pattern)) return 'Back-references are not taken.';
  if (/\(\?(?:[=!]|<[=!])/.test(pattern)) return 'Look-around is not taken.';
  if (/\(\?[a-z-]+:/.test(pattern)) return 'Flags inside a pattern are not taken.';
  return repetitionFault(pattern, maxLength);
}

/** One walk over the pattern; groups on a stack, character classes and escapes skipped. */
function repetitionFault(pattern: string, maxLength: number): string | undefined {
  const open: Group[] = [{ varies: false }];
  let closed: Group | undefined;
  // Without an anchor every character is a place to start at.
  let paths = pattern.startsWith('^') ? 1 : maxLength;
  let long = 0;
  for (let at = 0; at < pattern.length; ) {
    const group = open.at(-1) ?? { varies: false };
    const repetition = repetitionAt(pattern, at, maxLength);
    if (repetition !== undefined) {
      if (repetition.most > 1 && closed?.varies) {
        return 'A repeated group must not itself repeat or alternate.';
      }
      const choices = Math.min(repetition.most, maxLength) - repetition.least + 1;
      if (choices > 1) group.varies = true;
      // Long repetitions share the text between them: n of them have n! fewer ways.
      if (choices > 20) long++;
      paths *= Math.max(1, choices) / (choices > 20 ? long : 1);
      closed = undefined;
      at += repetition.length;
    } else if (pattern[at] === ')') {
      closed = open.pop();
      const outer = open.at(-1);
      if (outer && closed?.varies) outer.varies = true;
      at++;
    } else {
      closed = undefined;
      if (pattern[at] === '(') open.push({ varies: false });
      if (pattern[at] === '|') {
        group.varies = true;
        // Without a group around it the other side has no anchor.
        paths *= open.length === 1 ? 2 * maxLength : 2;
      }
      at = afterElement(pattern, at);
    }
  }
  return paths <= mostPaths
    ? undefined
    : 'This pattern could take too long: begin it with ^, repeat less, or lower maxLength.';
}

interface Repetition {
  readonly least: number;
  readonly most: number;
  readonly length: number;
}

function repetitionAt(pattern: string, at: number, endless: number): Repetition | undefined {
  const found = /^(?:([*+?])|\{(\d+)(,?)(\d*)\})\??/.exec(pattern.slice(at, at + 30));
  if (!found) return undefined;
  const [{ length }, sign, least, comma, most] = found;
  if (sign === '?') return { least: 0, most: 1, length };
  if (sign !== undefined) return { least: sign === '+' ? 1 : 0, most: endless, length };
  if (comma === '') return { least: Number(least), most: Number(least), length };
  return { least: Number(least), most: most === '' ? endless : Number(most), length };
}

/** Past an escape, a character class, the head of a group, or one character. */
function afterElement(pattern: string, at: number): number {
  const rest = pattern.slice(at);
  const element =
    /^\\[pPu]\{[^}]*\}|^\\[\s\S]|^\[(?:\\[\s\S]|[^\]\\])*\]|^\((?:\?(?::|<[^>]*>))?/u.exec(
      rest,
    )?.[0] ?? ' ';
  return at + element.length;
}
