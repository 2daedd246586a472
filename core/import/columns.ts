import type { Violation } from '#core/kernel/refusal';
import type { CustomerSchema } from '#core/schema/customer-schema';
import { placeIn } from './attribute-path.ts';

/** How the columns of a file become source records, as the caller asked for it. */
export interface ColumnMapping {
  /** Column → dotted path of an attribute; columns that are not named are left out. Without it every column is a path. */
  readonly map?: Readonly<Record<string, string>>;
  /** Dotted path → text where the columns gave none. */
  readonly defaults?: Readonly<Record<string, string>>;
  readonly sourceIdColumn: string;
  readonly updatedAtColumn?: string;
}

/** What each column of the file is, by position. Names of the schema and numbers only. */
export interface Columns {
  readonly count: number;
  /** Dotted path of an attribute; `null`: left out, or one of the two below. */
  readonly paths: readonly (string | null)[];
  readonly sourceIdAt: number;
  readonly updatedAtAt?: number;
}

/** More than any export of a customer table has. A header is compared name by name with itself. */
const mostColumns = 1000;
const mostViolations = 100;
const tooMany = (pointer: string): Violation => ({
  pointer,
  rule: 'columns',
  message: `has more than ${mostColumns} columns`,
});

/** What a mapping says wrong about a schema, before there is a file. Pointers into the mapping. */
export function checkMapping(
  { map = {}, defaults = {} }: ColumnMapping,
  schema: CustomerSchema,
): readonly Violation[] {
  const unknown = (at: string, path: string): readonly Violation[] =>
    placeIn(schema, path) === undefined
      ? [{ pointer: at, rule: 'attribute-path', message: 'is no single value of the schema' }]
      : [];
  if (Object.keys(map).length > mostColumns) return [tooMany('/map')];
  if (Object.keys(defaults).length > mostColumns) return [tooMany('/defaults')];
  const paths = Object.values(map);
  return [
    ...Object.entries(map).flatMap(([column, path], at) => [
      ...unknown(`/map/${escaped(column)}`, path),
      ...(paths.indexOf(path) < at
        ? [{ pointer: `/map/${escaped(column)}`, rule: 'unique', message: 'is led to already' }]
        : []),
    ]),
    ...Object.keys(defaults).flatMap((path) => unknown(`/defaults/${escaped(path)}`, path)),
  ].slice(0, mostViolations);
}

/**
 * Holds a mapping against the header of the file. Of the header only positions are told: a file
 * without one has values there.
 */
export function columnsOf(
  header: readonly string[],
  { map, sourceIdColumn, updatedAtColumn }: ColumnMapping,
  schema: CustomerSchema,
): { readonly columns: Columns } | { readonly violations: readonly Violation[] } {
  if (header.length > mostColumns) return { violations: [tooMany('/header')] };
  const names = header.map((name) => name.trim());
  const sourceIdAt = names.indexOf(sourceIdColumn);
  const updatedAtAt = updatedAtColumn === undefined ? -1 : names.indexOf(updatedAtColumn);
  const own = new Set([sourceIdAt, updatedAtAt]);
  const missing = (pointer: string): Violation => ({
    pointer,
    rule: 'column',
    message: 'names a column that the file does not have',
  });
  const pathOf = (name: string, at: number): string | null =>
    map === undefined ? (own.has(at) ? null : name) : pathIn(map, name);
  const paths = names.map(pathOf);
  const violations: readonly Violation[] = [
    ...(sourceIdAt < 0 ? [missing('/sourceIdColumn')] : []),
    ...(updatedAtColumn !== undefined && updatedAtAt < 0 ? [missing('/updatedAtColumn')] : []),
    ...Object.keys(map ?? {})
      .filter((column) => !names.includes(column))
      .map((column) => missing(`/map/${escaped(column)}`)),
    ...names.flatMap((name, at): readonly Violation[] =>
      names.indexOf(name) < at && (own.has(names.indexOf(name)) || paths[at] !== null)
        ? [{ pointer: `/header/${at}`, rule: 'unique', message: 'stands in the header twice' }]
        : [],
    ),
    ...(map === undefined ? paths : []).flatMap((path, at): readonly Violation[] =>
      path !== null && placeIn(schema, path) === undefined
        ? [
            {
              pointer: `/header/${at}`,
              rule: 'attribute-path',
              message: 'is no single value of the schema, and there is no map',
            },
          ]
        : [],
    ),
  ];
  if (violations.length > 0) return { violations: violations.slice(0, mostViolations) };
  return {
    columns: {
      count: names.length,
      paths,
      sourceIdAt,
      ...(updatedAtAt < 0 ? {} : { updatedAtAt }),
    },
  };
}

const pathIn = (map: Readonly<Record<string, string>>, name: string): string | null =>
  Object.hasOwn(map, name) ? (map[name] ?? null) : null;

const escaped = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');
