import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import type { Services } from '#functions/shared/handle';
import { within } from '#functions/shared/invocation';
import { logFailure } from '#functions/shared/log';
import { observed } from '#functions/shared/observed';
import { realServices } from '#functions/shared/services';
import { type VersionNotice, versionNoticeOf } from '#store/version-item';
import { converge } from './converge.ts';
import { backlogGauge } from './measure-backlog.ts';

/**
 * Reads the versions that commits left in the stream. Keeps the count of living customers, matches
 * again where match keys were added, and sweeps what removed customers left behind.
 * The first record that fails is where the stream starts again, so the order holds.
 */
export const convergeOf =
  (servicesOf: () => Services, measureBacklog = backlogGauge()) =>
  async (event: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
    const services = servicesOf();
    let living = 0;
    const correlationIds = new Set<string>();
    let failed: string | undefined;
    for (const record of event.Records) {
      const version = versionIn(record);
      if (version === undefined) continue;
      const isFollowed = await within({ correlationId: version.correlationId }, () =>
        tryFollow(version, services),
      );
      if (!isFollowed) {
        failed = record.dynamodb?.SequenceNumber;
        break;
      }
      living += livingDelta[version.type] ?? 0;
      correlationIds.add(version.correlationId);
    }
    if (correlationIds.size > 0)
      services.log('changes followed', { living, correlationIds: [...correlationIds] });
    if (living !== 0) await services.customers.countAdd(living);
    if (correlationIds.size > 0) await tryMeasure(() => measureBacklog(services));
    return { batchItemFailures: failed === undefined ? [] : [{ itemIdentifier: failed }] };
  };

export const handler = observed(convergeOf(realServices));

/** A rough count is enough: frequencies are ratios, and merges and splits nearly cancel out. */
const livingDelta: Readonly<Record<string, number>> = { created: 1, removed: -1 };

/** What is only measured holds up nobody. */
async function tryMeasure(run: () => Promise<void>): Promise<void> {
  await run().catch((error: unknown) => logFailure('not measured', error));
}

async function tryFollow(version: VersionNotice, services: Services): Promise<boolean> {
  const { customerId, type } = version;
  try {
    await follow(version, services);
    return true;
  } catch (error) {
    logFailure('converge failed', error, { customerId, type });
    return false;
  }
}

async function follow(version: VersionNotice, services: Services): Promise<void> {
  if (version.type === 'removed') {
    await services.customers.sweep(version.customerId);
    return;
  }
  // Most writers were alone: then their keys bring nobody new, and nothing more need be read.
  const known = new Set([version.customerId, ...(version.considered ?? [])]);
  const bringsSomebody = async () =>
    (await services.customers.sharers(version.keysAdded)).some((id) => !known.has(id));
  if (version.weighAgain || (await bringsSomebody()))
    await converge(
      version.customerId,
      new Set(version.considered),
      version.correlationId,
      services,
    );
}

function versionIn({ eventName, dynamodb }: DynamoDBRecord): VersionNotice | undefined {
  // Two libraries' names for one shape.
  const image = dynamodb?.NewImage as Readonly<Record<string, AttributeValue>> | undefined;
  return eventName === 'INSERT' && image !== undefined ? versionNoticeOf(image) : undefined;
}
