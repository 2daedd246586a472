import { after as momentAfter } from '#core/consent/period';
import type { Instant } from '#core/kernel/types';
import { erasureLeft } from '#core/privacy-request/erasure-left';
import { hasEnded, type PrivacyRequest } from '#core/privacy-request/privacy-request';
import type { AuditTail } from './audit-chain.ts';
import { endDetailsAt } from './ending-details.ts';
import { type Key, requestKey, requestList, requestsOfKey } from './keys.ts';
import type { FoundRequest } from './privacy-requests.ts';
import type { SealPlace } from './seal.ts';
import type { Action } from './transact.ts';
import { systemSubject } from './vault.ts';

/** A privacy request as it lies in the main table. */
export interface RequestItem extends Key, AuditTail, PrivacyRequest {
  readonly GSI1PK: string;
  readonly GSI1SK: string;
  readonly waits: Readonly<Record<string, string>>;
  readonly sealedDetails?: Uint8Array;
  readonly sealedKept?: Uint8Array;
  readonly detailsVersion: number;
}

/** Open ones by arrival, ended ones by their end. */
export const listed = (request: PrivacyRequest) =>
  hasEnded(request.state)
    ? {
        GSI1PK: requestList('ended'),
        GSI1SK: `${request.endedAt}#${request.requestId}`,
        ...expiring(request),
      }
    : { GSI1PK: requestList('open'), GSI1SK: `${request.receivedAt}#${request.requestId}` };

/** Until when it is kept; for ever, or nobody knows yet, where it is absent: as long as it owes an erasure. */
function keptUntil(request: PrivacyRequest): Instant | undefined {
  const { endedAt, keepFor, work } = request;
  if (endedAt === undefined || keepFor === undefined || erasureLeft(request) !== undefined)
    return undefined;
  const erasedAt = work.erasure?.endedAt ?? endedAt;
  return momentAfter(erasedAt > endedAt ? erasedAt : endedAt, keepFor);
}

/** DynamoDB deletes it some time after it need not be kept any more. */
function expiring(request: PrivacyRequest) {
  const until = keptUntil(request);
  return until === undefined ? {} : { expiresAtSeconds: Math.ceil(Date.parse(until) / 1000) };
}

/** The vault has no time to live: whoever ends a request writes down when its key goes. */
export function detailsEnd(
  table: string,
  before: PrivacyRequest | undefined,
  after: PrivacyRequest,
): readonly Action[] {
  const until = keptUntil(after);
  return until === undefined || (before !== undefined && keptUntil(before) === until)
    ? []
    : [endDetailsAt(table, after.requestId, until)];
}

export function foundOf(item: RequestItem): FoundRequest {
  const {
    PK: _,
    SK: __,
    GSI1PK: _1,
    GSI1SK: _2,
    auditSequence,
    auditHash: _3,
    waits,
    sealedDetails: _4,
    detailsVersion: _5,
    sealedKept: _8,
    format: _6,
    expiresAtSeconds: _7,
    ...request
  } = item as RequestItem & { readonly format?: number; readonly expiresAtSeconds?: number };
  return { request, revision: auditSequence, waits };
}

export const changedNames = (before: PrivacyRequest, after: PrivacyRequest): string[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((name) => Reflect.get(before, name) !== Reflect.get(after, name))
    .toSorted();

/**
 * All that `advance` decides is written; what it does not know (waits, details) stays. A conflict where
 * a workflow began to wait since the item was read, too: it would be let go on by an older token.
 */
export function replace(
  table: string,
  { auditSequence, requestId, waits }: RequestItem,
  set: object,
): Action {
  const given = Object.entries(set).filter(([, value]) => value !== undefined);
  const gone = ['decision', 'extension', 'endedAt'].filter((name) => !Object.hasOwn(set, name));
  const names = [...given.map(([name]) => name), ...gone];
  const removal = gone.length === 0 ? '' : ` REMOVE ${gone.map((name) => `#${name}`).join(', ')}`;
  return {
    Update: {
      TableName: table,
      Key: requestKey(requestId),
      UpdateExpression: `SET ${given.map(([name]) => `#${name} = :${name}`).join(', ')}${removal}`,
      ConditionExpression: '#auditSequence = :read AND waits = :waits',
      ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
      ExpressionAttributeValues: {
        ...Object.fromEntries(given.map(([name, value]) => [`:${name}`, value])),
        ':read': auditSequence,
        ':waits': waits,
      },
    },
  };
}

/** Ids alone. It stays when the customer is gone: who asked must be told. */
export const pointer = (table: string, customerId: string, request: PrivacyRequest): Action => {
  const { requestId, receivedAt } = request;
  const key = requestsOfKey(customerId, requestId);
  return {
    Put: { TableName: table, Item: { ...key, requestId, receivedAt, ...expiring(request) } },
  };
};

export const detailsPlace = (tenant: string, subject: string, version: number): SealPlace => ({
  tenant,
  subject,
  keyClass: 'profile',
  attribute: 'request-details',
  version,
});

export const keptPlace = (tenant: string, requestId: string): SealPlace => ({
  tenant,
  subject: systemSubject,
  keyClass: 'profile',
  attribute: `request-kept:${requestId}`,
  version: 1,
});
