import {
  element,
  type Html,
  paragraph,
  plainWords,
  type TableColumn,
  table,
} from '#core/dedupe-report/html';
import { escapeText } from '#core/kernel/escape-text';
import type { Json } from '#core/kernel/types';

/** Every value with the way to it: `addresses 1 city`. */
export const valueRows = (caption: string, value: Json): Html =>
  table(
    caption,
    leavesOf(value, []),
    [
      { title: 'what', cell: ([way]) => inFull(way.map(plainWords).join(' ')) },
      { title: 'value', cell: ([, leaf]) => inFull(textOf(leaf)) },
    ],
    whole,
  );

/** A table of all rows; where there are none, that in words. */
export const rowsOrNone = <Row>(
  caption: string,
  rows: readonly Row[],
  columns: readonly TableColumn<Row>[],
): Html =>
  rows.length === 0 ? paragraph(`${caption}: none.`) : table(caption, rows, columns, whole);

/** All rows of a table. */
export const whole = Number.MAX_SAFE_INTEGER;

type Leaf = readonly [way: readonly string[], value: Json];

function leavesOf(value: Json, way: readonly string[]): readonly Leaf[] {
  if (typeof value !== 'object' || value === null) return [[way, value]];
  const members: readonly (readonly [string, Json])[] = Array.isArray(value)
    ? value.map((each: Json, at) => [String(at + 1), each])
    : Object.entries(value);
  return members.length === 0
    ? [[way, '']]
    : members.flatMap(([name, each]) => leavesOf(each, [...way, name]));
}

/** What somebody wrote: kept apart from the text around it, and never cut. */
export const inFull = (text: string): Html => element('bdi', {}, { html: escapeText(text) });

/** A value on one line. */
export const textOf = (value: Json): string => {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return value === null ? 'none' : String(value);
  return leavesOf(value, [])
    .map(([, leaf]) => textOf(leaf))
    .filter((text) => text !== '')
    .join(', ');
};

/** The day and minute, UTC. */
export const dayOf = (at: string): string => at.slice(0, 16).replace('T', ' ');
