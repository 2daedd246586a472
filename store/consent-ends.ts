import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { ConsentEvent } from '#core/consent/consent-event';
import { compareText, type Instant } from '#core/kernel/types';
import { upgraded } from './item-format.ts';
import {
  endKey,
  endPrefix,
  endsPartition,
  endsPrefix,
  endsShards,
  endsTailKey,
  type Key,
  noticePrefix,
  shardOf,
} from './keys.ts';
import type { TableClient } from './table-client.ts';

/** A yes that ends by itself, and when. */
export interface ConsentEnd
  extends Pick<ConsentEvent, 'eventId' | 'customerId' | 'kind' | 'purpose' | 'channels' | 'at'> {
  readonly sequence: number;
  readonly endsAt: Instant;
}

/** An end that was found, as the stream's readers learn of it. */
export interface EndNotice extends ConsentEnd {
  readonly foundAt: Instant;
}

/** Ends lie in the order in which they come. A place is that of one of them, or of an instant. */
export interface ConsentEnds {
  /** Up to where a shard was looked at; undefined before the first time. */
  readTail(shard: number): Promise<string | undefined>;
  moveTail(shard: number, place: string): Promise<void>;
  /** The next ends of a shard behind `after`, up to and with those of `to`; strongly consistent. */
  next(
    shard: number,
    range: { readonly after: string; readonly to: Instant },
    limit: number,
  ): Promise<readonly ConsentEnd[]>;
  /** The same of all shards. */
  nextOfAll(
    range: { readonly after: string; readonly to: Instant },
    limit: number,
  ): Promise<readonly ConsentEnd[]>;
  /** Notes for the stream that an end is there; the same again is nothing new, and answers false. */
  tell(end: ConsentEnd, foundAt: Instant): Promise<boolean>;
}

/** Behind all ends of this instant. */
export const placeAfter = (at: Instant): string => `${at}$`;
export const placeOfEnd = ({ endsAt, customerId, eventId }: ConsentEnd): string =>
  `${endsAt}#${customerId}#${eventId}`;

/** So long an end and its notice are kept, for spokes that ask again: as long as the table's backups. */
const keptDays = 35;
const daySeconds = 24 * 3600;
const gone = (at: Instant) => Math.floor(Date.parse(at) / 1000) + keptDays * daySeconds;

const partitionOf = ({ endsAt, eventId }: ConsentEnd) =>
  endsPartition(endsAt.slice(0, 10), shardOf(eventId) % endsShards);

const factsOf = (end: ConsentEnd): ConsentEnd => {
  const { eventId, customerId, sequence, kind, purpose, channels, at, endsAt } = end;
  return { eventId, customerId, sequence, kind, purpose, channels, at, endsAt };
};

/** Put in the transaction that writes the entry. */
export const endItem = (
  end: ConsentEnd,
): Key & ConsentEnd & { readonly expiresAtSeconds: number } => ({
  ...endKey(partitionOf(end), placeOfEnd(end)),
  ...factsOf(end),
  expiresAtSeconds: gone(end.endsAt),
});

export function makeConsentEnds({
  client,
  table,
}: {
  readonly client: TableClient;
  readonly table: string;
}): ConsentEnds {
  const next: ConsentEnds['next'] = async (shard, { after, to }, limit) => {
    const found: ConsentEnd[] = [];
    for (const day of daysBetween(after.slice(0, 10), to.slice(0, 10))) {
      const answer = await client.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'PK = :partition AND SK BETWEEN :from AND :to',
          ExpressionAttributeValues: {
            ':partition': endsPartition(day, shard),
            // A space stands before every letter of a place: the one that is given is left out.
            ':from': `${endPrefix}${after} `,
            ':to': `${endPrefix}${placeAfter(to)}`,
          },
          ConsistentRead: true,
          Limit: limit - found.length,
        }),
      );
      // Items with such keys are written by `endItem` alone.
      const items = (answer.Items ?? []) as readonly unknown[] as readonly ConsentEnd[];
      found.push(...items.map(factsOf));
      // Some hundred small items: one page of a query, of up to 1 MB, holds them all.
      if (found.length >= limit) break;
    }
    return found;
  };
  return {
    next,
    async nextOfAll(range, limit) {
      const shards = Array.from({ length: endsShards }, (_, shard) => next(shard, range, limit));
      return (await Promise.all(shards))
        .flat()
        .toSorted((a, b) => compareText(placeOfEnd(a), placeOfEnd(b)))
        .slice(0, limit);
    },
    async readTail(shard) {
      const { Item } = await client.send(
        new GetCommand({ TableName: table, Key: endsTailKey(shard), ConsistentRead: true }),
      );
      return Item === undefined ? undefined : String(Item.place);
    },
    async moveTail(shard, place) {
      // A slower run does not bring it back; whoever comes second has told what the first one told.
      await unlessThere(
        client.send(
          new PutCommand({
            TableName: table,
            Item: { ...endsTailKey(shard), place },
            ConditionExpression: 'attribute_not_exists(PK) OR place < :place',
            ExpressionAttributeValues: { ':place': place },
          }),
        ),
      );
    },
    tell: (end, foundAt) =>
      unlessThere(
        client.send(
          new PutCommand({
            TableName: table,
            Item: {
              PK: partitionOf(end),
              SK: `${noticePrefix}${placeOfEnd(end)}`,
              ...factsOf(end),
              foundAt,
              expiresAtSeconds: gone(foundAt),
            },
            ConditionExpression: 'attribute_not_exists(PK)',
          }),
        ),
      ),
  };
}

async function unlessThere(putting: Promise<unknown>): Promise<boolean> {
  try {
    await putting;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

/** The notice in a stream record's new image; `undefined` when the image is of another item. */
export function endNoticeOf(
  image: Readonly<Record<string, AttributeValue>>,
): EndNotice | undefined {
  if (!image.PK?.S?.startsWith(endsPrefix)) return undefined;
  if (!image.SK?.S?.startsWith(noticePrefix)) return undefined;
  // Items with such keys are written by `tell` alone.
  const item = upgraded(unmarshall({ ...image })) as object as EndNotice;
  return { ...factsOf(item), foundAt: item.foundAt };
}

function* daysBetween(from: string, to: string): Generator<string> {
  for (let day = from; day <= to; day = dayAfter(day)) yield day;
}

const dayAfter = (day: string): string =>
  new Date(Date.parse(`${day}T00:00:00.000Z`) + daySeconds * 1000).toISOString().slice(0, 10);
