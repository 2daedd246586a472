import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { type AuditTail, emptyAuditTail, nextAuditItem } from './audit-chain.ts';
import { CommitConflict } from './commit-conflict.ts';
import { configurationKey, configurationList, type Key, tokenKey } from './keys.ts';
import type { ApiToken, Change, Tokens } from './ports.ts';
import { queryIndexPage } from './query-page.ts';
import type { TableClient } from './table-client.ts';
import { transact } from './transact.ts';
import { systemSubject, type Vault } from './vault.ts';

interface TokensOptions {
  readonly client: TableClient;
  readonly table: string;
  readonly vault: Vault;
  readonly tenant: string;
  readonly nowMs: () => number;
}

/** The token's own item: what is shown of it, where its secret's hash stands, and its audit chain. */
interface TokenItem extends Key, AuditTail {
  readonly token: ApiToken;
  readonly hash: string;
}

/** Only the secret's SHA-256 is stored. A request is authorised by one strongly consistent read. */
export function makeTokens(options: TokensOptions): Tokens {
  const { client, table } = options;
  const get = async (key: Key) =>
    (await client.send(new GetCommand({ TableName: table, Key: key, ConsistentRead: true }))).Item;
  const readItem = async (tokenId: string) =>
    (await get(configurationKey('token', tokenId))) as TokenItem | undefined;

  return {
    async byHash(hash) {
      return (await get(tokenKey(hash)))?.token as ApiToken | undefined;
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
      return { ...page, items: page.items.map((item) => item.token as ApiToken) };
    },
    create: (token, hash, change) => write(options, { token, hash }, change, undefined),
    async revoke(tokenId, change) {
      const item = await readItem(tokenId);
      if (item === undefined || item.token.revokedAt !== undefined) return item?.token;
      const token = { ...item.token, revokedAt: change.at };
      try {
        await write(options, { token, hash: item.hash }, change, item);
      } catch (error) {
        // Two revocations at once: the other one's word stands.
        if (!(error instanceof CommitConflict)) throw error;
        return (await readItem(tokenId))?.token;
      }
      return token;
    },
  };
}

async function write(
  { client, table, vault, tenant, nowMs }: TokensOptions,
  { token, hash }: { token: ApiToken; hash: string },
  change: Change,
  before: TokenItem | undefined,
): Promise<void> {
  const { tokenId } = token;
  const audited = nextAuditItem(
    before ?? emptyAuditTail,
    {
      object: `token:${tokenId}`,
      ...change,
      changed: before === undefined ? Object.keys(token).toSorted() : ['revokedAt'],
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
  await transact(client, [
    { Put: { TableName: table, Item: { ...own, ...listed }, ...asRead } },
    { Put: { TableName: table, Item: { ...tokenKey(hash), token } } },
    { Put: { TableName: table, Item: audited.item } },
  ]);
}
