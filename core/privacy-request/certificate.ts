import { compareText, type Instant, type JsonObject } from '#core/kernel/types';
import { finalAfter } from '#core/privacy/final-after';
import type { Order, PrivacyRequest } from './privacy-request.ts';

export const certificateType = 'goldspoke-certificate';

/** What became of one kind of copy. */
export interface CopyState {
  readonly copy: string;
  /**
   * `deleted`: gone at once. `sealed`: what is left is ciphertext whose key is destroyed. `expires`: an
   * object that ends by itself. `no-values`: it never held a value of the person. `kept`: the law
   * wants it kept.
   */
  readonly state: 'deleted' | 'sealed' | 'expires' | 'no-values' | 'kept';
  /** The moment after which it cannot be read; absent where there is nothing to read, or it is kept. */
  readonly finalAfter?: Instant;
}

const dayMs = 86_400_000;
const later = (at: Instant, days: number): Instant =>
  new Date(Date.parse(at) + days * dayMs).toISOString();

/**
 * Uploads of imports, the only copies in clear: a deployment keeps them for seven days at the most
 * (lib/deployment-config.ts), and S3 counts from the midnight that follows
 * (docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html).
 */
const mostWorkDays = 8;

/** A stream keeps a change for 24 hours; docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html */
const streamDays = 1;

/** Answers kept for repeated calls are sealed under the key of their day, destroyed two days later. */
const answerDays = 3;

/**
 * What a certificate of erasure says, of a request whose erasure is over; `undefined` before, and where nothing
 * was erased. Made of the request alone: the same state says the same, whoever asks when, but for
 * `final`, which comes true at `finalAfter`.
 *
 * @param hub under which name it is signed
 */
export function certificateOf(
  request: PrivacyRequest,
  { hub, now }: { readonly hub: string; readonly now: Instant },
): JsonObject | undefined {
  const { requestId, customerId, closure = [], jurisdictions, receivedAt, work, orders } = request;
  const { state, code, until, keptAs, endedAt: erasedAt } = work.erasure ?? { state: 'open' };
  if (erasedAt === undefined || (state !== 'done' && state !== 'partial')) return undefined;
  const copies = copiesOf(erasedAt, request.endedAt);
  const spokes = Object.fromEntries(
    Object.entries(orders)
      .toSorted(([a], [b]) => compareText(a, b))
      .map(([spoke, order]) => [spoke, answerOf(order)]),
  );
  const end = copies
    .flatMap((each) => each.finalAfter ?? [])
    .toSorted(compareText)
    .at(-1);
  const isOver = request.endedAt !== undefined && end !== undefined;
  return {
    iss: hub,
    request: {
      requestId,
      receivedAt,
      state: request.state,
      jurisdictions: [...jurisdictions],
      ...(request.endedAt !== undefined && { endedAt: request.endedAt }),
    },
    customerIds: closure.length > 0 ? [...closure] : customerId === undefined ? [] : [customerId],
    erasure: {
      state,
      erasedAt,
      ...(code !== undefined && {
        held: {
          code,
          ...(until !== undefined && { until }),
          ...(keptAs !== undefined && { keptAs }),
        },
      }),
    },
    copies: copies.map((each) => ({ ...each })),
    spokes,
    ...(isOver && { finalAfter: end }),
    final: isOver && now >= end,
  };
}

/** Every kind of copy that the hub itself makes. Backups of other makes are outside of it. */
function copiesOf(erasedAt: Instant, endedAt: Instant | undefined): readonly CopyState[] {
  const keysFinal = finalAfter(erasedAt);
  const sealed = { state: 'sealed', finalAfter: keysFinal } as const;
  const sooner = (at: Instant): Instant => (at < keysFinal ? at : keysFinal);
  return [
    { copy: 'golden-and-source-records', state: 'deleted', finalAfter: erasedAt },
    { copy: 'match-keys-and-crosswalks', state: 'deleted', finalAfter: erasedAt },
    { copy: 'subject-keys', state: 'deleted', finalAfter: erasedAt },
    { copy: 'vault-backups', ...sealed },
    { copy: 'versions', ...sealed },
    { copy: 'main-table-backups', ...sealed },
    { copy: 'letters', ...sealed },
    { copy: 'changes-put-aside', ...sealed },
    { copy: 'change-stream', state: 'sealed', finalAfter: sooner(later(erasedAt, streamDays)) },
    {
      copy: 'repeated-answers',
      state: 'sealed',
      finalAfter: finalAfter(later(erasedAt, answerDays)),
    },
    { copy: 'import-uploads', state: 'expires', finalAfter: later(erasedAt, mostWorkDays) },
    {
      copy: 'request-details-and-packages',
      state: 'sealed',
      ...(endedAt !== undefined && { finalAfter: finalAfter(endedAt) }),
    },
    { copy: 'events-and-their-archive', state: 'no-values' },
    { copy: 'review-tasks', state: 'no-values' },
    { copy: 'workflow-histories', state: 'no-values' },
    { copy: 'logs-and-metrics', state: 'no-values' },
    { copy: 'suppression-tokens', state: 'kept' },
    { copy: 'proofs-of-consent', state: 'kept' },
    { copy: 'audit', state: 'kept' },
  ];
}

const answerOf = ({ state, code, answeredAt, waivedBy }: Order): JsonObject => ({
  state,
  ...(code !== undefined && { code }),
  ...(answeredAt !== undefined && { answeredAt }),
  ...(waivedBy !== undefined && { isWaived: true }),
});
