import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import type { Services } from '#functions/shared/handle';
import { logFailure } from '#functions/shared/log';
import { realServices } from '#functions/shared/services';
import { converge } from './converge.ts';

/**
 * Reads the versions that commits left in the stream. Keeps the count of living customers, matches
 * again where match keys were added, and sweeps what removed customers left behind.
 * The first record that fails is where the stream starts again, so the order holds.
 */
export const convergeOf =
  (servicesOf: () => Services) =>
  async (event: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
    const services = servicesOf();
    let living = 0;
    let failed: string | undefined;
    for (const record of event.Records) {
      const version = versionIn(record);
      if (version === undefined) continue;
      try {
        await follow(version, services);
        living += livingDelta[version.type] ?? 0;
      } catch (error) {
        failed = record.dynamodb?.SequenceNumber;
        logFailure('converge failed', error, {
          customerId: version.customerId,
          type: version.type,
        });
        break;
      }
    }
    if (living !== 0) await services.customers.countAdd(living);
    return { batchItemFailures: failed === undefined ? [] : [{ itemIdentifier: failed }] };
  };

export const handler = convergeOf(realServices);

interface VersionNews {
  readonly customerId: string;
  readonly type: string;
  readonly correlationId: string;
  readonly keysAdded: boolean;
  readonly considered: readonly string[];
}

/** A rough count is enough: frequencies are ratios, and merges and splits nearly cancel out. */
const livingDelta: Readonly<Record<string, number>> = { created: 1, removed: -1 };

async function follow(version: VersionNews, services: Services): Promise<void> {
  if (version.type === 'removed') {
    await services.customers.sweep(version.customerId);
    return;
  }
  if (version.keysAdded)
    await converge(
      version.customerId,
      new Set(version.considered),
      version.correlationId,
      services,
    );
}

function versionIn({ eventName, dynamodb }: DynamoDBRecord): VersionNews | undefined {
  const item = dynamodb?.NewImage;
  if (eventName !== 'INSERT' || !item?.SK?.S?.startsWith('VER#')) return undefined;
  return {
    customerId: item.customerId?.S ?? '',
    type: item.type?.S ?? '',
    correlationId: item.correlationId?.S ?? '',
    keysAdded: item.keysAdded?.BOOL ?? false,
    considered: item.considered?.L?.flatMap((each) => each.S ?? []) ?? [],
  };
}
