import { marshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import { consentKey, consentPartition } from '#store/keys';
import { opensTask } from '#store/task-items';
import { type VersionNotice, versionItem } from '#store/version-item';

/** Stands where the sealed part of every version is. */
export const planted = 'Zyxwv Qponml';

export const customer = (letter: string) => `cus_${letter.repeat(26)}`;

/** A version as the store writes it and the stream delivers it, damaged by `more`. */
export function versionRecord(
  customerId: string,
  sequence: number,
  more: Readonly<Record<string, unknown>> = {},
): DynamoDBRecord {
  const at = '2026-11-20T09:30:00.000Z';
  const notice: VersionNotice = {
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
    keysAdded: [],
  };
  const item = versionItem(notice, {}, { tenant: 'test', key: Buffer.alloc(32) });
  return inserted(
    { ...item, sealed: Buffer.from(planted), ...more },
    `${customerId.slice(4, 6)}${sequence}`,
  );
}

/** An entry of the ledger as the store writes it, said at a contact point. */
export function consentRecord(
  customerId: string,
  sequence: number,
  more: Readonly<Record<string, unknown>> = {},
): DynamoDBRecord {
  const eventId = `con_${String(sequence).padStart(26, '0')}`;
  const item = {
    ...consentKey(consentPartition(customerId), eventId),
    eventId,
    customerId,
    sequence,
    kind: 'withdrawn',
    purpose: 'ads',
    channels: ['email'],
    contactPoint: planted,
    decidedFor: [customerId],
    at: '2026-11-20T09:29:00.000Z',
    recordedAt: '2026-11-20T09:30:00.000Z',
    jurisdiction: 'GB',
    actor: 'tok_web',
    correlationId: '6f0c1f7e-2f5b-4d55-9a3f-0b8d3a1f5c11',
    sealed: Buffer.from(planted),
    ...more,
  };
  return inserted(item, `${customerId.slice(4, 6)}c${sequence}`);
}

export const taskRecord = (more: Readonly<Record<string, unknown>> = {}): DynamoDBRecord => {
  const taskId = `tsk_${'t'.repeat(26)}`;
  const [put] = opensTask('main', {
    taskId,
    kind: 'possible-match',
    customerIds: [customer('a'), customer('b')],
    because: 'between-thresholds',
    score: {
      matchProbability: 0.8,
      matchWeight: 2,
      priorWeight: -3,
      contributions: [],
      model: { name: 'person', version: 1 },
    },
    openedAt: '2026-11-20T09:30:00.000Z',
    state: 'open',
  });
  return inserted({ ...put?.Put?.Item, ...more }, 'task1');
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
