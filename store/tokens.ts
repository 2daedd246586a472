import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Instant } from '#core/kernel/types';
import { type AuditTail, emptyAuditTail, nextAuditItem } from './audit-chain.ts';
import { CommitConflict } from './commit-conflict.ts';
import { configurationKey, configurationList, type Key, tokenKey } from './keys.ts';
import type { ApiToken, Change, OpenedToken, Tokens } from './ports.ts';
import { queryIndexPage } from './query-page.ts';
import { batchGet, type Item, type TableClient } from './table-client.ts';
import { type Action, transact } from './transact.ts';
import { systemSubject, type Vault } from './vault.ts';

interface TokensOptions {
  readonly client: TableClient;
  readonly table: string;
  readonly vault: Vault;
  readonly tenant: string;
  readonly nowMs: () => number;
}

/** What a secret is found by. */
interface Secret {
  readonly hash: string;
  readonly clientId?: string;
}

/** The token's own item: what is shown of it, where the hashes of its secrets stand, and its audit chain. */
interface TokenItem extends Key, AuditTail {
  readonly token: ApiToken;
  readonly hash: string;
  /** The secret whose place was taken, and when it stops. */
  readonly previous?: Secret & { readonly closesAt: Instant };
}

/** The item of one secret, under its hash. */
interface SecretItem {
  readonly token: ApiToken;
  readonly closesAt?: Instant;
  readonly lastUsedAt?: Instant;
}

const hourMs = 60 * 60 * 1000;
/** A closed secret's item goes by itself a while after it has closed. */
const daySeconds = 24 * 60 * 60;

/** Only a secret's SHA-256 is stored. A request is authorised by one strongly consistent read. */
export function makeTokens(options: TokensOptions): Tokens {
  const { client, table } = options;
  const get = async (key: Key) =>
    (await client.send(new GetCommand({ TableName: table, Key: key, ConsistentRead: true }))).Item;
  const readItem = async (tokenId: string) =>
    (await get(configurationKey('token', tokenId))) as TokenItem | undefined;

  const revoke: Tokens['revoke'] = async (tokenId, change) => {
    const item = await readItem(tokenId);
    if (item === undefined) return undefined;
    if (item.token.revokedAt !== undefined) return revokedOf(item);
    const token = { ...item.token, revokedAt: change.at };
    try {
      await write(options, { ...item, token }, change, item);
    } catch (error) {
      // Somebody changed it at the same time; what is there now is ended, unless he ended it.
      if (!(error instanceof CommitConflict)) throw error;
      return revoke(tokenId, change);
    }
    return revokedOf({ ...item, token });
  };

  return {
    async byHash(hash) {
      const item = (await get(tokenKey(hash))) as SecretItem | undefined;
      return item && openedOf(item);
    },
    async read(tokenId) {
      return (await readItem(tokenId))?.token;
    },
    async list(paging) {
      const page = await queryIndexPage(
        client,
        { table, partition: configurationList('token') },
        paging,
      );
      const items = page.items as readonly unknown[] as readonly TokenItem[];
      return { ...page, items: await withLastUse(client, table, items) };
    },
    create: (token, hash, change) => write(options, { token, hash }, change, undefined),
    async rotate(tokenId, { hash, clientId, closesAt }, change) {
      const item = await readItem(tokenId);
      if (item === undefined) return undefined;
      const token: ApiToken = {
        ...item.token,
        ...(clientId !== undefined && { clientId }),
        rotatedAt: change.at,
      };
      const previous = { ...secretOf(item), closesAt };
      await write(options, { token, hash, previous }, change, item);
      const closedClientId = item.previous?.clientId;
      return { token, ...(closedClientId !== undefined && { closedClientId }) };
    },
    revoke,
    async noteUse(hash, at) {
      try {
        await client.send(
          new UpdateCommand({
            TableName: table,
            Key: tokenKey(hash),
            UpdateExpression: 'SET lastUsedAt = :at',
            ConditionExpression:
              'attribute_exists(PK) AND (attribute_not_exists(lastUsedAt) OR lastUsedAt < :hourAgo)',
            ExpressionAttributeValues: {
              ':at': at,
              ':hourAgo': new Date(Date.parse(at) - hourMs).toISOString(),
            },
          }),
        );
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
      }
    },
  };
}

