import type { Json, JsonObject } from '#core/kernel/types';

/** An EventBridge event pattern: names lead to nested patterns or to a list of what may stand there. */
export interface EventPattern {
  readonly [name: string]: EventPattern | readonly Matcher[];
}

export type Matcher =
  | string
  | number
  | boolean
  | null
  | { readonly prefix: string }
  | { readonly suffix: string }
  | { readonly exists: boolean }
  | { readonly 'equals-ignore-case': string }
  | { readonly 'anything-but': Json | { readonly prefix: string } }
  | { readonly numeric: readonly (string | number)[] };

/**
 * Whether an event fits a pattern: every name in the pattern must fit, a list in the event fits when
 * one of its items does. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
 */
export function matchesPattern(pattern: EventPattern, event: JsonObject): boolean {
  return Object.entries(pattern).every(([name, expected]) => {
    const found = Object.hasOwn(event, name) ? event[name] : undefined;
    if (isMatchers(expected)) return expected.some((matcher) => fits(matcher, found));
    return isObject(found)
      ? matchesPattern(expected, found)
      : found === undefined && onlyAbsences(expected);
  });
}

const isMatchers = (part: EventPattern | readonly Matcher[]): part is readonly Matcher[] =>
  Array.isArray(part);

const isObject = (value: Json | undefined): value is JsonObject =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

/** A missing group satisfies a pattern that asks only for absent names. */
const onlyAbsences = (pattern: EventPattern): boolean =>
  Object.values(pattern).every((each) =>
    isMatchers(each) ? each.some((matcher) => fits(matcher, undefined)) : onlyAbsences(each),
  );

function fits(matcher: Matcher, found: Json | undefined): boolean {
  if (matcher === null || typeof matcher !== 'object')
    return items(found).some((item) => item === matcher);
  if ('exists' in matcher) return (found !== undefined && !isObject(found)) === matcher.exists;
  if (found === undefined) return false;
  return items(found).some((item) => itemFits(matcher, item));
}

const items = (found: Json | undefined): readonly Json[] =>
  found === undefined ? [] : Array.isArray(found) ? found : [found as Json];

function itemFits(matcher: Exclude<Matcher, string | number | boolean | null>, item: Json) {
  if ('prefix' in matcher) return typeof item === 'string' && item.startsWith(matcher.prefix);
  if ('suffix' in matcher) return typeof item === 'string' && item.endsWith(matcher.suffix);
  if ('equals-ignore-case' in matcher)
    return (
      typeof item === 'string' && item.toLowerCase() === matcher['equals-ignore-case'].toLowerCase()
    );
  if ('anything-but' in matcher) return isOtherThan(matcher['anything-but'], item);
  if ('numeric' in matcher) return typeof item === 'number' && holds(matcher.numeric, item);
  return false;
}

function isOtherThan(unwanted: Json | { readonly prefix: string }, item: Json): boolean {
  if (unwanted !== null && typeof unwanted === 'object' && 'prefix' in unwanted)
    return !(typeof item === 'string' && item.startsWith(String(unwanted.prefix)));
  return !items(unwanted as Json).includes(item);
}

/** `['>', 0, '<=', 5]`: pairs of a comparison and a number, all of which must hold. */
function holds(comparisons: readonly (string | number)[], value: number): boolean {
  for (let at = 0; at < comparisons.length; at += 2)
    if (!compares(String(comparisons[at]), value, Number(comparisons[at + 1]))) return false;
  return comparisons.length > 0;
}

function compares(comparison: string, value: number, bound: number): boolean {
  switch (comparison) {
    case '=':
      return value === bound;
    case '>':
      return value > bound;
    case '>=':
      return value >= bound;
    case '<':
      return value < bound;
    case '<=':
      return value <= bound;
    default:
      return false;
  }
}
