import * as z from 'zod';
import { dedupeFailures, stages } from '#core/dedupe-run/dedupe-run';
import { matchWeights } from '#core/matching/define-weights';
import type { Contract } from '#functions/shared/contract';
import { customerId, instant, pageOf, paging, runId, schemaName } from '#functions/shared/fields';

const count = z.int().nonnegative();
const probability = z.number().min(0).max(1);

const counts = z.object({
  customers: count.describe('Living customers that were read.'),
  unreadable: count.describe('Customers whose data could not be read.'),
  blocks: count.describe('Sets of customers that share a match key.'),
  splitBlocks: count.describe(
    'Blocks too frequent to be compared whole: compared where two customers share a second fact as well.',
  ),
  cappedBlocks: count.describe('Parts of split blocks that were too frequent still.'),
  largestBlock: count,
  largestPartition: count.describe('Customers in the fullest partition.'),
  pairs: count.describe('Pairs of customers that were compared, each once.'),
  links: count.describe('Pairs alike enough to be weighed against whole clusters.'),
  linksCut: count.describe('Links left out so that no cluster became too large to be weighed.'),
  clusters: count.describe('Sets of customers that links hold together.'),
  merges: count,
  splits: count.describe('Merges of the machine that no longer hold.'),
  reviews: count.describe('Pairs that are left to a steward.'),
  leftOut: count.describe(
    'Changes left out because a customer had changed meanwhile, or that failed.',
  ),
});

const modelCare = z
  .object({
    model: z.object({ name: z.string(), version: count }),
    usedModel: matchWeights.optional().describe('The model itself, with the threshold of the run.'),
    drift: z
      .array(
        z.object({
          comparison: z.string(),
          pairs: count,
          fromM: z
            .number()
            .describe('Population stability index; 0: as the model expects of matches.'),
          fromU: z.number().describe('The same, from what it expects of two customers.'),
          verdict: z.enum(['steady', 'watch', 'moved', 'too-few']),
        }),
      )
      .readonly(),
    evidence: z.object({
      steward: count.describe('Merges by a steward.'),
      machine: count.describe('Pairs of records that the machine had linked.'),
    }),
    proposedModel: matchWeights.describe(
      'The model refined by that evidence. It is used where it is put to the schema as its `matchModel`.',
    ),
  })
  .describe('How the match model fits what is one customer already.');

const runView = z.object({
  id: runId,
  schema: schemaName,
  dryRun: z.boolean(),
  threshold: probability.optional(),
  state: z.enum(['running', 'cancelling', 'finished', 'failed', 'cancelled']),
  attempt: z.int().positive(),
  failure: z
    .enum(dedupeFailures)
    .optional()
    .describe(
      'Why it failed, where that is known; docs/scale.md tells how many customers and links fit.',
    ),
  progress: z
    .object({ stage: z.enum(stages), done: count, total: count })
    .describe('Pieces of work of the stage.'),
  counts: counts.optional().describe('Once it has finished.'),
  createdAt: instant,
  endedAt: instant.optional(),
});

export const createDedupeRun = {
  method: 'POST',
  path: '/dedupe-runs',
  summary: 'Looks for duplicates among all customers of a schema, and merges them.',
  permission: 'dedupe:run',
  everywhere: true,
  body: z.strictObject({
    schema: schemaName,
    dryRun: z
      .boolean()
      .default(false)
      .describe('Changes nothing; the report and the list of changes tell what a run would do.'),
    threshold: z
      .number()
      .min(0.5)
      .max(0.999999)
      .optional()
      .describe('Merge from this probability on; the match model’s own unless told.'),
  }),
  response: runView,
  status: 201,
  refusals: ['schema.not-found', 'auth.forbidden'],
} as const satisfies Contract;

export const listDedupeRuns = {
  method: 'GET',
  path: '/dedupe-runs',
  summary: 'All dedupe runs, in the order in which they were asked for.',
  permission: 'dedupe:read',
  everywhere: true,
  query: z.object(paging),
  response: pageOf(runView),
  refusals: ['auth.forbidden'],
} as const satisfies Contract;

