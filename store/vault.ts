import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { canonical } from '#core/kernel/canonical';
import type { Instant } from '#core/kernel/types';
import { cached } from './cached.ts';
import { isoWeekOf } from './iso-week.ts';
import type { KeyContext, KeyWrapper } from './key-wrapper.ts';
import { epochKeyKey, indexKeyKey, type Key, subjectKeyKey, tombstoneKey } from './keys.ts';
import { batchGet, type TableClient } from './table-client.ts';
import { type Action, transact } from './transact.ts';

/** The subject under whose key the hub seals what belongs to no person: idempotent answers, reasons. */
export const systemSubject = 'system';

/** How long an unwrapped epoch, index or system key is held in a warm function. */
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
  /** Destroys the key and leaves a tombstone. Idempotent. */
  destroy(subject: string): Promise<void>;
  systemKey(): Promise<Uint8Array>;
  /** The HMAC key of all tokens. One per tenant, never rolled: tokens are keys of items. */
  indexKey(): Promise<Uint8Array>;
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
  const kmsKey = (key: Key, context: KeyContext) =>
    readOrMake(client, table, key, wrapper, { tenant, ...context });
  const hold = { holdMs: keyHoldMs, nowMs };
  const epochKeys = cached((epoch) => kmsKey(epochKeyKey(epoch), { use: 'epoch', epoch }), hold);
  const indexKeys = cached(() => kmsKey(indexKeyKey, { use: 'index' }), hold);
  const systemKeys = cached(() => readOrMintSystemKey(), hold);

  const bound = (subject: string) => canonical([tenant, subject, 'profile']);

  async function subjectKeys(subjects: readonly string[]) {
    const wanted = [...new Set(subjects)].map((each) => subjectKeyKey(each, 'profile'));
    const items = (await batchGet(
      client,
      table,
      wanted,
    )) as readonly unknown[] as readonly SubjectKeyItem[];
    const opened = await Promise.all(
      items.map(async ({ PK, epoch, wrapped }) => {
        const subject = PK.slice('SUB#'.length);
        return [subject, open(await epochKeys.get(epoch), wrapped, bound(subject))] as const;
      }),
    );
    return new Map(opened);
  }

  async function mint(subject: string) {
    const epoch = isoWeekOf(clock());
    const key = randomBytes(32);
    const wrapped = close(await epochKeys.get(epoch), key, bound(subject));
    const Item = { ...subjectKeyKey(subject, 'profile'), epoch, wrapped };
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

  async function readOrMintSystemKey(): Promise<Uint8Array> {
    const known = (await subjectKeys([systemSubject])).get(systemSubject);
    if (known !== undefined) return known;
    const minted = await mint(systemSubject);
    const Item = minted.actions[0]?.Put?.Item;
    if (await putIfAbsent(client, table, Item ?? {})) return minted.key;
    return readOrMintSystemKey();
  }

  return {
    subjectKeys,
    mint,
    systemKey: () => systemKeys.get(systemSubject),
    indexKey: () => indexKeys.get('index'),
    async destroy(subject) {
      await transact(client, [
        { Put: { TableName: table, Item: { ...tombstoneKey(subject), at: clock() } } },
        { Delete: { TableName: table, Key: subjectKeyKey(subject, 'profile') } },
      ]);
    },
  };
}

interface SubjectKeyItem extends Key {
  readonly epoch: string;
  readonly wrapped: Uint8Array;
}

/** The key under `key`, made on first use. Of two makers at once the first wins, the other reads. */
async function readOrMake(
  client: TableClient,
  table: string,
  key: Key,
  wrapper: KeyWrapper,
  context: KeyContext,
): Promise<Uint8Array> {
  const found = await client.send(
    new GetCommand({ TableName: table, Key: key, ConsistentRead: true }),
  );
  if (found.Item !== undefined) return wrapper.unwrap(found.Item.wrapped as Uint8Array, context);
  const { plain, wrapped } = await wrapper.generate(context);
  if (await putIfAbsent(client, table, { ...key, wrapped })) return plain;
  return readOrMake(client, table, key, wrapper, context);
}

async function putIfAbsent(
  client: TableClient,
  table: string,
  item: Record<string, unknown>,
): Promise<boolean> {
  try {
    await client.send(
      new PutCommand({
        TableName: table,
        Item: item,
        ConditionExpression: 'attribute_not_exists(PK)',
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

/** Wraps 32 bytes under an epoch key: 12-byte nonce, ciphertext, 16-byte tag. 60 bytes. */
function close(epochKey: Uint8Array, key: Uint8Array, bound: string): Uint8Array {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', epochKey, nonce);
  cipher.setAAD(Buffer.from(bound, 'utf8'));
  return Buffer.concat([nonce, cipher.update(key), cipher.final(), cipher.getAuthTag()]);
}

function open(epochKey: Uint8Array, wrapped: Uint8Array, bound: string): Uint8Array {
  const decipher = createDecipheriv('aes-256-gcm', epochKey, wrapped.subarray(0, 12));
  decipher.setAAD(Buffer.from(bound, 'utf8'));
  decipher.setAuthTag(wrapped.subarray(44));
  return Buffer.concat([decipher.update(wrapped.subarray(12, 44)), decipher.final()]);
}
