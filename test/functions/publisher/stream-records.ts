import { marshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';

/** What the store writes as a version, as the stream delivers it. `sealed` is a planted personal value. */
export const planted = 'Zyxwv Qponml';

export const customer = (letter: string) => `cus_${letter.repeat(26)}`;

export function versionRecord(
  customerId: string,
  sequence: number,
  more: Readonly<Record<string, unknown>> = {},
): DynamoDBRecord {
  const at = '2026-11-20T09:30:00.000Z';
  const item = {
    PK: `CUS#${customerId}`,
    SK: `VER#${at}#${String(sequence).padStart(12, '0')}`,
    customerId,
    sequence,
    at,
    type: sequence === 1 ? 'created' : 'changed',
    changed: ['emails', 'name'],
    schema: 'person',
    schemaVersion: 1,
    actor: 'tok_web',
    action: 'record.upsert',
    correlationId: '6f0c1f7e-2f5b-4d55-9a3f-0b8d3a1f5c11',
    keysAdded: true,
    sealed: Buffer.from(planted),
    ...more,
  };
  return inserted(item, `${customerId.slice(4, 6)}${sequence}`);
}

export const taskRecord = (more: Readonly<Record<string, unknown>> = {}): DynamoDBRecord => {
  const taskId = `tsk_${'t'.repeat(26)}`;
  return inserted(
    {
      PK: `TSK#${taskId}`,
      SK: 'TASK',
      taskId,
      kind: 'possible-match',
      customerIds: [customer('a'), customer('b')],
      because: 'between-thresholds',
      score: { matchProbability: 0.8, matchWeight: 2, priorWeight: -3, contributions: [] },
      openedAt: '2026-11-20T09:30:00.000Z',
      state: 'open',
      ...more,
    },
    'task1',
  );
};

export function inserted(item: Readonly<Record<string, unknown>>, name: string): DynamoDBRecord {
  const image = marshall(item, { removeUndefinedValues: true });
  return {
    eventName: 'INSERT',
    dynamodb: {
      Keys: { PK: image.PK, SK: image.SK },
      NewImage: image,
      SequenceNumber: `1000${name}`,
    },
  } as DynamoDBRecord;
}
