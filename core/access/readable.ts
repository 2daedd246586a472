import type { Json, JsonObject } from '#core/kernel/types';
import type {
  AttributeDefinition,
  AttributeType,
  Classification,
  CustomerSchema,
} from '#core/schema/customer-schema';

/** Whether values of this classification may be read, in this top-level attribute. */
export type MayRead = (classification: Classification, attribute: string) => boolean;

export interface Readable {
  readonly attributes: JsonObject;
  /** RFC 6901, of every value that was left out, in the order of the attributes. */
  readonly hidden: readonly string[];
}

/**
 * What of these attributes may be read, value by value: a value is left out where the classification
 * of its attribute, or of a group's member on the way to it, may not be read. What the schema does
 * not define counts as sensitive. An item of a list keeps its place, be it empty, so that a pointer
 * into a list means the same to everybody; a group of which nothing may be read is absent.
 */
export function readableOf(
  attributes: JsonObject,
  schema: Pick<CustomerSchema, 'attributes'>,
  mayRead: MayRead,
): Readable {
  const hidden: string[] = [];
  const shown = Object.entries(attributes).flatMap(([name, value]): [string, Json][] => {
    const may = (classification: Classification) => mayRead(classification, name);
    const own = memberShown(value, definitionOf(schema.attributes, name), step(name), may, hidden);
    return own === undefined ? [] : [[name, own]];
  });
  return { attributes: Object.fromEntries(shown), hidden };
}

/** As `readableOf`, of one value that stands at a key of a golden record's lineage: `name`, `/emails/0`. */
export function readableAt(
  key: string,
  value: Json,
  schema: Pick<CustomerSchema, 'attributes'>,
  mayRead: MayRead,
): Json | undefined {
  const isItem = key.startsWith('/');
  const name = attributeOfKey(key);
  const { attributes } = readableOf({ [name]: isItem ? [value] : value }, schema, mayRead);
  const shown = Object.hasOwn(attributes, name) ? attributes[name] : undefined;
  return isItem ? (shown as readonly Json[] | undefined)?.[0] : shown;
}

/** Every classification that values may have, with the top-level attribute they stand in. */
export const classificationsIn = (
  definitions: readonly AttributeDefinition[],
): readonly (readonly [attribute: string, Classification])[] =>
  definitions.flatMap((each) =>
    [each.classification, ...classificationsBelow(each)].map((own) => [each.name, own] as const),
  );

/** Names of the top-level attributes in which anything is sensitive. */
export const sensitiveAttributes = (
  definitions: readonly AttributeDefinition[],
): readonly string[] =>
  classificationsIn(definitions).flatMap(([name, each]) => (each === 'sensitive' ? [name] : []));

const classificationsBelow = (type: AttributeType): readonly Classification[] => {
  if (type.type === 'list') return classificationsBelow(type.items);
  if (type.type !== 'group') return [];
  return type.attributes.flatMap((each) => [each.classification, ...classificationsBelow(each)]);
};

/** The attribute that a key of the lineage speaks of: `/emails/0` → `emails`. */
export const attributeOfKey = (key: string): string =>
  key.startsWith('/') ? (key.split('/')[1] ?? '') : key;

type May = (classification: Classification) => boolean;

const definitionOf = (definitions: readonly AttributeDefinition[], name: string) =>
  definitions.find((each) => each.name === name);

function memberShown(
  value: Json,
  definition: AttributeDefinition | undefined,
  pointer: string,
  may: May,
  hidden: string[],
): Json | undefined {
  if (may(definition?.classification ?? 'sensitive'))
    return definition === undefined ? value : shownOf(value, definition, pointer, may, hidden);
  hidden.push(...leavesOf(value, pointer));
  return undefined;
}

/** What is shown of a value whose own classification may be read. */
function shownOf(
  value: Json,
  type: AttributeType,
  pointer: string,
  may: May,
  hidden: string[],
): Json | undefined {
  if (type.type === 'list' && Array.isArray(value))
    return (value as readonly Json[]).map(
      (item, at) => shownOf(item, type.items, `${pointer}/${at}`, may, hidden) ?? {},
    );
  if (type.type !== 'group' || !isObject(value)) return value;
  const members = Object.entries(value).flatMap(([name, member]): [string, Json][] => {
    const definition = definitionOf(type.attributes, name);
    const own = memberShown(member, definition, `${pointer}${step(name)}`, may, hidden);
    return own === undefined ? [] : [[name, own]];
  });
  return members.length === 0 && Object.keys(value).length > 0
    ? undefined
    : Object.fromEntries(members);
}

function leavesOf(value: Json, pointer: string): readonly string[] {
  const inside = Array.isArray(value) || isObject(value) ? Object.entries(value) : [];
  return inside.length === 0
    ? [pointer]
    : inside.flatMap(([name, each]) => leavesOf(each as Json, `${pointer}${step(name)}`));
}

const step = (name: string): string => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;

const isObject = (value: Json): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
