import type { Json, JsonObject } from '#core/kernel/types';
import type { AttributeDefinition, AttributeType, MatchRole } from '#core/schema/customer-schema';

/** One value that means something to matching, with where it stands. */
export interface Feature {
  readonly role: Exclude<MatchRole, 'none'>;
  readonly value: Json;
  /** The group around it, for a country or a type beside it; empty at the top. */
  readonly beside: JsonObject;
  /** RFC 6901, relative to the attributes. */
  readonly pointer: string;
}

export const roleOfType: Partial<Record<AttributeType['type'], MatchRole>> = {
  'person-name': 'person-name',
  'organisation-name': 'organisation-name',
  email: 'email',
  phone: 'phone',
  'postal-address': 'postal-address',
  identifier: 'identifier',
};

const nothing: JsonObject = {};

/** Roles that values of this type, or of what is in it, have in matching: as `featuresOf` finds them. */
export function rolesOf(type: AttributeType, stated: MatchRole | undefined): readonly MatchRole[] {
  if (stated === 'none') return [];
  if (type.type === 'list') return rolesOf(type.items, stated);
  const role = stated ?? roleOfType[type.type];
  if (type.type !== 'group' || role === 'social') return role === undefined ? [] : [role];
  return type.attributes.flatMap((each) => rolesOf(each, each.match));
}

/** Every feature of a record, in the order of the schema. Attributes whose role is `none` keep all below them out. */
export function featuresOf(
  attributes: JsonObject,
  definitions: readonly AttributeDefinition[],
): readonly Feature[] {
  const found: Feature[] = [];
  for (const definition of definitions) {
    const value = Object.hasOwn(attributes, definition.name)
      ? attributes[definition.name]
      : undefined;
    if (value !== undefined && value !== null) {
      collect(value, definition, definition.match, nothing, `/${definition.name}`, found);
    }
  }
  return found;
}

function collect(
  value: Json,
  type: AttributeType,
  stated: MatchRole | undefined,
  beside: JsonObject,
  pointer: string,
  found: Feature[],
): void {
  if (stated === 'none') return;
  if (type.type === 'list') {
    if (!Array.isArray(value)) return;
    for (const [at, item] of value.entries()) {
      collect(item, type.items, stated, beside, `${pointer}/${at}`, found);
    }
    return;
  }
  const role = stated ?? roleOfType[type.type];
  if (role !== undefined && role !== 'none') {
    // A role on a group of contact points speaks of the member that has the type.
    const inner = type.type === 'group' && role !== 'social' ? undefined : role;
    if (inner !== undefined) {
      found.push({ role: inner, value, beside, pointer });
      return;
    }
  }
  if (type.type !== 'group' || value === null || typeof value !== 'object' || Array.isArray(value))
    return;
  const group = value as JsonObject;
  for (const member of type.attributes) {
    const each = Object.hasOwn(group, member.name) ? group[member.name] : undefined;
    if (each !== undefined && each !== null) {
      collect(each, member, member.match, group, `${pointer}/${member.name}`, found);
    }
  }
}
