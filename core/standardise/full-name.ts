import type { Json, JsonObject } from '#core/kernel/types';
import type { CustomerSchema } from '#core/schema/customer-schema';
import { fold } from './fold.ts';
import { readFullName } from './person-name.ts';

const parts = ['given', 'middle', 'family'] as const;
type Part = (typeof parts)[number];

/**
 * `full` taken apart in its own spelling: `Dr. ada LOVELACE` → given `ada`, family `LOVELACE`.
 * Nothing where it cannot be told apart: a name of one word, or of a script without spaces.
 */
export function splitFullName(full: string): Readonly<Partial<Record<Part, string>>> {
  const read = readFullName(full);
  const open = { given: tight(read.given), middle: tight(read.middle), family: tight(read.family) };
  const found: Record<Part, string[]> = { given: [], middle: [], family: [] };
  const order: readonly Part[] = full.includes(',') ? ['family', 'given', 'middle'] : parts;
  for (const chunk of full.normalize('NFKC').split(/[\s,]+/)) {
    const folded = tight([fold(chunk)]);
    const part = order.find((each) => folded !== '' && open[each].startsWith(folded));
    if (part === undefined) continue;
    open[part] = open[part].slice(folded.length);
    found[part].push(chunk);
  }
  const isWhole = parts.every((part) => open[part] === '');
  if (!isWhole || found.given.length === 0 || found.family.length === 0) return {};
  return Object.fromEntries(
    parts.flatMap((part) => (found[part].length > 0 ? [[part, found[part].join(' ')]] : [])),
  );
}

const tight = (words: readonly string[]): string => words.join('').replaceAll(' ', '');

/** Names of which a source sent `full` alone, with their parts beside it. */
export const withNameParts = (attributes: JsonObject, schema: CustomerSchema): JsonObject =>
  mapFullNames(attributes, schema, (name, full) => ({ ...splitFullName(full), ...name }));

/** A merge patch that sets `full` alone replaces the whole name: parts of the old one would contradict it. */
export const replacingWholeNames = (patch: JsonObject, schema: CustomerSchema): JsonObject =>
  mapFullNames(patch, schema, (name) => ({
    ...Object.fromEntries(
      ['prefix', ...parts, 'familyPrevious', 'suffix'].map((member) => [member, null]),
    ),
    ...name,
  }));

function mapFullNames(
  attributes: JsonObject,
  schema: CustomerSchema,
  change: (name: JsonObject, full: string) => JsonObject,
): JsonObject {
  const names = schema.attributes.filter(({ type }) => type === 'person-name');
  const changed = names.flatMap(({ name }): [string, Json][] => {
    const value = attributes[name];
    if (!isObject(value) || typeof value.full !== 'string') return [];
    return parts.some((part) => Object.hasOwn(value, part))
      ? []
      : [[name, change(value, value.full)]];
  });
  return changed.length === 0 ? attributes : { ...attributes, ...Object.fromEntries(changed) };
}

const isObject = (value: Json | undefined): value is JsonObject =>
  value !== undefined && value !== null && typeof value === 'object' && !Array.isArray(value);
