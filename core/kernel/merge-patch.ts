import type { Json, JsonObject } from './types.ts';

/** RFC 7396: members of the patch replace, `null` removes, objects merge, everything else replaces whole. */
export function mergePatch(target: Json, patch: Json): Json {
  if (!isObject(patch)) return patch;
  const base = isObject(target) ? target : {};
  const kept = Object.entries(base).filter(([name]) => !Object.hasOwn(patch, name));
  const set = Object.entries(patch)
    .filter(([, value]) => value !== null)
    .map(
      ([name, value]) =>
        [name, mergePatch(Object.hasOwn(base, name) ? (base[name] ?? null) : null, value)] as const,
    );
  return Object.fromEntries([...kept, ...set]);
}

const isObject = (value: Json): value is JsonObject =>
  value !== null && typeof value === 'object' && !Array.isArray(value);
