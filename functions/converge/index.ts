import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import type { Services } from '#functions/shared/handle';
import { within } from '#functions/shared/invocation';
import { logFailure } from '#functions/shared/log';
import { observed } from '#functions/shared/observed';
import { type PoisonServices, putAside } from '#functions/shared/put-aside';
import { realServices } from '#functions/shared/services';
import { makeObjects } from '#store/objects';
import { makeQueue } from '#store/queue';
import { tellOfTouched } from './audit-touched.ts';
import { converge } from './converge.ts';
import { backlogGauge } from './measure-backlog.ts';
import { type FollowedVersion, readVersion } from './read-version.ts';

/**
 * Reads the versions that commits left in the stream. Keeps the count of living customers, matches
 * again where match keys were added, and sweeps what removed customers left behind. Says, too, where an
 * audit entry was overwritten or removed.
 * The first record that fails is where the stream starts again, so the order holds; one that cannot be
 * read never will be, and is put aside.
 */
export const convergeOf =
  (servicesOf: () => Services, { measureBacklog = backlogGauge(), poison = realPoison } = {}) =>
  async (event: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
    const services = servicesOf();
    tellOfTouched(event.Records, services);
    let living = 0;
    const correlationIds = new Set<string>();
    let failed: string | undefined;
    for (const record of event.Records) {
      const version = tryRead(record);
      if (version === undefined) continue;
      if (version === 'unreadable') {
        if (await putAside('converge', record, unreadable(record), { ...services, ...poison() }))
          continue;
        failed = record.dynamodb?.SequenceNumber;
        break;
      }
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

type Poison = Pick<PoisonServices, 'putPoison' | 'sendPoison'>;

/** Made when the first record is put aside, which hardly ever happens. */
const realPoison = (): Poison => ({ ...makeObjects(process.env), ...makeQueue(process.env) });

export const handler = observed(convergeOf(realServices));

/** A rough count is enough: frequencies are ratios, and merges and splits nearly cancel out. */
const livingDelta: Readonly<Record<string, number>> = { created: 1, removed: -1 };

/** What is only measured holds up nobody. */
async function tryMeasure(run: () => Promise<void>): Promise<void> {
  await run().catch((error: unknown) => logFailure('not measured', error));
}

async function tryFollow(version: FollowedVersion, services: Services): Promise<boolean> {
  const { customerId, type } = version;
  try {
    await follow(version, services);
    return true;
  } catch (error) {
    logFailure('converge failed', error, { customerId, type });
    return false;
  }
}

async function follow(version: FollowedVersion, services: Services): Promise<void> {
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

function tryRead(record: DynamoDBRecord): FollowedVersion | 'unreadable' | undefined {
  try {
    return readVersion(record);
  } catch {
    return 'unreadable';
  }
}

/** The customer by its key, where that looks like an id: what cannot be read may be anything. */
function unreadable({ dynamodb }: DynamoDBRecord) {
  const [, customerId] = /^CUS#(cus_[0-9a-z]{26})$/.exec(dynamodb?.NewImage?.PK?.S ?? '') ?? [];
  return { reason: 'unreadable', ...(customerId && { customerId }), findings: [] };
}
