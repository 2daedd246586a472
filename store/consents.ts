import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { encodeTime } from 'ulid';
import type { Channel, ConsentEvent, RelationshipEvent } from '#core/consent/consent-event';
import type { ConsentProof } from '#core/consent/consent-proof';
import type { RestrictionEvent } from '#core/consent/restriction';
import { canonical } from '#core/kernel/canonical';
import { compareText, type Instant, type Json } from '#core/kernel/types';
import { type AuditTail, emptyAuditTail, nextAuditItem } from './audit-chain.ts';
import type { WrittenRange } from './audit-search.ts';
import { CommitConflict } from './commit-conflict.ts';
import { type ChangedCustomers, changedIn } from './consent-changes.ts';
import { type ConsentEnds, endItem, makeConsentEnds } from './consent-ends.ts';
import type { HeadItem } from './customer-items.ts';
import { upgraded } from './item-format.ts';
import {
  consentHeadKey,
  consentKey,
  consentPartition,
  consentPrefix,
  contactPointPartition,
  headKey,
  type Key,
} from './keys.ts';
import type { Change } from './ports.ts';
import { type SealPlace, seal, unseal } from './seal.ts';
import { queryAll, type TableClient } from './table-client.ts';
import { makeTokeniser } from './tokeniser.ts';
import { type Action, transact } from './transact.ts';
import { systemSubject, type Vault } from './vault.ts';

export type LedgerEvent = ConsentEvent | RelationshipEvent;

/** An entry of the ledger with its place in it. */
export interface LedgerEntry {
  readonly event: LedgerEvent;
  /** Counts the entries of its constituent, from 1. */
  readonly sequence: number;
  /** Of a consent; absent once the key of the evidence is destroyed. */
  readonly proof?: ConsentProof;
}

/** A restriction, a hold or its end, with its place among those of its constituent. */
export interface RestrictionEntry {
  readonly event: RestrictionEvent;
  /** From 1, apart from the count of consents. */
  readonly sequence: number;
  readonly proof?: ConsentProof;
}

/** The customer whose constituent said something, as it was read. */
export interface LedgerRoot {
  readonly customerId: string;
  readonly revision: number;
}

export interface Ledger {
  readonly consents: readonly ConsentEvent[];
  readonly relationships: readonly RelationshipEvent[];
  readonly restrictions: readonly RestrictionEvent[];
}

/** A living customer and everything that its constituents' ledgers hold. */
export interface Standing extends Ledger {
  readonly customerId: string;
  readonly schema: string;
  /** Of the customer. */
  readonly revision: number;
  readonly members: readonly string[];
  /** Where each consent and relationship stands in the ledger of its constituent. */
  readonly places: readonly {
    readonly customerId: string;
    readonly sequence: number;
    readonly purpose?: string;
  }[];
}

/** An entry as the stream's readers learn of it: ids and names, no proof and no contact point. */
export interface ConsentNotice {
  readonly eventId: string;
  /** The constituent. */
  readonly customerId: string;
  readonly sequence: number;
  readonly kind: LedgerEvent['kind'] | RestrictionEvent['kind'];
  /** Of a consent. */
  readonly purpose?: string;
  readonly channels?: readonly Channel[];
  /** Of a hold that restricts. */
  readonly restricts?: true;
  /** Of a restriction that ends by itself. */
  readonly until?: Instant;
  /** Of the end of a restriction or hold. */
  readonly lifts?: string;
  readonly at: Instant;
  readonly recordedAt: Instant;
  readonly actor: string;
  readonly correlationId: string;
}

/**
 * The ledger of consents. It is appended to, and nothing in it is ever changed: an entry is written
 * once, in a transaction that refuses where one of its id stands.
 */
