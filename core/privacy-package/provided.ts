import { compareText, type Json, type JsonObject } from '#core/kernel/types';
import type { OwnWord, PackageRecord } from './privacy-package.ts';

/** What a person provided, as one: newest word first, each value once. */
export interface Provided {
  /** The newest value of each attribute. */
  readonly first: JsonObject;
  /** Every value of each attribute; items of lists one by one. */
  readonly all: Readonly<Record<string, readonly Json[]>>;
}

/**
 * What the person provided, from records that were volunteered or observed and from the person's own
 * words. What was bought, found or worked out is not among it (GDPR art. 20(1); WP 242 rev.01, II).
 */
export function providedIn(
  records: readonly PackageRecord[],
  ownWords: readonly OwnWord[],
): Provided {
  const said = [
    ...ownWords.map(({ attribute, value, at }) => ({ at, attributes: { [attribute]: value } })),
    ...records
      .filter(({ isProvided }) => isProvided)
      .map(({ updatedAt, attributes }) => ({ at: updatedAt, attributes })),
  ].toSorted((a, b) => compareText(b.at, a.at));
  const all: Record<string, Json[]> = {};
  const first: Record<string, Json> = {};
  for (const { attributes } of said)
    for (const [name, value] of Object.entries(attributes)) {
      if (value === null) continue;
      if (!Object.hasOwn(first, name)) first[name] = value;
      const items: readonly Json[] = Array.isArray(value) ? value : [value];
      const known = Object.hasOwn(all, name) ? (all[name] ?? []) : [];
      const texts = new Set(known.map((each) => JSON.stringify(each)));
      all[name] = [...known, ...items.filter((each) => !texts.has(JSON.stringify(each)))];
    }
  return { first, all };
}

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const textOf = (value: Json | undefined): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

/** The groups among the values of an attribute. */
export const groupsOf = ({ all }: Provided, name: string): readonly JsonObject[] =>
  (Object.hasOwn(all, name) ? (all[name] ?? []) : []).filter(isObject);

/** Addresses or numbers, each once however it is spelt; of several that one which says what it is for. */
export function pointsOf(provided: Provided, name: 'emails' | 'phones'): readonly JsonObject[] {
  const found = new Map<string, JsonObject>();
  for (const group of groupsOf(provided, name)) {
    const spelt = (textOf(group.value) ?? '').toLowerCase().replace(/[\s().-]/g, '');
    const before = found.get(spelt);
    if (before === undefined || (before.role === undefined && group.role !== undefined))
      found.set(spelt, group);
  }
  return [...found.values()];
}

/** The texts among them. */
export const textsOf = ({ all }: Provided, name: string): readonly string[] =>
  (Object.hasOwn(all, name) ? (all[name] ?? []) : []).flatMap((each) => textOf(each) ?? []);

/** A name as it is written, of its parts. */
export const fullNameOf = (name: Json | undefined): string | undefined => {
  if (!isObject(name)) return textOf(name);
  const parts = ['prefix', 'given', 'middle', 'family', 'suffix'];
  const written = parts.flatMap((part) => textOf(name[part]) ?? []).join(' ');
  return textOf(name.full) ?? textOf(written);
};
