import type { Json, JsonObject } from '#core/kernel/types';
import type { CustomerSchema } from '#core/schema/customer-schema';
import { type AttributePlace, placeIn } from './attribute-path.ts';
import type { Columns } from './columns.ts';

/** Puts the texts of one row where they belong. Make it once for a file. */
export function rowReader(
  { paths }: Pick<Columns, 'paths'>,
  defaults: Readonly<Record<string, string>>,
  schema: CustomerSchema,
): (row: readonly string[]) => JsonObject {
  const places = paths.map((path) => (path === null ? undefined : placeIn(schema, path)));
  const fallbacks = Object.entries(defaults).flatMap(([path, text]) => {
    const place = placeIn(schema, path);
    return place === undefined ? [] : [{ place, text }];
  });
  return (row) => {
    const root: Draft = new Map();
    for (const [at, place] of places.entries()) {
      const text = row[at]?.trim() ?? '';
      if (place !== undefined && text !== '') put(root, place, text);
    }
    // A default fills what is there: a role alone makes no address.
    for (const { place, text } of fallbacks)
      if (hasParent(root, place) && !has(root, place)) put(root, place, text);
    return root.size === 0 ? {} : (finished(root) as JsonObject);
  };
}

/** Groups and lists under way; lists may have holes, that is why they are maps, too. */
type Draft = Map<string | number, Draft | Json>;

function put(root: Draft, { path, holds }: AttributePlace, text: string): void {
  const last = path.at(-1) ?? '';
  let at = root;
  for (const step of path.slice(0, -1)) {
    const next = at.get(step);
    const group: Draft = next instanceof Map ? next : new Map();
    at.set(step, group);
    at = group;
  }
  at.set(last, typedValue(text, holds));
}

function parentOf(root: Draft, { path }: AttributePlace): Draft | undefined {
  let at: Draft | Json | undefined = root;
  for (const step of path.slice(0, -1)) at = at instanceof Map ? at.get(step) : undefined;
  return at instanceof Map ? at : undefined;
}

const hasParent = (root: Draft, place: AttributePlace) => parentOf(root, place) !== undefined;
const has = (root: Draft, place: AttributePlace) =>
  parentOf(root, place)?.has(place.path.at(-1) ?? '') ?? false;

/** What does not read as its type stays text; the schema then says what is wrong with it. */
function typedValue(text: string, holds: AttributePlace['holds']): Json {
  if (holds === 'number' && /^-?\d{1,15}(\.\d{1,15})?$/.test(text)) return Number(text);
  if (holds === 'boolean' && /^(true|false)$/i.test(text)) return text.toLowerCase() === 'true';
  return text;
}

function finished(draft: Draft | Json): Json {
  if (!(draft instanceof Map)) return draft;
  const entries = [...draft];
  return entries.every(([step]) => typeof step === 'number')
    ? entries.toSorted(([a], [b]) => Number(a) - Number(b)).map(([, each]) => finished(each))
    : Object.fromEntries(entries.map(([step, each]) => [step, finished(each)]));
}