export interface Consents {
  /** Whose ledger it is now: merges followed; undefined for who is removed or was never there. Without any key. */
  standing(customerId: string): Promise<Standing | undefined>;
  /** Of these constituents, and consents of anybody at the contact point; without proofs, so without any key. */
  read(members: readonly string[], contactPoint?: string): Promise<Ledger>;
  /** The token under which an e-mail address or a number in standard form is kept. */
  contactPoint(kind: 'email' | 'phone', text: string): Promise<string>;
  /** Of these constituents, with proofs, in the order in which it was recorded. */
  history(members: readonly string[]): Promise<readonly LedgerEntry[]>;
  /** The same of restrictions and holds. */
  restrictionHistory(members: readonly string[]): Promise<readonly RestrictionEntry[]>;
  /**
   * Appends one entry, and its audit entry, while `root` is a living customer and as it was read.
   * Answers its place. Throws `CommitConflict` when another entry of the constituent, or a change of
   * the customer, came between. Who read the customer before a hold was placed writes no more.
   */
  append<E extends LedgerEvent | RestrictionEvent>(
    event: E,
    proof: ConsentProof,
    root: LedgerRoot,
    change: Change,
  ): Promise<Appended<E>>;
  /** Several of one constituent at once: all of them, or none. At most 24, each with up to four items. */
  appendAll<E extends LedgerEvent | RestrictionEvent>(
    news: readonly ToAppend<E>[],
    root: LedgerRoot,
  ): Promise<readonly Appended<E>[]>;
  /**
   * Keeps a refusal at a contact point, of a customer who is gone and has no ledger any more: whoever
   * has the address later is bound by it. Nothing else is written; the caller leaves the audit entry.
   */
  refuseAt(event: ConsentEvent & { readonly contactPoint: string }): Promise<void>;
  /** Whose ledger, or who is one with whom, may have changed then; eventually consistent. */
  changed(range: WrittenRange, limit: number): Promise<ChangedCustomers>;
  /** Consents that ended in a range of time. */
  ended: ConsentEnds['nextOfAll'];
  /** The id of an entry that is the same whenever the same is said: `parts` as a keyed token. */
  entryId(at: Instant, parts: Json): Promise<string>;
}

export interface ToAppend<E> {
  readonly event: E;
  readonly proof: ConsentProof;
  readonly change: Change;
}

export interface Appended<E> {
  readonly event: E;
  readonly sequence: number;
  readonly proof: ConsentProof;
}

/** Who told the hub, and in which call, the stream's readers learn without a key. */
type Told = Pick<Change, 'actor' | 'correlationId'>;
type LedgerItem = Key &
  (LedgerEvent | RestrictionEvent) &
  Told & { readonly sequence: number; readonly sealed: Uint8Array };
interface ConsentHead extends Key, AuditTail {
  readonly sequence: number;
  /** Counts restrictions and holds: whoever hears of consents alone hears of them without gaps. */
  readonly restrictions?: number;
}

interface ConsentOptions {
  readonly client: TableClient;
  readonly table: string;
  readonly vault: Pick<Vault, 'evidenceKey' | 'evidenceKeys' | 'systemKey' | 'indexKey'>;
  readonly tenant: string;
  readonly nowMs: () => number;
}

export const isConsent = (event: LedgerEvent | RestrictionEvent): event is ConsentEvent =>
  'purpose' in event;

export const isRestrictionKind = (
  kind: LedgerEvent['kind'] | RestrictionEvent['kind'],
): kind is RestrictionEvent['kind'] =>
  kind === 'restriction' || kind === 'legal-hold' || kind === 'restriction-lifted';

const isRestriction = (event: LedgerEvent | RestrictionEvent): event is RestrictionEvent =>
  isRestrictionKind(event.kind);

