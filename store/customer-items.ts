import type { Customer, GoldenRecord, Member, Pin, SourceRecord } from '#core/identity/customer';
import { compareText, type Instant, type Json } from '#core/kernel/types';
import type { AuditTail } from './audit-chain.ts';
import { upgradedValue } from './item-format.ts';
import { headKey, type Key, listPartition, recordKey, shardOf } from './keys.ts';
import { type SealPlace, seal, unseal } from './seal.ts';

/**
 * A customer id's own item. Clear is what the store itself needs; what a person would recognise is
 * sealed. Every head counts its own writes in `revision`; the root's is the lock of the customer.
 */
export interface HeadItem extends Key, AuditTail {
  readonly customerId: string;
  readonly status: 'living' | 'merged' | 'removed';
  /** The living id this one resolves to; its own when it is living. */
  readonly root: string;
  readonly schema: string;
  readonly revision: number;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  /** Number and time of this id's last version; 0 and the epoch's start before the first. */
  readonly sequence: number;
  readonly versionAt: Instant;
  /** Of a root: every member's id, its own first. */
  readonly members?: readonly string[];
  readonly parent?: string;
  readonly mergedBy?: 'auto' | 'steward';
  readonly differentFrom?: readonly string[];
  /** `<kind>#<token>` of the constituent's match keys. */
  readonly matchKeys?: readonly string[];
  /** Of a removed head, until it is swept: the sort keys of its source records. */
  readonly erased?: readonly string[];
  /** Of a head that was removed for a privacy request: which. */
  readonly erasedFor?: string;
  /** Of a root: how many holds were placed upon it. */
  readonly holds?: number;
  readonly pins?: Uint8Array;
  readonly golden?: Uint8Array;
  readonly GSI1PK?: string;
  readonly GSI1SK?: string;
}

export interface RecordItem extends Key {
  /** Revision of the root head with which it was written. */
  readonly version: number;
  readonly sealed: Uint8Array;
}

/** A head without its sealed parts and what follows from the rest. */
export type HeadFields = Omit<HeadItem, 'PK' | 'SK' | 'pins' | 'golden' | 'GSI1PK' | 'GSI1SK'>;

interface SealedBy {
  readonly tenant: string;
  readonly key: Uint8Array;
}

export function headItem(
  fields: HeadFields,
  sealed: { readonly pins: readonly Pin[]; readonly golden?: GoldenRecord },
  { tenant, key }: SealedBy,
): HeadItem {
  const { customerId, schema, status, differentFrom = [], matchKeys = [], ...rest } = fields;
  const close = (attribute: string, value: unknown) =>
    seal(key, value as Json, placeIn(tenant, customerId, attribute, fields.revision));
  return {
    ...headKey(customerId),
    ...rest,
    customerId,
    schema,
    status,
    ...(differentFrom.length === 0 ? {} : { differentFrom }),
    ...(matchKeys.length === 0 ? {} : { matchKeys }),
    ...(sealed.pins.length === 0 ? {} : { pins: close('pins', sealed.pins) }),
    ...(sealed.golden === undefined ? {} : { golden: close('golden', sealed.golden) }),
    ...(status === 'living'
      ? { GSI1PK: listPartition(schema, shardOf(customerId)), GSI1SK: customerId }
      : {}),
  };
}

export function goldenOf(head: HeadItem, { tenant, key }: SealedBy): GoldenRecord {
  if (head.golden === undefined) throw new Error(`living head without golden: ${head.customerId}`);
  const place = placeIn(tenant, head.customerId, 'golden', head.revision);
  const opened = unseal(key, head.golden, place);
  // What was sealed as a golden record opens as one: its place is part of the seal.
  return upgradedValue(head, 'golden', opened) as unknown as GoldenRecord;
}

export function recordItem(
  customerId: string,
  record: SourceRecord,
  sourceToken: string,
  version: number,
  { tenant, key }: SealedBy,
): RecordItem {
  const itemKey = recordKey(customerId, record.spoke, sourceToken);
  const place = placeIn(tenant, customerId, itemKey.SK, version);
  return { ...itemKey, version, sealed: seal(key, record as unknown as Json, place) };
}

export function memberOf(
  head: HeadItem,
  records: readonly RecordItem[],
  { tenant, key }: SealedBy,
): Member {
  const open = (sealed: Uint8Array, attribute: string, version: number) =>
    unseal(key, sealed, placeIn(tenant, head.customerId, attribute, version));
  const recordOf = (item: RecordItem) =>
    upgradedValue(item, 'sealed', open(item.sealed, item.SK, item.version)) as unknown;
  return {
    customerId: head.customerId,
    createdAt: head.createdAt,
    // Items lie in the order of their tokens, core keeps records in the order of their names.
    records: records
      .map((item) => recordOf(item) as SourceRecord)
      .toSorted((a, b) => compareText(a.spoke, b.spoke) || compareText(a.sourceId, b.sourceId)),
    pins: pinsOf(head, open),
    differentFrom: head.differentFrom ?? [],
    ...(head.parent === undefined ? {} : { parent: head.parent }),
    ...(head.mergedBy === undefined ? {} : { mergedBy: head.mergedBy }),
  };
}

function pinsOf(
  head: HeadItem,
  open: (sealed: Uint8Array, attribute: string, version: number) => Json,
): readonly Pin[] {
  if (head.pins === undefined) return [];
  const opened = open(head.pins, 'pins', head.revision);
  return upgradedValue(head, 'pins', opened) as unknown as readonly Pin[];
}

export const membersById = (customers: readonly Customer[]): ReadonlyMap<string, Member> =>
  new Map(customers.flatMap(({ members }) => members.map((each) => [each.customerId, each])));

/** The associated data of everything a customer's profile key seals. */
export const placeIn = (
  tenant: string,
  subject: string,
  attribute: string,
  version: number,
): SealPlace => ({ tenant, subject, keyClass: 'profile', attribute, version });
