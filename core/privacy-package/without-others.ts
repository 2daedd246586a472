import type { Json, JsonObject } from '#core/kernel/types';

const customerIds = /cus_[0-9a-z]{26}/g;

/** In place of an id of somebody else. */
export const withheld = '[withheld: another person]';

/**
 * The values without the hub's ids of other customers: who is related to somebody, or shares an address
 * with him, is told by no package.
 */
export function withoutOthers(value: JsonObject, own: ReadonlySet<string>): JsonObject;
export function withoutOthers(value: Json, own: ReadonlySet<string>): Json;
export function withoutOthers(value: Json, own: ReadonlySet<string>): Json {
  if (typeof value === 'string')
    return value.replace(customerIds, (id) => (own.has(id) ? id : withheld));
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((each: Json) => withoutOthers(each, own));
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [
      name.replace(customerIds, (id) => (own.has(id) ? id : withheld)),
      withoutOthers(each, own),
    ]),
  );
}