export function makeConsents({ client, table, vault, tenant, nowMs }: ConsentOptions): Consents {
  const itemsOf = async (partition: string) =>
    (await queryAll(client, {
      TableName: table,
      KeyConditionExpression: 'PK = :partition AND begins_with(SK, :prefix)',
      ExpressionAttributeValues: { ':partition': partition, ':prefix': consentPrefix },
      ConsistentRead: true,
    })) as readonly unknown[] as readonly LedgerItem[];
  const ofMembers = async (members: readonly string[]) =>
    (await Promise.all(members.map((each) => itemsOf(consentPartition(each))))).flat();

  const read: Consents['read'] = async (members, contactPoint) => {
    const [own, here] = await Promise.all([
      ofMembers(members),
      contactPoint === undefined ? [] : itemsOf(contactPointPartition(contactPoint)),
    ]);
    return ledgerOf([...own, ...here]);
  };

  const entriesOf = async (members: readonly string[]) => {
    const [items, keys] = await Promise.all([ofMembers(members), vault.evidenceKeys(members)]);
    return items
      .map((item) => entryOf(item, tenant, keys.get(item.customerId)))
      .toSorted(
        (a, b) =>
          compareText(a.event.recordedAt, b.event.recordedAt) ||
          compareText(a.event.eventId, b.event.eventId),
      );
  };

  return {
    read,
    async standing(customerId) {
      const place = await placeNow(client, table, customerId);
      if (place === undefined) return undefined;
      const items = await ofMembers(place.members);
      return { ...place, ...ledgerOf(items), places: placesOf(items) };
    },
    contactPoint: async (kind, text) => (await makeTokeniser(vault)).contactPoint(kind, text),
    history: async (members) =>
      (await entriesOf(members)).flatMap(({ event, ...entry }) =>
        isRestriction(event) ? [] : [{ event, ...entry }],
      ),
    restrictionHistory: async (members) =>
      (await entriesOf(members)).flatMap(({ event, ...entry }) =>
        isRestriction(event) ? [{ event, ...entry }] : [],
      ),
    async entryId(at, parts) {
      const token = (await makeTokeniser(vault)).statement(canonical(parts));
      return entryIdOf(at, token);
    },
    async append(event, proof, root, change) {
      const [entry] = await appendAll([{ event, proof, change }], root);
      if (entry === undefined) throw new Error('nothing was appended');
      return entry;
    },
    appendAll,
    async refuseAt(event) {
      await transact(client, [
        put(table, { ...pointKey(event.contactPoint, event), ...event, sequence: 0 }),
      ]);
    },
    changed: (range, limit) => changedIn({ client, table }, range, limit),
    ended: makeConsentEnds({ client, table }).nextOfAll,
  };

  async function appendAll<E extends LedgerEvent | RestrictionEvent>(
    news: readonly ToAppend<E>[],
    root: LedgerRoot,
  ): Promise<readonly Appended<E>[]> {
    const customerId = news[0]?.event.customerId;
    if (customerId === undefined) return [];
    const [head, key, systemKey] = await Promise.all([
      readHead(client, table, customerId),
      vault.evidenceKey(customerId),
      vault.systemKey(),
    ]);
    let after: Omit<ConsentHead, keyof Key> = head ?? { sequence: 0, ...emptyAuditTail };
    const actions: Action[] = [];
    const appended: Appended<E>[] = [];
    for (const { event, proof, change } of news) {
      const counted = countsOf(after, event);
      const sequence = isRestriction(event) ? (counted.restrictions ?? 0) : counted.sequence;
      const told = { actor: change.actor, correlationId: change.correlationId };
      const sealed = seal(key, proof as unknown as Json, placeOf(tenant, { ...event, sequence }));
      const audited = nextAuditItem(
        after,
        {
          object: `consent:${customerId}`,
          ...change,
          changed: [isConsent(event) ? event.purpose : event.kind],
          sealedState: committedTo({ ...event, ...told, sequence }, sealed),
        },
        { key: systemKey, tenant, subject: systemSubject, nowMs },
      );
      const own = consentKey(consentPartition(customerId), event.eventId);
      actions.push(
        put(table, { ...own, ...event, ...told, sequence, sealed }),
        put(table, audited.item),
      );
      if (isConsent(event)) {
        if (event.contactPoint !== undefined)
          actions.push(put(table, { ...pointKey(event.contactPoint, event), ...event, sequence }));
        // One that is over when it is recorded is told as over at once.
        if (event.expiresAt !== undefined && event.expiresAt > event.recordedAt)
          actions.push(put(table, endItem({ ...event, endsAt: event.expiresAt, sequence })));
      }
      after = { ...counted, ...audited.tail };
      appended.push({ event, sequence, proof });
    }
    await transact(client, [
      ...actions,
      moveHead(table, { ...consentHeadKey(customerId), ...after }, head),
      news.some(({ event }) => event.kind === 'legal-hold')
        ? countsHold(table, root)
        : isAsRead(table, root),
    ]);
    return appended;
  }
}

function ledgerOf(items: readonly LedgerItem[]): Ledger {
  const byId = new Map(items.map((item) => [item.eventId, eventOf(item)]));
  const all = [...byId.values()];
  return {
    consents: all.filter(isConsent),
    relationships: all.filter((each) => !isConsent(each) && !isRestriction(each)),
    restrictions: all.filter(isRestriction),
  };
}

const placesOf = (items: readonly LedgerItem[]): Standing['places'] =>
  items.flatMap((item) => {
    const { customerId, sequence } = item;
    if (isRestriction(item)) return [];
    return [{ customerId, sequence, ...(isConsent(item) && { purpose: item.purpose }) }];
  });

/** 26 letters as a ULID has them: of the moment, and of what is said. */
function entryIdOf(at: Instant, token: string): string {
  const bits = Buffer.from(token, 'base64url').subarray(0, 10).toString('hex');
  const said = BigInt(`0x${bits}`).toString(32).padStart(16, '0');
  return `con_${encodeTime(Math.max(0, Date.parse(at))).toLowerCase()}${said}`;
}

function countsOf(
  { sequence = 0, restrictions }: Partial<ConsentHead> = {},
  event: LedgerEvent | RestrictionEvent,
): Pick<ConsentHead, 'sequence' | 'restrictions'> {
  if (isRestriction(event)) return { sequence, restrictions: (restrictions ?? 0) + 1 };
  return { sequence: sequence + 1, ...(restrictions !== undefined && { restrictions }) };
}

async function readHead(client: TableClient, table: string, customerId: string) {
  const answer = await client.send(
    new GetCommand({ TableName: table, Key: consentHeadKey(customerId), ConsistentRead: true }),
  );
  return answer.Item as ConsentHead | undefined;
}

type Place = Pick<Standing, 'customerId' | 'schema' | 'revision' | 'members'>;

