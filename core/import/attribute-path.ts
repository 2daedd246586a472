import type { AttributeType, CustomerSchema } from '#core/schema/customer-schema';

/** `emails.0.value` → `['emails', 0, 'value']`. */
export type AttributePath = readonly (string | number)[];

/** Where a text of a file goes, and what it is made of there. */
export interface AttributePlace {
  readonly path: AttributePath;
  readonly holds: 'text' | 'number' | 'boolean';
}

const nameParts = ['prefix', 'given', 'middle', 'family', 'familyPrevious', 'suffix', 'full'];
const addressParts = ['role', 'line1', 'line2', 'city', 'region', 'postcode', 'country', 'full'];
const identifierParts = ['type', 'value', 'country'];

/** The place that a dotted path names in a schema; `undefined` where the schema has no single value there. */
export function placeIn(schema: CustomerSchema, dotted: string): AttributePlace | undefined {
  const steps = dotted.split('.');
  let type: AttributeType | 'text' | undefined = {
    type: 'group',
    attributes: schema.attributes,
  };
  const path: (string | number)[] = [];
  for (const step of steps) {
    if (type === undefined || type === 'text') return undefined;
    path.push(type.type === 'list' && /^\d{1,2}$/.test(step) ? Number(step) : step);
    type = stepInto(type, step);
  }
  const holds = type === undefined ? undefined : holdsOf(type);
  return holds && { path, holds };
}

function stepInto(type: AttributeType, step: string): AttributeType | 'text' | undefined {
  const partOf = (parts: readonly string[]) => (parts.includes(step) ? 'text' : undefined);
  switch (type.type) {
    case 'group':
      return type.attributes.find(({ name }) => name === step);
    case 'list':
      return /^\d{1,2}$/.test(step) ? type.items : undefined;
    case 'person-name':
      return partOf(nameParts);
    case 'postal-address':
      return partOf(addressParts);
    case 'identifier':
      return partOf(identifierParts);
    default:
      return undefined;
  }
}

function holdsOf(type: AttributeType | 'text'): AttributePlace['holds'] | undefined {
  if (type === 'text') return 'text';
  switch (type.type) {
    case 'number':
    case 'boolean':
      return type.type;
    case 'group':
    case 'list':
    case 'person-name':
    case 'postal-address':
    case 'identifier':
      return undefined;
    default:
      return 'text';
  }
}
