/**
 * What a table says of a key that somebody typed; nothing of what every object inherits: a street may be
 * called `constructor`.
 */
export const own = <V>(table: Readonly<Record<string, V>>, key: string): V | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined;
