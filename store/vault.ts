import { randomBytes } from 'node:crypto';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { RecordErasure } from '#core/identity/erased-record';
import type { Instant } from '#core/kernel/types';
import { cached } from './cached.ts';
import { isoWeekOf } from './iso-week.ts';
import { kindOf, newestFormat } from './item-format.ts';
import type { KeyWrapper } from './key-wrapper.ts';
import {
  answersSubject,
  epochKeyKey,
  indexKeyKey,
  type Key,
  linkKeyKey,
  subjectKeyKey,
  tombstoneKey,
} from './keys.ts';
import { epochContext, putIfAbsent, readOrMake, readWrapped } from './kms-wrapped-key.ts';
import { batchGet, type TableClient } from './table-client.ts';
import { type Action, transact } from './transact.ts';
import { type KeyPlace, unwrapKey, wrapKey } from './wrapped-key.ts';

/** The subject under whose key the hub seals what belongs to no person: reasons. */
export const systemSubject = 'system';

export const dayOf = (at: Instant): string => at.slice(0, 10);

/** How long an unwrapped epoch, index, link or system key is held in a warm function. */
export const keyHoldMs = 5 * 60_000;

/**
 * Subject keys. An epoch key wraps them, KMS wraps the epoch keys: KMS is asked at most once per warm
 * function, epoch and five minutes. Keys of persons are held by nobody: they are read with each
 * request, in one call for many, and die with the values that the request read.
 */
