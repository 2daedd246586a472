import type { DynamoDBRecord } from 'aws-lambda';
import type { Measure } from './measure.ts';

/** Functions that read the main table's stream; each puts aside what it can never follow. */
export type StreamReader = 'publisher' | 'converge';

/** A stream record that can never be followed. Ids and codes only; its image lies in the poison bucket. */
export interface PoisonNotice {
  /** `unreadable`; of the publisher also `contract-violation`, `entry-too-large`, `bus-refused`. */
  readonly reason: string;
  readonly customerId?: string;
  readonly taskId?: string;
  /** Of anything else, such as an import. */
  readonly id?: string;
  /** Of the record in the table's stream. */
  readonly streamSequenceNumber: string;
  /** Where the record's new image lies in the poison bucket, as sealed as in the table: `READER/NUMBER.json`. */
  readonly objectKey: string;
  /** Pointer and rule of each violation, or the bus's error code and the spoke; never a value. */
  readonly findings: readonly string[];
}

export interface PoisonServices {
  readonly putPoison: (objectKey: string, body: string) => Promise<void>;
  readonly sendPoison: (notice: PoisonNotice) => Promise<void>;
  readonly measure: Measure;
  readonly log: (message: string, facts?: Readonly<Record<string, unknown>>) => void;
}

/**
 * Puts a stream record aside, so that it holds up nobody: the image first, then the notice that points
 * at it. `false`: neither is sure, the record must come again. `bin/operate.ts redrive` sends it to
 * its reader again.
 */
export async function putAside(
  reader: StreamReader,
  record: DynamoDBRecord,
  why: Omit<PoisonNotice, 'streamSequenceNumber' | 'objectKey'>,
  services: PoisonServices,
): Promise<boolean> {
  const streamSequenceNumber = record.dynamodb?.SequenceNumber ?? 'none';
  const objectKey = `${reader}/${streamSequenceNumber}.json`;
  const notice = { ...why, streamSequenceNumber, objectKey };
  try {
    await services.putPoison(objectKey, JSON.stringify(record.dynamodb?.NewImage ?? null));
    await services.sendPoison(notice);
  } catch (error) {
    const code = error instanceof Error ? error.name : 'unknown';
    services.log('poison could not be put aside', {
      streamSequenceNumber,
      reason: why.reason,
      code,
    });
    return false;
  }
  services.measure('ChangesPutAside', 1);
  services.log('change put aside', { ...notice });
  return true;
}
