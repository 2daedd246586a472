import * as z from 'zod';
import { outcomes } from '#core/import/import-job';
import type { Contract } from '#functions/shared/contract';
import {
  finding,
  importId,
  instant,
  pageOf,
  paging,
  provenance,
  schemaName,
  spokeName,
  toInstant,
} from '#functions/shared/fields';

const count = z.int().nonnegative();
/** DynamoDB, where the request is kept, takes no half of a surrogate pair. */
const text = z
  .string()
  .min(1)
  .max(200)
  .refine((text) => text.isWellFormed(), 'holds half of a surrogate pair');
const column = text;
const attributePath = z
  .string()
  .regex(/^[a-z][A-Za-z0-9]{0,62}(\.[A-Za-z0-9]{1,63}){0,7}$/)
  .describe('Dotted, list items by number: `emails.0.value`.');

/** S3 takes no more in one PUT: docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
const mostUploadBytes = 5 * 1024 ** 3;

const importView = z.object({
  id: importId,
  spoke: spokeName,
  schema: schemaName,
  format: z.enum(['csv', 'ndjson']),
  state: z.enum(['awaiting-upload', 'running', 'cancelling', 'finished', 'failed', 'cancelled']),
  counts: z.object({
    read: count.describe('Records so far; the sum of the others.'),
    ...(Object.fromEntries(outcomes.map((name) => [name, count])) as Record<
      (typeof outcomes)[number],
      typeof count
    >),
  }),
  bytes: count,
  bytesLoaded: count,
  failure: z
    .object({ code: z.string(), errors: z.array(finding).readonly() })
    .optional()
    .describe('Why nothing more is loaded.'),
  createdAt: instant,
  startedAt: instant.optional(),
  endedAt: instant.optional(),
});

export const createImport = {
  method: 'POST',
  path: '/imports',
  summary: 'Announces a file of source records of one spoke, and tells where to send it.',
  permission: 'import:run',
  body: z.strictObject({
    spoke: spokeName,
    schema: schemaName,
    format: z.enum(['csv', 'ndjson']),
    bytes: z.int().min(1).max(mostUploadBytes).describe('Size of the file; no other is taken.'),
    delimiter: z.enum([',', ';', '\t', '|']).default(',').describe('Of CSV.'),
    map: z
      .record(column, attributePath)
      .optional()
      .describe('Column → attribute. Without it every column of the header is an attribute path.'),
    defaults: z
      .record(attributePath, text)
      .optional()
      .describe('Attribute → what it is where the columns leave it empty.'),
    sourceIdColumn: column.default('id').describe('The column with the id that the spoke knows.'),
    updatedAtColumn: column.optional().describe('RFC 3339, or a day.'),
    updatedAt: instant
      .transform(toInstant)
      .optional()
      .describe('When the spoke last changed the records that do not say it; now unless told.'),
    provenance: provenance.optional(),
  }),
  response: importView.extend({
    upload: z.object({
      url: z.string(),
      method: z.literal('PUT'),
      headers: z.record(z.string(), z.string()),
      expiresAt: instant,
    }),
  }),
  status: 201,
  secrets: ['upload'],
  refusals: ['spoke.not-found', 'schema.not-found', 'import.mapping-invalid', 'auth.forbidden'],
} as const satisfies Contract;

const params = z.object({ importId });

export const startImport = {
  method: 'POST',
  path: '/imports/{importId}/start',
  summary: 'Loads the file that was sent; repeating it changes nothing.',
  permission: 'import:run',
  params,
  response: importView,
  refusals: ['import.not-found', 'import.upload-missing', 'import.ended', 'auth.forbidden'],
} as const satisfies Contract;

export const cancelImport = {
  method: 'POST',
  path: '/imports/{importId}/cancel',
  summary: 'Ends an import after the batches that are being loaded; what is loaded stays.',
  permission: 'import:run',
  params,
  response: importView,
  refusals: ['import.not-found', 'import.ended', 'auth.forbidden'],
} as const satisfies Contract;

export const readImport = {
  method: 'GET',
  path: '/imports/{importId}',
  summary: 'How far an import is.',
  permission: 'import:read',
  params,
  response: importView,
  refusals: ['import.not-found', 'auth.forbidden'],
} as const satisfies Contract;

export const readRejects = {
  method: 'GET',
  path: '/imports/{importId}/rejects',
  summary: 'The lines that were not loaded, as they were sent, and why; in the order of the file.',
  permission: 'import:read',
  params,
  query: z.object(paging),
  response: pageOf(
    z.object({
      line: z.number().describe('Number of its first line in the file, from 1.'),
      code: z.string().describe('A refusal, or `internal` where the hub failed.'),
      errors: z.array(finding).readonly(),
      record: z
        .string()
        .optional()
        .describe('As it stood in the file; for who may read every value of its schema.'),
    }),
  ),
  refusals: ['import.not-found', 'import.rejects-expired', 'auth.forbidden'],
} as const satisfies Contract;