/** Where an id leads now, from the clear part of heads; a merge may be met half-way, then once more. */
async function placeNow(
  client: TableClient,
  table: string,
  customerId: string,
  hops = 3,
): Promise<Place | undefined> {
  const { Item } = await client.send(
    new GetCommand({ TableName: table, Key: headKey(customerId), ConsistentRead: true }),
  );
  const head = Item as HeadItem | undefined;
  if (head === undefined || head.status === 'removed') return undefined;
  if (head.status === 'living')
    return {
      customerId,
      schema: head.schema,
      revision: head.revision,
      members: head.members ?? [customerId],
    };
  if (hops === 0) throw new CommitConflict();
  return placeNow(client, table, head.root, hops - 1);
}

/** The notice in a stream record's new image; `undefined` when the image is of another item, or a copy at a contact point. */
export function consentNoticeOf(
  image: Readonly<Record<string, AttributeValue>>,
): ConsentNotice | undefined {
  if (!image.PK?.S?.startsWith(consentPrefix)) return undefined;
  const { sealed: _, contactPoint: __, ...clear } = image;
  const item = upgraded(unmarshall({ ...clear })) as object as ConsentNotice;
  const { eventId, customerId, sequence, kind, purpose, channels, at, recordedAt } = item;
  const { actor, correlationId, restricts, until, lifts } = item;
  return {
    eventId,
    customerId,
    sequence,
    kind,
    at,
    recordedAt,
    actor,
    correlationId,
    ...(purpose !== undefined && { purpose }),
    ...(channels !== undefined && { channels }),
    ...(restricts !== undefined && { restricts }),
    ...(until !== undefined && { until }),
    ...(lifts !== undefined && { lifts }),
  };
}

/**
 * What the audit entry holds the SHA-256 of: the canonical JSON of the entry without its keys and its
 * format, its proof as it is sealed, in base64. It is checked without any key.
 */
const committedTo = (
  clear: (LedgerEvent | RestrictionEvent) & Told & { sequence: number },
  sealed: Uint8Array,
) =>
  Buffer.from(
    canonical({ ...clear, sealed: Buffer.from(sealed).toString('base64') } as unknown as Json),
  );

/** Never over one that stands. */
const put = (TableName: string, item: object): Action => ({
  Put: { TableName, Item: { ...item }, ConditionExpression: 'attribute_not_exists(PK)' },
});

const moveHead = (TableName: string, after: ConsentHead, before?: ConsentHead): Action => ({
  Put: {
    TableName,
    Item: { ...after },
    ...(before === undefined
      ? { ConditionExpression: 'attribute_not_exists(PK)' }
      : {
          // Every append, of whichever kind, moves the audit's count.
          ConditionExpression: 'auditSequence = :read',
          ExpressionAttributeValues: { ':read': before.auditSequence },
        }),
  },
});

const isAsRead = (TableName: string, { customerId, revision }: LedgerRoot): Action => ({
  ConditionCheck: {
    TableName,
    Key: headKey(customerId),
    ConditionExpression: '#status = :living AND revision = :read',
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: { ':living': 'living', ':read': revision },
  },
});

/** What was decided before a hold was placed, as an erasure, is written no more: write-heads.ts. */
const countsHold = (TableName: string, { customerId, revision }: LedgerRoot): Action => ({
  Update: {
    TableName,
    Key: headKey(customerId),
    UpdateExpression: 'ADD holds :one',
    ConditionExpression: '#status = :living AND revision = :read',
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: { ':living': 'living', ':read': revision, ':one': 1 },
  },
});

/** A copy for whoever has the address or number later; it holds no proof, and stays when the customer is gone. */
const pointKey = (contactPoint: string, { eventId }: ConsentEvent): Key =>
  consentKey(contactPointPartition(contactPoint), eventId);

function eventOf(item: LedgerItem): LedgerEvent | RestrictionEvent {
  const {
    PK: _,
    SK: __,
    sequence: ___,
    sealed: ____,
    actor: _a,
    correlationId: _c,
    ...event
  } = item;
  return event;
}

function entryOf(
  item: LedgerItem,
  tenant: string,
  key: Uint8Array | undefined,
): Omit<LedgerEntry, 'event'> & { readonly event: LedgerEvent | RestrictionEvent } {
  const { sequence, sealed } = item;
  const proof = key === undefined ? undefined : unseal(key, sealed, placeOf(tenant, item));
  return {
    event: eventOf(item),
    sequence,
    ...(proof !== undefined && { proof: proof as unknown as ConsentProof }),
  };
}

const placeOf = (
  tenant: string,
  { customerId, eventId, sequence }: Pick<LedgerItem, 'customerId' | 'eventId' | 'sequence'>,
): SealPlace => ({
  tenant,
  subject: customerId,
  keyClass: 'evidence',
  attribute: `consent:${eventId}`,
  version: sequence,
});
