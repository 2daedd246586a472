import {
  TransactionCanceledException,
  TransactionConflictException,
} from '@aws-sdk/client-dynamodb';
import { TransactWriteCommand, type TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { Refusal, type RefusalCode } from '#core/kernel/refusal';
import { CommitConflict } from './commit-conflict.ts';
import { itemSize } from './item-size.ts';
import type { TableClient } from './table-client.ts';

type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/** One action of a transaction. `whenFailed`: the refusal if its condition fails; else a conflict. */
export type Action = TransactItem & { readonly whenFailed?: RefusalCode };

/** DynamoDB's limits: actions of a transaction, bytes of an item, bytes of all items of a transaction. */
export const mostActions = 100;
const mostItemBytes = 400 * 1024;
const mostBytes = 4 * 1024 * 1024;

/** Whether DynamoDB would refuse these actions for their number or size. Asked before, for it answers every such case in its own way. */
const isTooLarge = (actions: readonly Action[]): boolean => {
  const sizes = actions.map(({ Put }) => itemSize({ ...Put?.Item, format: 1 }));
  return (
    actions.length > mostActions ||
    sizes.some((size) => size > mostItemBytes) ||
    sizes.reduce((sum, size) => sum + size, 0) > mostBytes
  );
};

/**
 * Writes all or nothing. Throws `CommitConflict` when a condition failed or another transaction held
 * an item, `customer.too-large` beyond what one transaction or one item holds. The SDK gives each call a request token of its
 * own and repeats it in its retries, so an answer lost on the way is not written twice.
 */
export async function transact(client: TableClient, actions: readonly Action[]): Promise<void> {
  if (actions.length === 0) return;
  if (isTooLarge(actions)) throw new Refusal('customer.too-large');
  try {
    await client.send(
      new TransactWriteCommand({
        TransactItems: actions.map(({ whenFailed: _, ...action }) => action),
      }),
    );
  } catch (error) {
    throw explained(error, actions);
  }
}

function explained(error: unknown, actions: readonly Action[]): unknown {
  if (error instanceof TransactionConflictException) return new CommitConflict();
  if (!(error instanceof TransactionCanceledException)) return error;
  const reasons = (error.CancellationReasons ?? []).map(({ Code }) => Code ?? 'None');
  for (const [index, reason] of reasons.entries()) {
    const refusal = actions[index]?.whenFailed;
    if (reason === 'ConditionalCheckFailed' && refusal !== undefined) return new Refusal(refusal);
  }
  const isConflict = reasons.some(
    (reason) => reason === 'ConditionalCheckFailed' || reason === 'TransactionConflict',
  );
  return isConflict ? new CommitConflict() : error;
}
