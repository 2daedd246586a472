import type { Context } from 'aws-lambda';
import { log } from '#functions/shared/log';
import { observed } from '#functions/shared/observed';
import { makeCheckpointing } from '#store/make-checkpointing';
import { makeCheckpoints } from './make-checkpoints.ts';

let checkpointing: ReturnType<typeof makeCheckpointing> | undefined;

/** Called on a schedule. */
export const handler = observed((_event: unknown, context: Context) => {
  checkpointing ??= makeCheckpointing(process.env);
  return makeCheckpoints({
    ...checkpointing,
    nowMs: Date.now,
    remainingMs: () => context.getRemainingTimeInMillis(),
    log,
  });
});
