import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { CustomerEvent } from './read-event.ts';

/** `known` is an event that came before, or that a later one has overtaken. */
export type Outcome = 'applied' | 'known' | 'not-followed';

/**
 * Writes what an event tells into the row of its customer: `toRead` asks our own job to read
 * `GET /v1/customers/{customerId}`, `leadsTo` is where a retired id leads, `isGone` that it answers
 * 410. The same conditional write remembers the sequence and the ids of its events, so an event that
 * comes twice, late or out of order changes nothing.
 */
export async function applyEvent(
  rows: DynamoDBDocumentClient,
  table: string,
  event: CustomerEvent | undefined,
): Promise<Outcome> {
  if (event === undefined) return 'not-followed';
  for (const when of [isNewer, isAnotherOfTheSameSequence])
    if (await isWritten(rows, table, event, when)) return 'applied';
  return 'known';
}

const isNewer = {
  condition: 'attribute_not_exists(#sequence) OR #sequence < :sequence',
  eventIds: ':eventIds',
};
const isAnotherOfTheSameSequence = {
  condition: '#sequence = :sequence AND NOT contains(eventIds, :eventId)',
  eventIds: 'list_append(eventIds, :eventIds)',
};

async function isWritten(
  rows: DynamoDBDocumentClient,
  table: string,
  { type, eventId, customerId, sequence, idMap }: CustomerEvent,
  when: typeof isNewer,
): Promise<boolean> {
  // An id that became a customer of its own again leads to itself.
  const leadsTo = idMap[customerId] === customerId ? undefined : idMap[customerId];
  try {
    await rows.send(
      new UpdateCommand({
        TableName: table,
        Key: { customerId },
        ConditionExpression: when.condition,
        UpdateExpression: [
          `SET #sequence = :sequence, eventIds = ${when.eventIds}, toRead = :true, isGone = :isGone`,
          leadsTo === undefined ? ' REMOVE leadsTo' : ', leadsTo = :leadsTo',
        ].join(''),
        ExpressionAttributeNames: { '#sequence': 'sequence' },
        ExpressionAttributeValues: {
          ':sequence': sequence,
          ':eventIds': [eventId],
          ...(when === isAnotherOfTheSameSequence && { ':eventId': eventId }),
          ':true': true,
          ':isGone': type === 'customer.removed.v1' || type === 'customer.erased.v1',
          ...(leadsTo !== undefined && { ':leadsTo': leadsTo }),
        },
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
