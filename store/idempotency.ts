import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { JsonObject } from '#core/kernel/types';
import { answersSubject, idempotencyKey, type Key } from './keys.ts';
import type { Idempotency } from './ports.ts';
import { type SealPlace, seal, unseal } from './seal.ts';
import type { TableClient } from './table-client.ts';
import { makeTokeniser } from './tokeniser.ts';
import { systemSubject, type Vault } from './vault.ts';

const keepSeconds = 24 * 3600;

/** A request that neither finished nor failed by now died with its function: twice the longest timeout. */
const reservationSeconds = 60;

interface IdempotencyItem extends Key {
  readonly requestHash: string;
  readonly reservedUntilSeconds: number;
  readonly expiresAtSeconds: number;
  readonly answer?: Uint8Array;
  /** The day under whose key the answer is sealed; release 0.1.0 sealed under the system key. */
  readonly sealedOn?: string;
}

interface IdempotencyOptions {
  readonly client: TableClient;
  readonly table: string;
  readonly vault: Vault;
  readonly tenant: string;
}

export function makeIdempotency({ client, table, vault, tenant }: IdempotencyOptions): Idempotency {
  const keyOf = async (scope: string, key: string) =>
    idempotencyKey((await makeTokeniser(vault)).idempotency(scope, key));

  const begin: Idempotency['begin'] = async (scope, key, requestHash, nowSeconds) => {
    const Key = await keyOf(scope, key);
    const Item: IdempotencyItem = {
      ...Key,
      requestHash,
      reservedUntilSeconds: nowSeconds + reservationSeconds,
      expiresAtSeconds: nowSeconds + keepSeconds,
    };
    try {
      await client.send(
        new PutCommand({
          TableName: table,
          Item,
          // DynamoDB deletes expired items days late: an expired one counts as absent.
          ConditionExpression:
            'attribute_not_exists(PK) OR expiresAtSeconds <= :now OR ' +
            '(attribute_not_exists(answer) AND reservedUntilSeconds <= :now AND requestHash = :request)',
          ExpressionAttributeValues: { ':now': nowSeconds, ':request': requestHash },
        }),
      );
      return { state: 'new' };
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
    const found = await client.send(
      new GetCommand({ TableName: table, Key, ConsistentRead: true }),
    );
    const item = found.Item as IdempotencyItem | undefined;
    if (item === undefined) return begin(scope, key, requestHash, nowSeconds);
    if (item.requestHash !== requestHash) return { state: 'mismatch' };
    if (item.answer === undefined) return { state: 'in-progress' };
    const sealingKey = await (item.sealedOn === undefined
      ? vault.systemKey()
      : vault.answerKey(item.sealedOn));
    // Nobody can repeat the answer, and the request must not run twice.
    if (sealingKey === undefined) return { state: 'in-progress' };
    const answer = unseal(sealingKey, item.answer, placeOf(tenant, Key, item.sealedOn));
    return { state: 'done', answer: answer as JsonObject };
  };

  return {
    begin,
    async finish(scope, key, answer) {
      const [Key, sealing] = await Promise.all([keyOf(scope, key), vault.todaysAnswerKey()]);
      await client.send(
        new UpdateCommand({
          TableName: table,
          Key,
          UpdateExpression: 'SET answer = :answer, sealedOn = :day',
          ConditionExpression: 'attribute_exists(PK)',
          ExpressionAttributeValues: {
            ':answer': seal(sealing.key, answer, placeOf(tenant, Key, sealing.day)),
            ':day': sealing.day,
          },
        }),
      );
    },
    async release(scope, key) {
      const Key = await keyOf(scope, key);
      try {
        await client.send(
          new DeleteCommand({
            TableName: table,
            Key,
            ConditionExpression: 'attribute_not_exists(answer)',
          }),
        );
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
      }
    },
  };
}

const placeOf = (tenant: string, { PK }: Key, day: string | undefined): SealPlace => ({
  tenant,
  subject: day === undefined ? systemSubject : answersSubject,
  keyClass: 'profile',
  attribute: day === undefined ? `answer:${PK}` : `answer:${PK}:${day}`,
  version: 1,
});
