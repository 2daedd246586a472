import { randomUUID } from 'node:crypto';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Instant, Json } from '#core/kernel/types';
import { CommitConflict } from './commit-conflict.ts';
import {
  annexKey,
  annexPrefix,
  endingPackageKey,
  endingPackagesPartition,
  type Key,
  packageKey,
  packagePartKey,
  packagePrefix,
  requestPartition,
} from './keys.ts';
import type { LetterAddress } from './letters.ts';
import { type SealPlace, seal, unseal } from './seal.ts';
import { batchGet, queryAll, type TableClient } from './table-client.ts';
import { type Action, transact } from './transact.ts';
import type { Vault } from './vault.ts';

/** To whom the letter about a package goes, and who sends it: as it was when the package was made. */
export interface PackageLetter {
  readonly customerId: string;
  readonly spoke: string;
  readonly to: LetterAddress;
  readonly language?: string;
}

export interface KeptPackage {
  readonly requestId: string;
  readonly madeAt: Instant;
  /** Its key is destroyed then, and nobody reads it at this instant or later. */
  readonly endsAt: Instant;
  readonly text: string;
  readonly letter?: PackageLetter;
}

export interface KeptAnnex {
  readonly spoke: string;
  readonly receivedAt: Instant;
  readonly text: string;
}

/**
 * Answers to requests for access and portability, sealed under a key of their own: it dies with the
 * package, whatever becomes of the request and the customer. A package outlives both, for its person
 * is to have it.
 */
export interface Packages {
  /** Takes the place of one that is there. */
  write(made: KeptPackage): Promise<void>;
  /** `undefined`: there is none, or it has ended. */
  read(requestId: string): Promise<KeptPackage | undefined>;
  /** When it ends; `undefined`: there is none, or it has ended. One read. */
  endOf(requestId: string): Promise<Instant | undefined>;
  /** As `endOf`, and whether there is an address that its letter goes to. One read. */
  offer(
    requestId: string,
  ): Promise<{ readonly endsAt: Instant; readonly hasLetter: boolean } | undefined>;
  /** What a spoke adds takes the place of what it added before. False: all of them would be larger than `mostBytes`. */
  putAnnex(requestId: string, annex: KeptAnnex, mostBytes: number): Promise<boolean>;
  /** By name of spoke. */
  annexes(requestId: string): Promise<readonly KeptAnnex[]>;
  /** Deletes what spokes added; its key stays, for it is the package's. */
  dropAnnexes(requestId: string): Promise<void>;
  /** From now on it ends at another moment. */
  endAt(requestId: string, endsAt: Instant): Promise<void>;
  /** Uses up `use` of a package that has not ended; true for the first who does. */
  useOnce(requestId: string, use: string): Promise<boolean>;
  /** Destroys the key of a package and of what spokes added, then the items; nothing is made for this request again. */
  destroy(requestId: string): Promise<void>;
  /** Destroys the keys of packages that have ended, then their items. Idempotent. */
  destroyEnded(): Promise<number>;
}

interface PackageItem extends Key {
  readonly requestId: string;
  readonly madeAt: Instant;
  readonly endsAt: Instant;
  readonly making: string;
  readonly parts: number;
  readonly uses: Readonly<Record<string, Instant>>;
  readonly sealedLetter?: Uint8Array;
}

interface AnnexItem extends Key {
  readonly spoke: string;
  readonly receivedAt: Instant;
  readonly making: string;
  readonly parts: number;
  readonly bytes: number;
}

interface PackagesOptions {
  readonly client: TableClient;
  readonly table: string;
  readonly vault: Pick<Vault, 'subjectKeys' | 'mint' | 'destroy'>;
  readonly tenant: string;
  readonly clock: () => Instant;
}

/** Characters of a part: three bytes each at most, so that an item stays below its 400 KB however little they deflate. */
const partLength = 90_000;
/** How long one lies there whose request does not come to its end; the longest time of any law is about 90 days. */
const openDays = 120;
const dayMs = 86_400_000;

/** Whose key seals the package of a request, and the letter about it. */
export const packageSubject = (requestId: string): string => `package-of-${requestId}`;

