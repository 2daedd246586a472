import type { DynamoDBRecord } from 'aws-lambda';
import type { Services } from '#functions/shared/handle';
import { auditPrefix, unchangingPrefixes } from '#store/keys';

/**
 * An audit entry, a checkpoint or an entry of the ledger of consents that was overwritten or removed:
 * the hub itself only ever adds them. IAM cannot tell a new item from one in the place of another; the stream can. Entries of release 0.1.0
 * lie in other partitions, and are known by their sort key.
 */
export const touchesAudit = ({ eventName, dynamodb }: DynamoDBRecord): boolean => {
  const { PK, SK } = dynamodb?.Keys ?? {};
  const [partition = '', sort = ''] = [PK?.S, SK?.S];
  const isUnchanging = unchangingPrefixes.some((each) => partition.startsWith(each));
  return eventName !== 'INSERT' && (isUnchanging || sort.startsWith(auditPrefix));
};

/** Says which entries were touched, and rings the alarm. Told again where the stream tells again. */
export function tellOfTouched(
  records: readonly DynamoDBRecord[],
  { measure, log }: Pick<Services, 'measure' | 'log'>,
): void {
  const touched = records.filter(touchesAudit);
  if (touched.length > 0) measure('AuditEntriesTouched', touched.length);
  for (const { eventName, dynamodb } of touched)
    log('audit entry touched', {
      how: eventName === 'REMOVE' ? 'removed' : 'overwritten',
      // The token of a contact point is left away: the entry's own id names it.
      partition: dynamodb?.Keys?.PK?.S?.replace(/^(POINT#).*/, '$1'),
      entry: dynamodb?.Keys?.SK?.S,
    });
}
