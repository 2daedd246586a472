import * as z from 'zod';
import { retentionOutcomes } from '#core/privacy-retention/retention-run';
import type { Contract } from '#functions/shared/contract';
import {
  customerId,
  instant,
  pageOf,
  paging,
  requestId,
  runId,
  schemaName,
} from '#functions/shared/fields';

const count = z.int().nonnegative();
const outcome = z
  .enum(retentionOutcomes)
  .describe(
    'docs/retention.md. `due`: a real run would act. `held`: a legal hold keeps it; a real run restricts.',
  );
const outcomes = z.array(z.object({ outcome, count })).readonly();

const runView = z.object({
  id: runId,
  schema: schemaName.optional().describe('Of one schema alone.'),
  dryRun: z.boolean(),
  actor: z.string().describe('`system:retention`: the clock.'),
  state: z.enum(['running', 'finished', 'failed']),
  progress: z.object({ done: count, total: count }).describe('Pieces of work.'),
  result: z
    .object({
      customers: count.describe('Living customers that were looked at.'),
      unreadable: count.describe('Customers whose seal is broken; they are left alone.'),
      purposes: z
        .array(z.object({ purpose: z.string(), outcomes }))
        .readonly()
        .describe('Customers whom nothing keeps any more, by the purpose that kept longest.'),
      attributes: z
        .array(z.object({ schema: schemaName, attribute: z.string(), outcomes }))
        .readonly()
        .describe('Attributes that ran out, of customers whom something keeps.'),
      finalAfter: instant
        .optional()
        .describe('Where attributes were removed: when no copy of them can be read any more.'),
    })
    .optional()
    .describe('Once it has finished.'),
  createdAt: instant,
  endedAt: instant.optional(),
});

export const createRetentionRun = {
  method: 'POST',
  path: '/retention-runs',
  summary:
    'Looks at all customers for whom, or for an attribute of whom, everything that data is kept for has run out, and erases unless it is a dry run. One real run at a time.',
  permission: 'request:decide',
  everywhere: true,
  body: z
    .strictObject({
      schema: schemaName
        .optional()
        .describe('Customers of this schema only; of every one unless told.'),
      dryRun: z.boolean().default(true),
    })
    .meta({ examples: [{}, { schema: 'person', dryRun: false }] }),
  response: runView,
  status: 202,
  refusals: ['schema.not-found', 'retention-run.in-progress'],
} as const satisfies Contract;

export const listRetentionRuns = {
  method: 'GET',
  path: '/retention-runs',
  summary: 'Retention runs, those of the clock as well, oldest first.',
  permission: 'request:read',
  everywhere: true,
  query: z.strictObject(paging),
  response: pageOf(runView),
  refusals: [],
} as const satisfies Contract;

const row = z.object({
  customerId,
  purpose: z.string().optional().describe('Of a whole customer: the one that kept longest.'),
  attribute: z.string().optional().describe('Of one attribute of a customer.'),
  since: instant.describe('When that ran out.'),
  outcome,
  requestId: requestId.optional().describe('The erasure.'),
});

export const readRetentionRun = {
  method: 'GET',
  path: '/retention-runs/{runId}',
  summary: 'How far a retention run is, what it came to, and a page of its report.',
  permission: 'request:read',
  everywhere: true,
  params: z.object({ runId }),
  query: z.strictObject(paging),
  response: runView.extend({
    report: pageOf(row)
      .optional()
      .describe('Once it has finished, as long as it is kept: `workDays` of the deployment.'),
  }),
  refusals: ['retention-run.not-found'],
} as const satisfies Contract;