export function makePackages({ client, table, vault, tenant, clock }: PackagesOptions): Packages {
  const keyOf = async (requestId: string) => {
    const subject = packageSubject(requestId);
    return (await vault.subjectKeys([subject])).get(subject);
  };
  const openKey = async (requestId: string): Promise<Uint8Array> => {
    const known = await keyOf(requestId);
    if (known !== undefined) return known;
    const { key, actions } = await vault.mint(packageSubject(requestId));
    try {
      await transact(client, [...actions, wake(requestId, inDays(clock(), openDays))]);
      return key;
    } catch (error) {
      // Somebody else made it meanwhile.
      const theirs = error instanceof CommitConflict ? await keyOf(requestId) : undefined;
      if (theirs === undefined) throw error;
      return theirs;
    }
  };
  const wake = (requestId: string, endsAt: Instant): Action => ({
    Put: { TableName: table, Item: { ...endingPackageKey(endsAt, requestId), requestId, endsAt } },
  });
  const placeOf = (requestId: string, attribute: string): SealPlace => ({
    tenant,
    subject: packageSubject(requestId),
    keyClass: 'profile',
    attribute,
    version: 1,
  });
  const partKeys = (requestId: string, { making, parts }: Pick<PackageItem, 'making' | 'parts'>) =>
    Array.from({ length: parts }, (_, at) => packagePartKey(requestId, making, at));

  /** Parts first: they are found once what names them is written. */
  async function writeParts(requestId: string, key: Uint8Array, text: string) {
    const making = randomUUID();
    const parts = Math.ceil(text.length / partLength);
    for (const [at, itemKey] of partKeys(requestId, { making, parts }).entries())
      await transact(client, [
        {
          Put: {
            TableName: table,
            Item: {
              ...itemKey,
              sealed: seal(
                key,
                text.slice(at * partLength, (at + 1) * partLength),
                placeOf(requestId, `part:${making}:${at}`),
              ),
            },
          },
        },
      ]);
    return { making, parts };
  }

  async function readParts(
    requestId: string,
    key: Uint8Array,
    item: Pick<PackageItem, 'making' | 'parts'>,
  ): Promise<string> {
    const keys = partKeys(requestId, item);
    const found = new Map((await batchGet(client, table, keys)).map((each) => [each.SK, each]));
    return keys
      .map(({ SK }, at) => {
        const sealed = found.get(SK)?.sealed;
        if (!(sealed instanceof Uint8Array))
          throw new Error(`a package of ${requestId} lacks a part`);
        return String(unseal(key, sealed, placeOf(requestId, `part:${item.making}:${at}`)));
      })
      .join('');
  }

  async function readItem(requestId: string): Promise<PackageItem | undefined> {
    const { Item } = await client.send(
      new GetCommand({ TableName: table, Key: packageKey(requestId), ConsistentRead: true }),
    );
    return Item as PackageItem | undefined;
  }
  const readLiving = async (requestId: string) => {
    const item = await readItem(requestId);
    return item === undefined || item.endsAt <= clock() ? undefined : item;
  };
  const annexItems = async (requestId: string) =>
    (await queryAll(client, {
      TableName: table,
      KeyConditionExpression: 'PK = :partition AND begins_with(SK, :prefix)',
      ExpressionAttributeValues: {
        ':partition': requestPartition(requestId),
        ':prefix': annexPrefix,
      },
      ConsistentRead: true,
    })) as readonly unknown[] as readonly AnnexItem[];

  return {
    async write({ requestId, madeAt, endsAt, text, letter }) {
      const key = await openKey(requestId);
      const written = await writeParts(requestId, key, text);
      const item: PackageItem = {
        ...packageKey(requestId),
        requestId,
        madeAt,
        endsAt,
        ...written,
        uses: {},
        ...(letter !== undefined && {
          sealedLetter: seal(key, letter as unknown as Json, placeOf(requestId, 'letter')),
        }),
      };
      await transact(client, [
        { Put: { TableName: table, Item: { ...item } } },
        wake(requestId, endsAt),
      ]);
    },
    async read(requestId) {
      const [item, key] = await Promise.all([readLiving(requestId), keyOf(requestId)]);
      if (item === undefined || key === undefined) return undefined;
      const { madeAt, endsAt, sealedLetter } = item;
      const text = await readParts(requestId, key, item);
      if (sealedLetter === undefined) return { requestId, madeAt, endsAt, text };
      // Sealed above, from a `PackageLetter`.
      const opened = unseal(key, sealedLetter, placeOf(requestId, 'letter'));
      return { requestId, madeAt, endsAt, text, letter: opened as unknown as PackageLetter };
    },
    endOf: async (requestId) => (await readLiving(requestId))?.endsAt,
    async offer(requestId) {
      const item = await readLiving(requestId);
      return item && { endsAt: item.endsAt, hasLetter: item.sealedLetter !== undefined };
    },
    async putAnnex(requestId, { spoke, receivedAt, text }, mostBytes) {
      const bytes = Buffer.byteLength(text);
      const others = (await annexItems(requestId)).filter((each) => each.spoke !== spoke);
      if (others.reduce((sum, each) => sum + each.bytes, bytes) > mostBytes) return false;
      const key = await openKey(requestId);
      const written = await writeParts(requestId, key, text);
      const Item = { ...annexKey(requestId, spoke), spoke, receivedAt, bytes, ...written };
      await transact(client, [{ Put: { TableName: table, Item } }]);
      return true;
    },
    async annexes(requestId) {
      const [items, key] = await Promise.all([annexItems(requestId), keyOf(requestId)]);
      if (key === undefined) return [];
      return Promise.all(
        items.map(async (item) => ({
          spoke: item.spoke,
          receivedAt: item.receivedAt,
          text: await readParts(requestId, key, item),
        })),
      );
    },
    dropAnnexes: (requestId) => deleteItems(requestId, annexPrefix),
    async endAt(requestId, endsAt) {
      if ((await readItem(requestId)) === undefined) return;
      await transact(client, [
        {
          Update: {
            TableName: table,
            Key: packageKey(requestId),
            UpdateExpression: 'SET endsAt = :end',
            ConditionExpression: 'attribute_exists(PK)',
            ExpressionAttributeValues: { ':end': endsAt },
          },
        },
        wake(requestId, endsAt),
      ]);
    },
    async useOnce(requestId, use) {
      try {
        await client.send(
          new UpdateCommand({
            TableName: table,
            Key: packageKey(requestId),
            UpdateExpression: 'SET uses.#use = :now',
            ConditionExpression: 'endsAt > :now AND attribute_not_exists(uses.#use)',
            ExpressionAttributeNames: { '#use': use },
            ExpressionAttributeValues: { ':now': clock() },
          }),
        );
        return true;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false;
        throw error;
      }
    },
    destroy,
    async destroyEnded() {
      const now = clock();
      const due = await queryAll(client, {
        TableName: table,
        KeyConditionExpression: 'PK = :ending AND SK < :now',
        // `$` follows `#`: those that end at this very moment, too.
        ExpressionAttributeValues: { ':ending': endingPackagesPartition, ':now': `${now}$` },
        ConsistentRead: true,
      });
      let destroyed = 0;
      for (const { PK, SK, requestId } of due) {
        const id = String(requestId);
        const item = await readItem(id);
        // One that ends later, or earlier, has another entry.
        if (item === undefined || item.endsAt <= now) {
          await destroy(id);
          destroyed += 1;
        }
        await client.send(new DeleteCommand({ TableName: table, Key: { PK, SK } }));
      }
      return destroyed;
    },
  };

  async function destroy(requestId: string): Promise<void> {
    await vault.destroy(packageSubject(requestId));
    for (const prefix of [packagePrefix, annexPrefix]) await deleteItems(requestId, prefix);
  }

  async function deleteItems(requestId: string, prefix: string): Promise<void> {
    const items = await queryAll(client, {
      TableName: table,
      KeyConditionExpression: 'PK = :partition AND begins_with(SK, :prefix)',
      ExpressionAttributeValues: { ':partition': requestPartition(requestId), ':prefix': prefix },
      ProjectionExpression: 'PK, SK',
      ConsistentRead: true,
    });
    for (const { PK, SK } of items)
      await client.send(new DeleteCommand({ TableName: table, Key: { PK, SK } }));
  }
}

const inDays = (from: Instant, days: number): Instant =>
  new Date(Date.parse(from) + days * dayMs).toISOString();

/** When a package ends that nobody has set an end of. */
export const openEndOf = (madeAt: Instant): Instant => inDays(madeAt, openDays);
