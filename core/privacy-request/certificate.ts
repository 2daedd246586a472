import { compareText, type Instant, type JsonObject } from '#core/kernel/types';
import { finalAfter } from '#core/privacy/final-after';
import { isPackageRight, packageDays } from '#core/privacy-package/privacy-package';
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
 * An object of the work bucket that ends after so many days lies there for two more at the most: S3
 * counts from the midnight that follows and removes it some time after
 * (docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-expire-general-considerations.html).
 */
const untilRemoved = (days: number): number => days + 2;
/** Uploads of imports and their rejected lines; lib/deployment-config.ts, `workDays`. */
const uploadDays = untilRemoved(7);
/** What dedupe runs standardise; lib/workflows/workflows-stack.ts. */
const cardDays = untilRemoved(1);

/** A stream keeps a change for 24 hours; docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html */
const streamDays = 1;

/** Answers kept for repeated calls are sealed under the key of their day, destroyed two days later. */
const answerDays = 3;

/** What has come to its end is destroyed by the next daily sweep. */
const sweepDays = 1;

interface Issue {
  readonly hub: string;
  readonly now: Instant;
  readonly others: readonly PrivacyRequest[];
}

/**
 * What a certificate of erasure says, of a request whose erasure is over; `undefined` before, and where nothing
 * was erased. Made of requests alone: the same state says the same, whoever asks when, but for
 * `final`, which comes true at `finalAfter`.
 *
 * @param hub under which name it is signed
 * @param others all other requests of the person: of those that were open when the hub had erased, what
 *   they know of the person stays until they end
 */
export function certificateOf(
  request: PrivacyRequest,
  { hub, now, others }: Issue,
): JsonObject | undefined {
  const { requestId, customerId, closure = [], jurisdictions, receivedAt, work, orders } = request;
  const { state, code, until, keptAs, endedAt: erasedAt } = work.erasure ?? { state: 'open' };
  if (erasedAt === undefined || (state !== 'done' && state !== 'partial')) return undefined;
  const outlasting = others.filter(
    ({ receivedAt: came, endedAt }) =>
      came <= erasedAt && (endedAt === undefined || endedAt > erasedAt),
  );
  const copies = copiesOf(erasedAt, request, outlasting);
  const spokes = Object.fromEntries(
    Object.entries(orders)
      .toSorted(([a], [b]) => compareText(a, b))
      .map(([spoke, order]) => [spoke, answerOf(order)]),
  );
  const end = copies
    .flatMap((each) => each.finalAfter ?? [])
    .toSorted(compareText)
    .at(-1);
  const isOver = [request, ...outlasting].every(({ endedAt }) => endedAt !== undefined);
  return {
    iss: hub,
    request: {
      requestId,
      receivedAt,
      state: request.state,
      jurisdictions: [...jurisdictions],
      ...(request.endedAt !== undefined && { endedAt: request.endedAt }),
    },
    customerIds: [
      ...(closure.length > 0 ? closure : customerId === undefined ? [] : [customerId]),
      // Under which a hold had kept something, until it was erased as well.
      ...(state === 'done' && keptAs !== undefined ? [keptAs] : []),
    ],
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
    ...(isOver && end !== undefined && { finalAfter: end }),
    final: isOver && end !== undefined && now >= end,
  };
}

/** Every kind of copy that the hub itself makes. Backups of other makes are outside of it. */
function copiesOf(
  erasedAt: Instant,
  own: PrivacyRequest,
  outlasting: readonly PrivacyRequest[],
): readonly CopyState[] {
  const keysFinal = finalAfter(erasedAt);
  const deleted = { state: 'deleted', finalAfter: erasedAt } as const;
  const sealed = { state: 'sealed', finalAfter: keysFinal } as const;
  const noValues = { state: 'no-values' } as const;
  const kept = { state: 'kept' } as const;
  const sooner = (at: Instant): Instant => (at < keysFinal ? at : keysFinal);
  const expires = (days: number) =>
    ({ state: 'expires', finalAfter: later(erasedAt, days) }) as const;
  return [
    { copy: 'golden-and-source-records', ...deleted },
    { copy: 'match-keys-and-crosswalks', ...deleted },
    { copy: 'subject-keys', ...deleted },
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
    { copy: 'import-uploads', ...expires(uploadDays) },
    // A line is rejected as long as its upload is there.
    { copy: 'import-rejects', ...expires(2 * uploadDays) },
    { copy: 'dedupe-work', ...expires(cardDays) },
    { copy: 'request-details', ...sealedUntil(detailsEnd(erasedAt, own, outlasting)) },
    { copy: 'packages', ...sealedUntil(packagesEnd(erasedAt, [own, ...outlasting])) },
    { copy: 'events-and-their-archive', ...noValues },
    { copy: 'queues', ...noValues },
    { copy: 'review-tasks', ...noValues },
    { copy: 'workflow-histories', ...noValues },
    { copy: 'logs-and-metrics', ...noValues },
    { copy: 'door-sessions-and-tries', ...noValues },
    { copy: 'tokens-of-erased-records', ...kept },
    { copy: 'suppression-tokens', ...kept },
    { copy: 'proofs-of-consent', ...kept },
    { copy: 'restrictions-and-holds', ...kept },
    { copy: 'privacy-requests', ...kept },
    { copy: 'audit', ...kept },
  ];
}

/** @param end when the last key of it is destroyed; `undefined`: nobody knows yet */
const sealedUntil = (end: Instant | undefined) => ({
  state: 'sealed' as const,
  ...(end !== undefined && { finalAfter: finalAfter(end) }),
});

/** Its own go with its end; those of others with the sweep behind theirs. */
const detailsEnd = (
  erasedAt: Instant,
  own: PrivacyRequest,
  outlasting: readonly PrivacyRequest[],
): Instant | undefined =>
  lastOf([
    erasedAt,
    own.endedAt,
    ...outlasting.map(({ endedAt }) => endedAt && later(endedAt, sweepDays)),
  ]);

/** Those of requests that had ended when the hub erased went with it. */
const packagesEnd = (erasedAt: Instant, requests: readonly PrivacyRequest[]): Instant | undefined =>
  lastOf([
    erasedAt,
    ...requests
      .filter(({ rights }) => rights.some(isPackageRight))
      .map(({ endedAt }) => endedAt && later(endedAt, packageDays + sweepDays)),
  ]);

const lastOf = (moments: readonly (Instant | undefined)[]): Instant | undefined =>
  moments.includes(undefined)
    ? undefined
    : moments
        .flatMap((each) => each ?? [])
        .toSorted(compareText)
        .at(-1);

const answerOf = ({ state, code, answeredAt, waivedBy }: Order): JsonObject => ({
  state,
  ...(code !== undefined && { code }),
  ...(answeredAt !== undefined && { answeredAt }),
  ...(waivedBy !== undefined && { isWaived: true }),
});
