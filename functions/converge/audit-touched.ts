import type { DynamoDBRecord } from 'aws-lambda';
import type { Services } from '#functions/shared/handle';
import { auditPrefix } from '#store/keys';

/**
 * An audit entry or a checkpoint that was overwritten or removed: the hub itself only ever adds them.
 * IAM cannot tell a new item from one in the place of another; the stream can. Entries of release 0.1.0
 * lie in other partitions, and are known by their sort key.
 */
export const touchesAudit = ({ eventName, dynamodb }: DynamoDBRecord): boolean => {
  const { PK, SK } = dynamodb?.Keys ?? {};
  return eventName !== 'INSERT' && [PK, SK].some((key) => key?.S?.startsWith(auditPrefix) === true);
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
      partition: dynamodb?.Keys?.PK?.S,
      entry: dynamodb?.Keys?.SK?.S,
    });
}
