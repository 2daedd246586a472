import type * as z from 'zod';
import { Refusal, type Violation } from '#core/kernel/refusal';
import type { Json } from '#core/kernel/types';

/** Deeper than any schema may nest, and far from what would hurt. */
const maxDepth = 16;
const maxNodes = 20_000;
const forbiddenNames = new Set(['__proto__', 'constructor', 'prototype']);
const maxViolations = 100;

/**
 * Reads a JSON body. Refuses what is not JSON (`request.malformed`) and, with its pointer, member
 * names that reach into prototypes, nesting beyond 16, more than 20,000 values, and whole numbers that
 * JavaScript would round (`request.invalid`). Of a member that stands twice the last one counts.
 */
export function parseBody(text: string): Json {
  let body: Json;
  try {
    body = JSON.parse(text) as Json;
  } catch {
    throw new Refusal('request.malformed');
  }
  const violations: Violation[] = [];
  let nodes = 0;
  const walk = (value: Json, pointer: string, depth: number): void => {
    nodes += 1;
    if (nodes > maxNodes || violations.length >= maxViolations) return;
    if (typeof value === 'number' && !isKept(value))
      violations.push({ pointer, rule: 'number', message: 'is too large to be kept exactly' });
    if (value === null || typeof value !== 'object') return;
    if (depth >= maxDepth) {
      violations.push({ pointer, rule: 'depth', message: `nests deeper than ${maxDepth}` });
      return;
    }
    for (const [name, each] of Object.entries(value)) {
      if (nodes > maxNodes || violations.length >= maxViolations) return;
      const at = `${pointer}/${escapePointer(name)}`;
      if (forbiddenNames.has(name))
        violations.push({
          pointer: at,
          rule: 'name',
          message: 'is not a member name that is accepted',
        });
      else walk(each, at, depth + 1);
    }
  };
  walk(body, '', 0);
  if (nodes > maxNodes)
    violations.push({ pointer: '', rule: 'size', message: `has more than ${maxNodes} values` });
  if (violations.length > 0) throw new Refusal('request.invalid', violations);
  return body;
}

/** Not infinite, and no whole number beyond ±(2^53 − 1), of which the last digits are lost when it is read. */
const isKept = (value: number): boolean =>
  Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value));

/** Checks one part of a request against its schema; violations carry where they are. */
export function parsePart<S extends z.ZodType>(
  schema: S,
  value: unknown,
  part: 'path' | 'query' | 'body',
): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const violations = parsed.error.issues.flatMap((issue): Violation[] => {
    const names = issue.code === 'unrecognized_keys' ? issue.keys : [undefined];
    return names.map((name) => ({
      pointer: [...issue.path, ...(name === undefined ? [] : [name])]
        .map((step) => `/${escapePointer(String(step))}`)
        .join(''),
      rule: issue.code.replaceAll('_', '-'),
      message: name === undefined ? issue.message : 'is not known here',
      ...(part === 'body' ? {} : { in: part }),
    }));
  });
  throw new Refusal('request.invalid', violations.slice(0, maxViolations));
}

export const escapePointer = (name: string): string =>
  name.replaceAll('~', '~0').replaceAll('/', '~1');
