import fc from 'fast-check';

interface JsonSchema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly format?: string;
  /** What no pattern can say, such as the name of a time zone. */
  readonly examples?: readonly string[];
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: JsonSchema | boolean;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
}

const most = 5;
const oneOf = (schemas: readonly JsonSchema[]) => fc.oneof(...schemas.map(arbitraryOf));

/**
 * Values that mostly fit a JSON Schema as zod writes it, small ones; members that are not required
 * come and go. Rules beyond the schema (zod's `refine`) may still refuse them.
 */
export function arbitraryOf(schema: JsonSchema): fc.Arbitrary<unknown> {
  if ('const' in schema) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (schema.anyOf) return oneOf(schema.anyOf);
  if (schema.oneOf) return oneOf(schema.oneOf);
  switch (schema.type) {
    case 'object':
      return objectOf(schema);
    case 'array':
      return fc.array(arbitraryOf(schema.items ?? {}), {
        minLength: schema.minItems ?? 0,
        maxLength: Math.min(schema.maxItems ?? most, (schema.minItems ?? 0) + most),
      });
    case 'string':
      return textOf(schema);
    case 'integer':
      return fc.integer({ min: schema.minimum ?? 0, max: Math.min(schema.maximum ?? 1000, 1e9) });
    case 'number':
      return fc.double({ min: schema.minimum ?? 0, max: schema.maximum ?? 1000, noNaN: true });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    default:
      return fc.constantFrom(null, 'text', 7, ['one'], { any: 'thing' });
  }
}

function objectOf({ properties, required = [], additionalProperties }: JsonSchema) {
  if (properties === undefined)
    return typeof additionalProperties === 'object'
      ? fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), arbitraryOf(additionalProperties), {
          maxKeys: most,
        })
      : fc.constant({});
  return fc.record(
    Object.fromEntries(Object.entries(properties).map(([name, each]) => [name, arbitraryOf(each)])),
    { requiredKeys: [...required] },
  );
}

function textOf({ pattern, format, examples, minLength = 1, maxLength = 20 }: JsonSchema) {
  if (examples !== undefined) return fc.constantFrom(...examples);
  if (format === 'date-time') return fc.constant('2026-05-01T00:00:00Z');
  if (format === 'date') return fc.constant('2026-05-01');
  if (format === 'email') return fc.constant('ada@example.com');
  if (format === 'uri') return fc.constant('https://example.com/ada');
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern));
  const unit = fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz');
  return fc.string({ unit, minLength, maxLength: Math.min(maxLength, minLength + most) });
}
