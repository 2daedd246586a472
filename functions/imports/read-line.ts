import { parse } from 'csv-parse/sync';
import * as z from 'zod';
import type { ImportJob } from '#core/import/import-job';
import { rowReader } from '#core/import/row-attributes';
import type { RawRecord } from '#core/import/scan-records';
import { Refusal, type Violation } from '#core/kernel/refusal';
import type { JsonObject } from '#core/kernel/types';
import type { CustomerSchema } from '#core/schema/customer-schema';
import { putRecord } from '#functions/records/contract';
import type { recordConsent } from '#functions/shared/brought-consents';
import { sourceId } from '#functions/shared/fields';
import { parseBody, parsePart } from '#functions/shared/parse';

/** What a line says, checked as PUT record checks it. */
export interface ReadLine {
  readonly sourceId: string;
  readonly attributes: JsonObject;
  readonly updatedAt: string;
  readonly provenance: ImportJob['request']['provenance'];
  readonly consents: readonly z.output<typeof recordConsent>[];
}

/** A line of NDJSON: the body of PUT record without what holds for the whole file, and the source id. */
const { attributes, updatedAt, provenance, consents } = putRecord.body.shape;
const lineOfJson = z.strictObject({
  sourceId,
  attributes,
  updatedAt: updatedAt.optional(),
  provenance,
  consents,
});

const decoder = new TextDecoder('utf-8', { fatal: true });

/** Reads the records of one import. The reader refuses, with pointers, what PUT record would refuse. */
export function lineReader(job: ImportJob, schema: CustomerSchema): (raw: RawRecord) => ReadLine {
  const { request } = job;
  const read = request.format === 'csv' ? rowsOf(job, schema) : parseBody;
  return (raw) => {
    if (raw.isBroken) throw new Refusal('import.line-too-large');
    const line = parsePart(lineOfJson, read(textOf(raw.bytes)), 'body');
    return {
      sourceId: line.sourceId,
      attributes: line.attributes,
      updatedAt: line.updatedAt ?? request.updatedAt,
      provenance: line.provenance ?? request.provenance,
      consents: line.consents ?? [],
    };
  };
}

function rowsOf({ request, columns }: ImportJob, schema: CustomerSchema) {
  if (columns === undefined) throw new Error('the header was not read');
  const attributesOf = rowReader(columns, request.defaults ?? {}, schema);
  return (text: string): unknown => {
    const row = cellsOf(text, request.delimiter);
    if (row.length !== columns.count)
      throw malformed({
        pointer: '',
        rule: 'columns',
        message: `has ${row.length} columns, the header has ${columns.count}`,
      });
    const updatedAtText = columns.updatedAtAt === undefined ? '' : row[columns.updatedAtAt]?.trim();
    return {
      sourceId: row[columns.sourceIdAt]?.trim() ?? '',
      attributes: attributesOf(row),
      ...(updatedAtText ? { updatedAt: instantOf(updatedAtText) } : {}),
    };
  };
}

/** The cells of one record of CSV. Refuses what RFC 4180 does not read. */
export function cellsOf(text: string, delimiter: string): readonly string[] {
  const rows = rowsIn(text, delimiter);
  // A carriage return alone ends no record here, but it does for the parser: it must lose nothing.
  if (rows.length > 1)
    throw malformed({
      pointer: '',
      rule: 'line-end',
      message: 'is several records, divided by carriage returns; end each with a line feed',
    });
  return rows[0] ?? [];
}

function rowsIn(text: string, delimiter: string): readonly (readonly string[])[] {
  try {
    return parse(text, { delimiter, relax_column_count: true }) as string[][];
  } catch {
    throw malformed({ pointer: '', rule: 'csv', message: 'is not a record of CSV' });
  }
}

const malformed = (violation: Violation) => new Refusal('import.line-malformed', [violation]);

/** A day alone is its first moment. */
const instantOf = (text: string): string =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00.000Z` : text;

export function textOf(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw malformed({ pointer: '', rule: 'encoding', message: 'is not UTF-8' });
  }
}
