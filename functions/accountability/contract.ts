import * as z from 'zod';
import { requestChannels, requestRights } from '#core/privacy-request/privacy-request';
import type { Contract } from '#functions/shared/contract';
import { instant, pageOf, paging, requestId, schemaName } from '#functions/shared/fields';

const year = z
  .string()
  .regex(/^20\d\d$/)
  .describe('Of the receipt, UTC.');
const count = z.number();
const told = z.record(z.string(), z.object({ state: z.string(), code: z.string().optional() }));

const row = z.object({
  requestId,
  receivedAt: instant,
  channel: z.enum(requestChannels),
  rights: z.array(z.enum(requestRights)).readonly(),
  jurisdictions: z.array(z.string()).readonly(),
  state: z.string(),
  verifiedBy: z.string().optional(),
  verifiedAt: instant.optional(),
  decidedAt: instant.optional(),
  reason: z.string().optional().describe('The code of a rejection.'),
  extendedAt: instant.optional(),
  endedAt: instant.optional(),
  days: z.number().optional().describe('From receipt to end.'),
  work: told.describe('What the hub did, by right.'),
  spokes: told.describe('What each spoke answered.'),
  duplicateOf: requestId.optional(),
  keptUntil: instant.optional(),
});

export const readRequestRegister = {
  method: 'GET',
  path: '/privacy-requests/register',
  summary:
    'The privacy requests of a year with their dates, outcomes and reasons, and nobody’s name. A page may be short and have a cursor; of CSV, `Link: rel="next"` has it.',
  permission: 'request:read',
  everywhere: true,
  query: z.strictObject({ year, format: z.enum(['json', 'csv']).default('json'), ...paging }),
  mediaTypes: ['application/json', 'text/csv'],
  response: z.union([pageOf(row), z.string()]),
  refusals: [],
} as const satisfies Contract;

const rightMetrics = z.object({
  received: count,
  compliedInWhole: count,
  compliedInPart: count,
  denied: count,
  notVerified: count.describe('Of the denied ones.'),
  withdrawn: count,
  open: count,
  days: z
    .object({ median: z.number(), mean: z.number() })
    .optional()
    .describe('From receipt to answer, of those complied with or denied.'),
});

export const readRequestMetrics = {
  method: 'GET',
  path: '/privacy-requests/metrics',
  summary: 'How many privacy requests of a year were answered how, and in how many days, by right.',
  permission: 'request:read',
  everywhere: true,
  query: z.strictObject({
    year,
    jurisdiction: z
      .string()
      .regex(/^[A-Z]{2,3}(-[A-Z0-9]{1,3})?$/)
      .optional()
      .describe('Of those that appealed to its law: `US-CA`.'),
  }),
  response: z.object({
    year: z.string(),
    duplicates: count.describe('Repeated open ones; counted nowhere else.'),
    byRight: z.partialRecord(z.enum(requestRights), rightMetrics),
  }),
  refusals: [],
} as const satisfies Contract;

export const readMinimisation = {
  method: 'GET',
  path: '/minimisation',
  summary:
    'Attributes that are collected and neither shown by a lens that names them nor used to match.',
  permission: 'governance:read',
  everywhere: true,
  query: z.strictObject({
    sample: z.coerce
      .number()
      .int()
      .min(0)
      .max(1000)
      .default(200)
      .describe('How many customers of each schema are looked at.'),
  }),
  response: z.object({
    spokesWithoutLens: z
      .array(z.string())
      .readonly()
      .describe('They see whatever their role reads, used or not.'),
    schemas: z
      .array(
        z.object({
          schema: schemaName,
          sampled: count,
          attributes: count,
          unused: z
            .array(
              z.object({
                name: z.string(),
                classification: z.string(),
                holders: count.describe('Of the sample: who have a value.'),
              }),
            )
            .readonly(),
        }),
      )
      .readonly(),
  }),
  refusals: [],
} as const satisfies Contract;

export { createRetentionRun, listRetentionRuns, readRetentionRun } from './contract-retention.ts';
