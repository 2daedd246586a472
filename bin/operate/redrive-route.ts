import * as z from 'zod';
import type { StreamReader } from '#functions/shared/put-aside';
import { type SweepInput, tasks } from '#functions/sweep/steps';

/** Where a message that waits in a dead-letter queue goes again. */
export type RedriveRoute =
  /** An event that did not reach its target: onto the bus, whose rule of that spoke hears it again. */
  | { readonly to: 'bus'; readonly event: z.output<typeof busEvent> }
  /** What a queue's reader gave up: into that queue. */
  | { readonly to: 'queue'; readonly queueArn: string }
  /** A change that a reader of the stream could not follow, put aside as an object. */
  | {
      readonly to: 'reader';
      readonly reader: StreamReader;
      readonly objectKey: string;
      readonly sequenceNumber: string;
    }
  /** A batch of the stream that a function gave up; its records are in the stream for 24 hours. */
  | { readonly to: 'stream'; readonly functionArn: string; readonly batch: z.output<typeof batch> }
  /** An asynchronous call that failed. */
  | { readonly to: 'function'; readonly functionArn: string; readonly payload: unknown }
  /** A run of the sweep that its schedule could not start. */
  | { readonly to: 'sweep'; readonly input: SweepInput }
  | { readonly to: 'nowhere'; readonly reason: string };

const busEvent = z.object({
  source: z.literal('goldspoke'),
  'detail-type': z.string(),
  detail: z.record(z.string(), z.unknown()),
  time: z.iso.datetime(),
});

const readers = ['publisher', 'converge'] as const satisfies readonly StreamReader[];
const notice = z.object({
  reason: z.string(),
  objectKey: z.templateLiteral([z.enum(readers), '/', z.string().min(1)]),
  streamSequenceNumber: z.string(),
});

const batch = z.object({
  shardId: z.string(),
  startSequenceNumber: z.string(),
  endSequenceNumber: z.string(),
  batchSize: z.int().positive(),
  streamArn: z.string(),
});
// docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
const givenUpBatch = z.object({
  requestContext: z.object({ functionArn: z.string() }),
  DDBStreamBatchInfo: batch,
});
// docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
const failedCall = z.object({
  requestContext: z.object({ functionArn: z.string() }),
  requestPayload: z.unknown(),
});

/**
 * The input of the schedules in lib/workflows/sweep-workflow.ts, alone or within the request that should
 * have started it: we have seen none from AWS.
 */
const runInput = z.strictObject({ task: z.enum(tasks) });
const scheduledRun = z.union([
  runInput,
  z.object({ Input: z.string().transform(parsed).pipe(runInput) }).transform(({ Input }) => Input),
]);

/** `sourceQueueArn`: the queue whose dead-letter queue this is, where there is one. */
export function routeOf(
  body: string,
  attributeNames: readonly string[],
  sourceQueueArn?: string,
): RedriveRoute {
  const json = parsed(body);
  // docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html; a schedule's bears an ERROR_CODE, too.
  const isFromRule = attributeNames.includes('RULE_ARN') || attributeNames.includes('ERROR_CODE');
  if (!isFromRule && sourceQueueArn !== undefined) return { to: 'queue', queueArn: sourceQueueArn };

  const event = busEvent.safeParse(json);
  if (event.success) return { to: 'bus', event: event.data };
  const given = givenUpBatch.safeParse(json);
  if (given.success) {
    const { requestContext, DDBStreamBatchInfo } = given.data;
    const functionArn = unversioned(requestContext.functionArn);
    return { to: 'stream', functionArn, batch: DDBStreamBatchInfo };
  }
  const aside = notice.safeParse(json);
  if (aside.success) {
    const { objectKey, streamSequenceNumber } = aside.data;
    const reader = readers.find((each) => objectKey.startsWith(`${each}/`)) ?? 'publisher';
    return { to: 'reader', reader, objectKey, sequenceNumber: streamSequenceNumber };
  }
  const call = failedCall.safeParse(json);
  if (call.success && call.data.requestPayload !== undefined) {
    const functionArn = unversioned(call.data.requestContext.functionArn);
    return { to: 'function', functionArn, payload: call.data.requestPayload };
  }
  const run = scheduledRun.safeParse(json);
  if (run.success) return { to: 'sweep', input: run.data };
  return { to: 'nowhere', reason: 'of no known form' };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `…:function:name:$LATEST` → `…:function:name`. */
const unversioned = (arn: string): string => arn.split(':').slice(0, 7).join(':');