const params = z.object({ runId });

export const readDedupeRun = {
  method: 'GET',
  path: '/dedupe-runs/{runId}',
  summary: 'How far a dedupe run is.',
  permission: 'dedupe:read',
  everywhere: true,
  params,
  response: runView,
  refusals: ['dedupe-run.not-found', 'auth.forbidden'],
} as const satisfies Contract;

export const readDedupeReport = {
  method: 'GET',
  path: '/dedupe-runs/{runId}/report',
  summary: 'What a dedupe run found, in numbers; with `format=html` as a page of its own.',
  permission: 'dedupe:read',
  everywhere: true,
  params,
  query: z.strictObject({ format: z.enum(['json', 'html']).default('json') }),
  mediaTypes: ['application/json', 'text/html'],
  response: z.union([
    runView.extend({
      counts,
      clusterSizes: z
        .record(z.string(), count)
        .describe('Number of customers in a cluster → clusters of that size.'),
      modelCare: modelCare.optional(),
      weights: z
        .array(
          z.object({
            bits: z.int().describe('From so many bits to one more.'),
            pairs: count,
            links: count.describe('Of these, weighed again as whole clusters.'),
          }),
        )
        .readonly()
        .optional()
        .describe('Pairs by what they weighed when they were compared first.'),
      frequent: z
        .array(
          z.object({
            comparison: z.string(),
            pairs: count,
            mostSharers: count.describe('Customers that share the commonest of the values.'),
            bits: z.number().describe('What that added to the weights of all these pairs.'),
          }),
        )
        .readonly()
        .optional()
        .describe('Comparisons whose weight hung on how common the value is.'),
      timings: z.array(z.object({ stage: z.enum(stages), milliseconds: count })).readonly(),
    }),
    z.string().describe('With `format=html`: one page that loads nothing and runs nothing.'),
  ]),
  refusals: ['dedupe-run.not-found', 'dedupe-run.not-finished', 'auth.forbidden'],
} as const satisfies Contract;

export const listDedupeChanges = {
  method: 'GET',
  path: '/dedupe-runs/{runId}/changes',
  summary: 'Every merge, split and review of a finished run, kept for a day.',
  permission: 'dedupe:read',
  everywhere: true,
  params,
  query: z.object(paging),
  response: pageOf(
    z.object({
      kind: z.enum(['merge', 'split', 'review']),
      customerIds: z
        .array(customerId)
        .length(2)
        .readonly()
        .describe(
          'Of a merge who survives and who is merged; of a split who stays and who leaves.',
        ),
      outcome: z.enum(['planned', 'done', 'left-out']).describe('`planned`: of a dry run.'),
      because: z.string(),
      matchProbability: probability,
      matchWeight: z.number().describe('In bits.'),
    }),
  ),
  refusals: [
    'dedupe-run.not-found',
    'dedupe-run.not-finished',
    'dedupe-run.changes-expired',
    'auth.forbidden',
  ],
} as const satisfies Contract;

export const cancelDedupeRun = {
  method: 'POST',
  path: '/dedupe-runs/{runId}/cancel',
  summary: 'Ends a run after the clusters that are being joined; what is merged stays.',
  permission: 'dedupe:run',
  everywhere: true,
  params,
  response: runView,
  refusals: ['dedupe-run.not-found', 'dedupe-run.ended', 'auth.forbidden'],
} as const satisfies Contract;

export const resumeDedupeRun = {
  method: 'POST',
  path: '/dedupe-runs/{runId}/resume',
  summary: 'Goes on with a run that failed, where it was; within a day of its beginning.',
  permission: 'dedupe:run',
  everywhere: true,
  params,
  response: runView,
  refusals: [
    'dedupe-run.not-found',
    'dedupe-run.not-failed',
    'dedupe-run.changes-expired',
    'auth.forbidden',
  ],
} as const satisfies Contract;