export interface Vault {
  /** By subject; a key that was destroyed or never made is left out. */
  subjectKeys(subjects: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>>;
  /**
   * A new key and the actions that store it in the caller's transaction. Refused there with
   * `customer.removed` where the subject has a tombstone.
   */
  mint(subject: string): Promise<{ readonly key: Uint8Array; readonly actions: readonly Action[] }>;
  /**
   * Destroys the key and leaves a tombstone with the time, and with what was erased: the sort keys of
   * source records, which the erasure replay after a restore looks for, and the privacy request that
   * asked for it. The first time stays.
   */
  destroy(subject: string, erased?: readonly string[], erasedFor?: string): Promise<void>;
  /** When and for which privacy request the subject was erased; `undefined`: for none. */
  erasure(subject: string): Promise<RecordErasure | undefined>;
  systemKey(): Promise<Uint8Array>;
  /** Seals the proofs of a constituent's consents; made on first use. It outlives the profile's key. */
  evidenceKey(subject: string): Promise<Uint8Array>;
  /** By subject, as `subjectKeys`. */
  evidenceKeys(subjects: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>>;
  /** Seals idempotent answers of this day; made on first use, its class is the day. */
  todaysAnswerKey(): Promise<{ readonly day: string; readonly key: Uint8Array }>;
  /** `undefined` once it was destroyed (answer-keys.ts). */
  answerKey(day: string): Promise<Uint8Array | undefined>;
  /** The HMAC key of all tokens. One per tenant, never rolled: tokens are keys of items. */
  indexKey(): Promise<Uint8Array>;
  /** Signs links. */
  linkKey(): Promise<Uint8Array>;
}

interface VaultOptions {
  readonly client: TableClient;
  readonly table: string;
  readonly tenant: string;
  readonly wrapper: KeyWrapper;
  readonly clock: () => Instant;
  readonly nowMs: () => number;
}

export function makeVault({ client, table, tenant, wrapper, clock, nowMs }: VaultOptions): Vault {
  const keys = { client, table, wrapper };
  const hold = { holdMs: keyHoldMs, nowMs };
  const thisWeeks = cached(
    (epoch) => readOrMake(keys, epochKeyKey(epoch), epochContext(tenant, epoch)),
    hold,
  );
  const rolled = cached(
    (epoch) => readWrapped(keys, epochKeyKey(epoch), epochContext(tenant, epoch)),
    { ...hold, worthHolding: (key) => key !== undefined },
  );
  const indexKeys = cached(() => readOrMake(keys, indexKeyKey, { tenant, use: 'index' }), hold);
  const linkKeys = cached(() => readOrMake(keys, linkKeyKey, { tenant, use: 'links' }), hold);
  const systemKeys = cached(() => readOrMint(systemSubject, 'profile'), hold);
  // Only today's key may be made: one that was destroyed must not come again.
  const answerKeys = cached<Uint8Array | undefined>(
    (day) =>
      day === dayOf(clock()) ? readOrMint(answersSubject, day) : readOne(answersSubject, day),
    { ...hold, worthHolding: (key) => key !== undefined },
  );

  const placeOf = (subject: string, keyClass: string): KeyPlace => ({ tenant, subject, keyClass });
  // Only this week's key may be made: one that a roll destroyed must not come again under its name.
  const epochKey = (epoch: string) =>
    epoch === isoWeekOf(clock()) ? thisWeeks.get(epoch) : rolled.get(epoch);

  async function subjectKeys(
    subjects: readonly string[],
    keyClass = 'profile',
    isSecondLook = false,
  ): Promise<ReadonlyMap<string, Uint8Array>> {
    const wanted = [...new Set(subjects)].map((each) => subjectKeyKey(each, keyClass));
    const items = (await batchGet(
      client,
      table,
      wanted,
    )) as readonly unknown[] as readonly SubjectKeyItem[];
    const opened = new Map<string, Uint8Array>();
    const left: string[] = [];
    await Promise.all(
      items.map(async ({ PK, epoch, wrapped }) => {
        const subject = PK.slice('SUB#'.length);
        const key = await epochKey(epoch);
        if (key === undefined) left.push(subject);
        else opened.set(subject, unwrapKey(key, wrapped, placeOf(subject, keyClass)));
      }),
    );
    if (left.length === 0) return opened;
    if (isSecondLook) throw new Error(`the epoch key of ${left.length} subject keys is gone`);
    // Re-wrapped between the two reads, and the epoch they were read under is gone: read them again.
    return new Map([...opened, ...(await subjectKeys(left, keyClass, true))]);
  }

  async function newKey(subject: string, keyClass: string) {
    const epoch = isoWeekOf(clock());
    const key = randomBytes(32);
    const wrapped = wrapKey(await thisWeeks.get(epoch), key, placeOf(subject, keyClass));
    return { key, Item: { ...subjectKeyKey(subject, keyClass), epoch, wrapped } };
  }

  async function mint(subject: string) {
    const { key, Item } = await newKey(subject, 'profile');
    const actions: readonly Action[] = [
      { Put: { TableName: table, Item, ConditionExpression: 'attribute_not_exists(PK)' } },
      {
        ConditionCheck: {
          TableName: table,
          Key: tombstoneKey(subject),
          ConditionExpression: 'attribute_not_exists(PK)',
        },
        whenFailed: 'customer.removed',
      },
    ];
    return { key, actions };
  }

  const readOne = async (subject: string, keyClass: string) =>
    (await subjectKeys([subject], keyClass)).get(subject);

  async function readOrMint(subject: string, keyClass: string): Promise<Uint8Array> {
    const known = await readOne(subject, keyClass);
    if (known !== undefined) return known;
    const { key, Item } = await newKey(subject, keyClass);
    if (await putIfAbsent(client, table, Item)) return key;
    return readOrMint(subject, keyClass);
  }

  return {
    subjectKeys: (subjects) => subjectKeys(subjects),
    mint,
    systemKey: () => systemKeys.get(systemSubject),
    evidenceKey: (subject) => readOrMint(subject, 'evidence'),
    evidenceKeys: (subjects) => subjectKeys(subjects, 'evidence'),
    async todaysAnswerKey() {
      const day = dayOf(clock());
      const key = await answerKeys.get(day);
      if (key === undefined) throw new Error(`no key for the answers of ${day}`);
      return { day, key };
    },
    answerKey: (day) => answerKeys.get(day),
    indexKey: () => indexKeys.get('index'),
    linkKey: () => linkKeys.get('links'),
    async erasure(subject) {
      const { Item } = await client.send(
        new GetCommand({ TableName: table, Key: tombstoneKey(subject), ConsistentRead: true }),
      );
      return Item?.erasedFor === undefined
        ? undefined
        : { erasedAt: String(Item.at), erasedFor: String(Item.erasedFor) };
    },
    async destroy(subject, erased = [], erasedFor) {
      await transact(client, [
        {
          Update: {
            TableName: table,
            Key: tombstoneKey(subject),
            UpdateExpression:
              'SET #at = if_not_exists(#at, :now), erased = if_not_exists(erased, :erased), #format = :format' +
              (erasedFor === undefined ? '' : ', erasedFor = if_not_exists(erasedFor, :for)'),
            ExpressionAttributeNames: { '#at': 'at', '#format': 'format' },
            ExpressionAttributeValues: {
              ':now': clock(),
              ':erased': erased,
              ...(erasedFor !== undefined && { ':for': erasedFor }),
              ':format': newestFormat(kindOf(tombstoneKey(subject))),
            },
          },
        },
        { Delete: { TableName: table, Key: subjectKeyKey(subject, 'profile') } },
      ]);
    },
  };
}

export interface SubjectKeyItem extends Key {
  readonly epoch: string;
  readonly wrapped: Uint8Array;
}
