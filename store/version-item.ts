import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { ChangeFact } from '#core/identity/change';
import type { GoldenRecord } from '#core/identity/customer';
import type { Instant, Json } from '#core/kernel/types';
import { placeIn } from './customer-items.ts';
import { upgraded, upgradedValue } from './item-format.ts';
import { customerPartition, type Key, versionKey, versionPrefix } from './keys.ts';
import type { CustomerVersion } from './ports.ts';
import { seal, unseal } from './seal.ts';

/** The clear part of a version: what the stream's readers learn of a change. Ids and names, no value. */
export interface VersionNotice extends ChangeFact {
  readonly sequence: number;
  readonly at: Instant;
  /** Where the id leads from now on, when it was merged away. */
  readonly mergedInto?: string;
  readonly schema: string;
  readonly schemaVersion?: number;
  readonly actor: string;
  readonly action: string;
  readonly correlationId: string;
  readonly causationId?: string;
  /** Root ids that matching weighed before the write; absent: weigh everything. */
  readonly considered?: readonly string[];
  /** Weigh the whole customer again, whoever its keys bring. */
  readonly weighAgain?: boolean;
  /** Tokens of the match keys that the write added and that bring candidates. */
  readonly keysAdded: readonly string[];
}

export interface VersionItem extends Key, VersionNotice {
  /** Golden record and reason. */
  readonly sealed: Uint8Array;
}

/** Bound by name, so that a golden record of one version never opens as another's. */
const attribute = 'version';

interface SealedPart {
  readonly golden?: GoldenRecord;
  readonly reason?: string;
}

interface SealedBy {
  readonly tenant: string;
  readonly key: Uint8Array;
}

export function versionItem(
  notice: VersionNotice,
  sealed: SealedPart,
  { tenant, key }: SealedBy,
): VersionItem {
  const { customerId, at, sequence } = notice;
  const place = placeIn(tenant, customerId, attribute, sequence);
  return {
    ...versionKey(customerId, at, sequence),
    ...notice,
    sealed: seal(key, sealed as unknown as Json, place),
  };
}

/** `key` undefined: destroyed; the version comes without golden record and reason. */
export function customerVersionOf(
  item: VersionItem,
  tenant: string,
  key: Uint8Array | undefined,
): CustomerVersion {
  const { customerId, sequence, at, type, changed, idMap, mergedInto } = item;
  const sealed = key === undefined ? {} : openedPart(item, { tenant, key });
  return {
    customerId,
    sequence,
    at,
    type,
    changed,
    ...(idMap === undefined ? {} : { idMap }),
    ...(mergedInto === undefined ? {} : { mergedInto }),
    ...sealed,
    actor: item.actor,
    action: item.action,
    correlationId: item.correlationId,
  };
}

/** The version with another golden record in its place; `undefined` where `change` answers none. */
export function versionWithout(
  item: VersionItem,
  change: (golden: GoldenRecord) => GoldenRecord | undefined,
  by: SealedBy,
): VersionItem | undefined {
  const part = openedPart(item, by);
  const golden = part.golden && change(part.golden);
  if (golden === undefined) return undefined;
  const { PK: _PK, SK: _SK, sealed: _sealed, ...notice } = item;
  return versionItem(notice, { ...part, golden }, by);
}

function openedPart(item: VersionItem, { tenant, key }: SealedBy): SealedPart {
  const place = placeIn(tenant, item.customerId, attribute, item.sequence);
  // What was sealed as a version opens as one: its place is part of the seal.
  return upgradedValue(item, 'sealed', unseal(key, item.sealed, place)) as unknown as SealedPart;
}

/** The notice in a stream record's new image; `undefined` when the image is of another item. */
export function versionNoticeOf(
  image: Readonly<Record<string, AttributeValue>>,
): VersionNotice | undefined {
  if (!image.PK?.S?.startsWith(customerPartition('')) || !image.SK?.S?.startsWith(versionPrefix))
    return undefined;
  const { sealed: _sealed, ...clear } = image;
  const { PK: _PK, SK: _SK, ...notice } = upgraded(unmarshall({ ...clear }));
  return notice as unknown as VersionNotice;
}
