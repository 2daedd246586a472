import type { Json, JsonObject } from '#core/kernel/types';
import type { CustomerSchema } from '#core/schema/customer-schema';
import { type Lens, type Mask, showsAttribute } from './lens.ts';
import { masked } from './mask.ts';

/** What is seen of a golden record. */
export interface Seen {
  readonly attributes: JsonObject;
  /** Names of attributes that have a value of which nothing is shown. */
  readonly hidden: readonly string[];
}

/**
 * Golden attributes as they are seen through a lens. What the lens does not name is absent; what a
 * mask covers whole is named in `hidden`. A masked attribute that the schema does not define, or
 * whose value is not of its type, is covered whole.
 */
export function applyLens(
  lens: Lens,
  attributes: JsonObject,
  schema: Pick<CustomerSchema, 'attributes'>,
): Seen {
  const shown: Record<string, Json> = {};
  const hidden: string[] = [];
  for (const [name, value] of Object.entries(attributes)) {
    if (!showsAttribute(lens, name)) continue;
    const mask = maskOf(lens, name);
    const definition = schema.attributes.find((each) => each.name === name);
    const seen =
      mask === undefined
        ? value
        : definition === undefined
          ? undefined
          : masked(mask, value, definition);
    if (seen === undefined) hidden.push(name);
    else shown[name] = seen;
  }
  return { attributes: shown, hidden };
}

// An attribute may be called `constructor`.
const maskOf = ({ masks = {} }: Lens, name: string): Mask | undefined =>
  Object.hasOwn(masks, name) ? masks[name] : undefined;
