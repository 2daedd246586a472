import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { Grant } from '#core/access/grant';
import { Refusal } from '#core/kernel/refusal';
import type { Instant } from '#core/kernel/types';
import { type AuditTail, emptyAuditTail, nextAuditItem } from './audit-chain.ts';
import { CommitConflict } from './commit-conflict.ts';
import { configurationVersionItem, readConfigurationVersionAt } from './configuration-versions.ts';
import { addressKey, configurationKey, configurationList, type Key } from './keys.ts';
import type { Change, Page, Paging } from './ports.ts';
import { queryIndexPage } from './query-page.ts';
import { isEqual } from './record-changes.ts';
import { type SealPlace, seal, unseal } from './seal.ts';
import type { TableClient } from './table-client.ts';
import { makeTokeniser } from './tokeniser.ts';
import { type Action, transact } from './transact.ts';
import { systemSubject, type Vault } from './vault.ts';

/** What a person may do, and whether he still works here. */
export interface UserAccess {
  /** `usr_` and the id that the user pool gave. */
  readonly userId: string;
  readonly grants: readonly Grant[];
  /** Of an employment: `ended` opens nothing, whatever the grants. */
  readonly state: 'active' | 'ended';
}

export interface User extends UserAccess {
  /** In lower case. */
  readonly email: string;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  readonly revision: number;
}

/** People who work with the hub. Their addresses are sealed, each under a key of its own, and found by a token. */
export interface Users {
  /** Constant work for known and unknown people: one strongly consistent read, no key. */
  access(userId: string): Promise<UserAccess | undefined>;
  /** What the person might do at that moment; `undefined` before the hub knew him. */
  accessAt(userId: string, at: Instant): Promise<UserAccess | undefined>;
  /** By address, in lower case. The same reads whether there is such a person or not. */
  find(email: string): Promise<User | undefined>;
  /** By id. */
  list(paging: Paging): Promise<Page<User>>;
  /**
   * The same again changes nothing. `ifRevision`: refuse with `precondition.failed` unless it is the
   * current one. Writes the person, his address, and the audit entry, which names no address.
   */
  put(user: UserToPut, change: Change, ifRevision?: number): Promise<User>;
}

export type UserToPut = UserAccess & Pick<User, 'email'>;

interface UserItem extends Key, AuditTail, UserAccess {
  readonly sealedEmail: Uint8Array;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  readonly revision: number;
}

/** What is kept of each state that was: nothing that names the person. */
type VersionOfUser = Pick<UserAccess, 'grants' | 'state'> & { readonly name: string };

interface UsersOptions {
  readonly client: TableClient;
  readonly table: string;
  readonly vault: Vault;
  readonly tenant: string;
  readonly nowMs: () => number;
}

export function makeUsers(options: UsersOptions): Users {
  const { client, table, vault } = options;
  const get = async (key: Key) =>
    (await client.send(new GetCommand({ TableName: table, Key: key, ConsistentRead: true }))).Item;
  const readItem = async (userId: string) =>
    (await get(configurationKey('user', userId))) as UserItem | undefined;
  const opened = async (items: readonly UserItem[]): Promise<readonly User[]> => {
    const keys = await vault.subjectKeys(items.map(({ userId }) => userId));
    return items.flatMap((item) => {
      const key = keys.get(item.userId);
      return key === undefined ? [] : [userOf(options, item, key)];
    });
  };

  return {
    async access(userId) {
      const item = await readItem(userId);
      return item && { userId, grants: item.grants, state: item.state };
    },
    async accessAt(userId, at) {
      const item = await readItem(userId);
      if (item === undefined) return undefined;
      if (item.updatedAt <= at) return { userId, grants: item.grants, state: item.state };
      const version = await readConfigurationVersionAt<VersionOfUser>(options, 'user', userId, at);
      return version && { userId, grants: version.value.grants, state: version.value.state };
    },
    async find(email) {
      const address = await get(addressKey((await makeTokeniser(vault)).address(email)));
      const userId = String(address?.userId ?? nobody);
      const [item, keys] = await Promise.all([readItem(userId), vault.subjectKeys([userId])]);
      const key = keys.get(userId);
      return item && key && userOf(options, item, key);
    },
    async list(paging) {
      const page = await queryIndexPage(
        client,
        { table, partition: configurationList('user') },
        paging,
      );
      // Items of this list are written below alone.
      return { ...page, items: await opened(page.items as readonly unknown[] as UserItem[]) };
    },
    async put(user, change, ifRevision) {
      for (let attempt = 0; ; attempt += 1) {
        const item = await readItem(user.userId);
        if (ifRevision !== undefined && ifRevision !== (item?.revision ?? 0))
          throw new Refusal('precondition.failed');
        try {
          return await write(options, user, change, item);
        } catch (error) {
          if (!(error instanceof CommitConflict) || attempt === putAttempts) throw error;
        }
      }
    },
  };
}