const openedOf = ({ token, closesAt, lastUsedAt }: SecretItem): OpenedToken => ({
  ...token,
  ...(closesAt !== undefined && { closesAt }),
  ...(lastUsedAt !== undefined && { lastUsedAt }),
});

const secretOf = ({ hash, token }: Pick<TokenItem, 'hash' | 'token'>): Secret => ({
  hash,
  ...(token.clientId !== undefined && { clientId: token.clientId }),
});

const revokedOf = (item: Pick<TokenItem, 'token' | 'previous'>) => ({
  token: item.token,
  clientIds: [item.token.clientId, item.previous?.clientId].filter((each) => each !== undefined),
});

/** Uses stand with the secrets: a request must not wait for the token's own item, which its audit chain locks. */
async function withLastUse(client: TableClient, table: string, items: readonly TokenItem[]) {
  const hashesOf = ({ hash, previous }: TokenItem) => [hash, ...(previous ? [previous.hash] : [])];
  const secrets: readonly Item[] = await batchGet(
    client,
    table,
    items.flatMap(hashesOf).map(tokenKey),
  );
  const usedAt = new Map(secrets.map(({ PK, lastUsedAt }) => [PK, lastUsedAt]));
  return items.map((item) => {
    const [lastUsedAt] = hashesOf(item)
      .flatMap((hash) => (usedAt.get(tokenKey(hash).PK) as Instant | undefined) ?? [])
      .toSorted()
      .toReversed();
    return { ...item.token, ...(lastUsedAt !== undefined && { lastUsedAt }) };
  });
}

async function write(
  { client, table, vault, tenant, nowMs }: TokensOptions,
  { token, hash, previous }: Pick<TokenItem, 'token' | 'hash' | 'previous'>,
  change: Change,
  before: TokenItem | undefined,
): Promise<void> {
  const { tokenId } = token;
  const audited = nextAuditItem(
    before ?? emptyAuditTail,
    {
      object: `token:${tokenId}`,
      ...change,
      changed: Object.keys(token)
        .filter((name) => before === undefined || !Object.hasOwn(before.token, name))
        .concat(before !== undefined && before.hash !== hash ? ['secret'] : [])
        .toSorted(),
      after: token,
    },
    { key: await vault.systemKey(), tenant, subject: systemSubject, nowMs },
  );
  const asRead =
    before === undefined
      ? { ConditionExpression: 'attribute_not_exists(PK)' }
      : {
          ConditionExpression: 'auditSequence = :read',
          ExpressionAttributeValues: { ':read': before.auditSequence },
        };
  const own = { ...configurationKey('token', tokenId), token, hash, ...audited.tail };
  const listed = { GSI1PK: configurationList('token'), GSI1SK: tokenId };
  const put = (Item: object, more: object = {}): Action => ({
    Put: { TableName: table, Item: { ...Item }, ...more },
  });
  const isNewSecret = before?.hash !== hash;
  const replaced = isNewSecret ? before?.previous?.hash : undefined;
  await transact(client, [
    put({ ...own, ...(previous && { previous }), ...listed }, asRead),
    isNewSecret ? put({ ...tokenKey(hash), token }) : setToken(table, { hash }, token),
    ...(previous === undefined ? [] : [setToken(table, previous, token)]),
    ...(replaced === undefined ? [] : [{ Delete: { TableName: table, Key: tokenKey(replaced) } }]),
    put(audited.item, { ConditionExpression: 'attribute_not_exists(PK)' }),
  ]);
}

/** In place, so that its last use stays. */
function setToken(
  table: string,
  { hash, closesAt }: { readonly hash: string; readonly closesAt?: Instant },
  token: ApiToken,
): Action {
  const goesAt = closesAt && Math.floor(Date.parse(closesAt) / 1000) + daySeconds;
  return {
    Update: {
      TableName: table,
      Key: tokenKey(hash),
      UpdateExpression: closesAt
        ? 'SET #token = :token, closesAt = :closes, expiresAtSeconds = :goes'
        : 'SET #token = :token',
      ExpressionAttributeNames: { '#token': 'token' },
      ExpressionAttributeValues: {
        ':token': token,
        ...(closesAt && { ':closes': closesAt, ':goes': goesAt }),
      },
    },
  };
}
