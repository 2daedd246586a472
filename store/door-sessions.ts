import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Crosswalk } from '#core/identity/customer';
import type { Instant } from '#core/kernel/types';
import { doorSessionKey, type Key, usedOnceKey } from './keys.ts';
import type { TableClient } from './table-client.ts';
import { makeTokeniser } from './tokeniser.ts';
import type { Vault } from './vault.ts';

/** What a customer's own session opens: his data, and nobody else's. */
export interface DoorSession {
  readonly customerId: string;
  /** Keyed token of a contact point that is shown to be his: he read the link there. */
  readonly pointToken?: string;
  /** Keyed token of the source record whose account he signed in to. */
  readonly accountToken?: string;
  readonly expiresAt: Instant;
}

/** Sessions of customers. Only the SHA-256 of a session's secret is stored; it ends by itself within the hour. */
export interface DoorSessions {
  /** By the SHA-256 of its secret, hex; `undefined` where there is none, or it has ended. One read. */
  byHash(hash: string): Promise<DoorSession | undefined>;
  open(session: DoorSession, hash: string): Promise<void>;
  /** At once; but for as long as API Gateway remembers the answer of the authorizer, it is not asked. */
  end(hash: string): Promise<void>;
  /** Of a source record: what `accountToken` is compared with. */
  accountToken(crosswalk: Crosswalk): Promise<string>;
  /** Whether this proof (an id, or a hash of it) is used for the first time; remembered until it opens nothing any more. */
  useOnce(proof: string, until: Instant): Promise<boolean>;
}

interface DoorSessionItem extends Key, DoorSession {
  readonly expiresAtSeconds: number;
}

interface DoorSessionsOptions {
  readonly client: TableClient;
  readonly table: string;
  /** For tokens only; the authorizer, which reads sessions, has no key. */
  readonly vault: Pick<Vault, 'indexKey'>;
  readonly clock: () => Instant;
}

/** DynamoDB removes an item some time after; what a clock is behind must not bring a proof to life again. */
const slackSeconds = 60 * 60;
const seconds = (at: Instant) => Math.ceil(Date.parse(at) / 1000);

export function makeDoorSessions({
  client,
  table,
  vault,
  clock,
}: DoorSessionsOptions): DoorSessions {
  return {
    async byHash(hash) {
      const { Item } = await client.send(
        new GetCommand({ TableName: table, Key: doorSessionKey(hash), ConsistentRead: true }),
      );
      const session = Item as DoorSessionItem | undefined;
      if (session === undefined || session.expiresAt <= clock()) return undefined;
      const { customerId, pointToken, accountToken, expiresAt } = session;
      return {
        customerId,
        expiresAt,
        ...(pointToken !== undefined && { pointToken }),
        ...(accountToken !== undefined && { accountToken }),
      };
    },
    async open(session, hash) {
      const Item: DoorSessionItem = {
        ...doorSessionKey(hash),
        ...session,
        expiresAtSeconds: seconds(session.expiresAt),
      };
      await client.send(new PutCommand({ TableName: table, Item }));
    },
    async end(hash) {
      await client.send(new DeleteCommand({ TableName: table, Key: doorSessionKey(hash) }));
    },
    accountToken: async ({ spoke, sourceId }) =>
      (await makeTokeniser(vault)).source(spoke, sourceId),
    async useOnce(proof, until) {
      try {
        await client.send(
          new PutCommand({
            TableName: table,
            Item: { ...usedOnceKey(proof), expiresAtSeconds: seconds(until) + slackSeconds },
            ConditionExpression: 'attribute_not_exists(PK)',
          }),
        );
        return true;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false;
        throw error;
      }
    },
  };
}
