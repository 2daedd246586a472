import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import { type VersionNotice, versionNoticeOf } from '#store/version-item';

/** What a look after the commit needs of a version. */
export type FollowedVersion = Pick<
  VersionNotice,
  'customerId' | 'type' | 'correlationId' | 'considered' | 'weighAgain' | 'keysAdded'
>;

/**
 * The version that a stream record inserts; `undefined` for all other records. Throws where it is not
 * what the store writes, or of a later release: then it will never be.
 */
export function readVersion({ eventName, dynamodb }: DynamoDBRecord): FollowedVersion | undefined {
  // Two libraries' names for one shape.
  const image = dynamodb?.NewImage as Readonly<Record<string, AttributeValue>> | undefined;
  if (eventName !== 'INSERT' || image === undefined) return undefined;
  const version = versionNoticeOf(image);
  if (version === undefined) return undefined;
  const { customerId, type, correlationId, keysAdded, considered = [] } = version;
  if (!areTexts([customerId, type, correlationId]) || !areTexts(keysAdded) || !areTexts(considered))
    throw new Error('not a version');
  return version;
}

const areTexts = (value: unknown): boolean =>
  Array.isArray(value) && value.every((each) => typeof each === 'string');