/** Who stands where nobody has the address: read like everybody, and never there. */
const nobody = 'usr_nobody';

/** Two writers of one person at once: the later reads again, and refuses if it was told a revision. */
const putAttempts = 5;

async function write(
  options: UsersOptions,
  user: UserToPut,
  change: Change,
  before: UserItem | undefined,
): Promise<User> {
  const { client, table, vault, tenant, nowMs } = options;
  const { userId, email, grants, state } = user;
  const { key, actions } = await keyFor(vault, userId, before);
  const changed = (['grants', 'state'] as const).filter(
    (name) => before === undefined || !isEqual(before[name], user[name]),
  );
  if (before !== undefined && changed.length === 0) return userOf(options, before, key);
  const audited = nextAuditItem(
    before ?? emptyAuditTail,
    {
      object: `user:${userId}`,
      ...change,
      changed: before === undefined ? ['email', ...changed] : changed,
      after: { userId, grants, state },
    },
    { key: await vault.systemKey(), tenant, subject: systemSubject, nowMs },
  );
  const item: UserItem = {
    ...configurationKey('user', userId),
    userId,
    grants,
    state,
    sealedEmail: before?.sealedEmail ?? seal(key, email, placeOf(tenant, userId)),
    createdAt: before?.createdAt ?? change.at,
    // A writer that had to read again must not stand before the one that was faster.
    updatedAt: before !== undefined && before.updatedAt > change.at ? before.updatedAt : change.at,
    revision: (before?.revision ?? 0) + 1,
    ...audited.tail,
  };
  const version: VersionOfUser = { name: userId, grants, state };
  const put = (Item: object, more: object = {}): Action => ({
    Put: { TableName: table, Item: { ...Item }, ...more },
  });
  const asRead =
    before === undefined
      ? { ConditionExpression: 'attribute_not_exists(PK)' }
      : {
          ConditionExpression: 'revision = :read',
          ExpressionAttributeValues: { ':read': before.revision },
        };
  const address = { ...addressKey((await makeTokeniser(vault)).address(email)), userId };
  await transact(client, [
    put({ ...item, GSI1PK: configurationList('user'), GSI1SK: userId }, asRead),
    // It may have been another's: a person who was made anew in the pool has another id.
    ...(before === undefined ? [put(address), ...actions] : []),
    put(configurationVersionItem('user', { ...item, value: version })),
    put(audited.item, { ConditionExpression: 'attribute_not_exists(PK)' }),
  ]);
  return userOf(options, item, key);
}

async function keyFor(vault: Vault, userId: string, before: UserItem | undefined) {
  if (before === undefined) return vault.mint(userId);
  const key = (await vault.subjectKeys([userId])).get(userId);
  if (key === undefined) throw new Error(`no key for ${userId}`);
  return { key, actions: [] };
}

const userOf = (
  { tenant }: Pick<UsersOptions, 'tenant'>,
  { userId, grants, state, sealedEmail, createdAt, updatedAt, revision }: UserItem,
  key: Uint8Array,
): User => ({
  userId,
  email: String(unseal(key, sealedEmail, placeOf(tenant, userId))),
  grants,
  state,
  createdAt,
  updatedAt,
  revision,
});

const placeOf = (tenant: string, userId: string): SealPlace => ({
  tenant,
  subject: userId,
  keyClass: 'profile',
  attribute: 'email',
  version: 1,
});
