import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import type { ReviewTask } from '#core/identity/change';
import { type EndNotice, endNoticeOf } from '#store/consent-ends';
import { type ConsentNotice, consentNoticeOf, isRestrictionKind } from '#store/consents';
import { upgraded } from '#store/item-format';
import { consentPrefix, noticePrefix, taskKey, versionPrefix } from '#store/keys';
import { type Notice, noticeOf } from '#store/notice';
import { type VersionNotice, versionNoticeOf } from '#store/version-item';
import type { InLane } from './publish-order.ts';

/** What the table's stream says must be told. */
export type OutboxFact =
  | { readonly kind: 'version'; readonly notice: VersionNotice }
  | { readonly kind: 'consent'; readonly entry: ConsentNotice }
  | { readonly kind: 'restriction'; readonly entry: ConsentNotice }
  | { readonly kind: 'end'; readonly end: EndNotice }
  | { readonly kind: 'task'; readonly task: OpenedTask }
  | { readonly kind: 'notice'; readonly notice: Notice };

export type OpenedTask = Pick<ReviewTask, 'taskId' | 'customerIds' | 'because' | 'openedAt'>;

/**
 * The outbox is the insertion of a version, of an entry of a consent ledger, of a review task, of an end
 * of a consent or of a notice: each is written once, in the transaction of the change itself. Later changes of them, and
 * their end, tell nothing new; nor does the copy of a consent at its contact point.
 */
export function isOutbox({ eventName, dynamodb }: DynamoDBRecord): boolean {
  if (eventName !== 'INSERT') return false;
  const { PK, SK } = dynamodb?.Keys ?? dynamodb?.NewImage ?? {};
  return (
    SK?.S?.startsWith(versionPrefix) === true ||
    SK?.S?.startsWith(noticePrefix) === true ||
    PK?.S?.startsWith(consentPrefix) === true ||
    PK?.S?.startsWith(taskKey('').PK) === true
  );
}

/** Reads a stream record of the outbox; throws where it is not what the store writes. */
export function readOutbox({ dynamodb }: DynamoDBRecord): OutboxFact {
  // Two libraries' names for one shape; in a Lambda event bytes are base64 text, and we read none.
  const image = dynamodb?.NewImage as Readonly<Record<string, AttributeValue>> | undefined;
  if (image === undefined) throw new Error('insertion without a new image');
  const version = versionNoticeOf(image);
  if (version !== undefined) return { kind: 'version', notice: version };
  const entry = consentNoticeOf(image);
  if (entry !== undefined)
    return { kind: isRestrictionKind(entry.kind) ? 'restriction' : 'consent', entry };
  const end = endNoticeOf(image);
  if (end !== undefined) return { kind: 'end', end };
  const notice = noticeOf(image);
  if (notice !== undefined) return { kind: 'notice', notice };
  const { taskId, customerIds, because, openedAt } = upgraded(unmarshall({ ...image })) as object &
    OpenedTask;
  return { kind: 'task', task: { taskId, customerIds, because, openedAt } };
}

/**
 * Facts of one lane are told by sequence, each after the one before it has arrived. A consent, its end or
 * a restriction goes before everything else of the customer whose it is now, and so does an erasure, so
 * that both overtake.
 */
export function laneOf(fact: OutboxFact, livingId?: string): InLane {
  switch (fact.kind) {
    case 'version':
      return {
        lane: fact.notice.customerId,
        sequence: fact.notice.sequence,
        ...(fact.notice.erasedFor !== undefined && { overtakes: true }),
      };
    case 'consent':
    case 'restriction':
      return {
        lane: livingId ?? fact.entry.customerId,
        sequence: fact.entry.sequence,
        overtakes: true,
      };
    case 'end':
      return {
        lane: livingId ?? fact.end.customerId,
        sequence: fact.end.sequence,
        overtakes: true,
      };
    case 'task':
      return { lane: fact.task.taskId, sequence: 1 };
    case 'notice':
      return { lane: fact.notice.id, sequence: 1 };
  }
}
