import * as z from 'zod';
import type { Contract } from '#functions/shared/contract';

/**
 * What API Gateway asks of a body: that it is a JSON object with these members. JSON Schema draft 4,
 * in which `required` must not be empty.
 */
export interface RequestShape {
  readonly type: 'object';
  readonly required?: readonly string[];
}

interface JsonSchema {
  readonly type?: string;
  readonly required?: readonly string[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
}

/**
 * The coarsest schema of a contract's body, or `undefined` where the body is no object in every case.
 * It refuses nothing that the contract accepts; a body that it refuses is one that the contract
 * refuses, too, before any code of ours runs.
 *
 * It goes no deeper on purpose. API Gateway can answer one fixed sentence for all routes, so what it
 * refuses comes back without the pointer at the member; everything that a sender may get wrong inside
 * a member is left to the function, which points at each.
 */
export function requestShapeOf(body: z.ZodType): RequestShape | undefined {
  const required = requiredIn(
    z.toJSONSchema(body, { io: 'input', unrepresentable: 'any' }) as JsonSchema,
  );
  if (required === undefined) return undefined;
  return { type: 'object', ...(required.size > 0 && { required: [...required].toSorted() }) };
}

/** The members that every value must have; `undefined` when a value need not be an object. */
function requiredIn(schema: JsonSchema): ReadonlySet<string> | undefined {
  const parts = [
    schema.type === 'object' ? new Set(schema.required) : undefined,
    ...(schema.allOf ?? []).map(requiredIn),
    schema.anyOf && requiredInEach(schema.anyOf),
    schema.oneOf && requiredInEach(schema.oneOf),
  ];
  return parts.reduce<ReadonlySet<string> | undefined>(
    (sum, part) => (sum !== undefined && part !== undefined ? sum.union(part) : (sum ?? part)),
    undefined,
  );
}

/** What all of several alternatives have in common. */
function requiredInEach(alternatives: readonly JsonSchema[]): ReadonlySet<string> | undefined {
  const [first, ...rest] = alternatives.map(requiredIn);
  return rest.reduce(
    (common, each) =>
      common === undefined || each === undefined ? undefined : common.intersection(each),
    first,
  );
}

/** Query parameters that a route cannot do without. */
export function requiredQueryOf({ query }: Contract): readonly string[] {
  if (query === undefined) return [];
  const { required = [] } = z.toJSONSchema(query, {
    io: 'input',
    unrepresentable: 'any',
  }) as JsonSchema;
  return required;
}
