/** RFC 3339 in UTC with milliseconds: `2026-01-31T09:30:00.000Z`. Instants compare as text. */
export type Instant = string;

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export type JsonObject = { readonly [name: string]: Json };

export type NonEmpty<T> = readonly [T, ...T[]];

/** Code units, not localeCompare: an order must not depend on the machine's locale. */
export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
