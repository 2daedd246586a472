import { setTimeout as sleep } from 'node:timers/promises';
import { Refusal } from '#core/kernel/refusal';
import { CommitConflict } from '#store/commit-conflict';

const attempts = 30;
const firstDelayMs = 4;
const longestDelayMs = 400;

/**
 * Runs a whole read–decide–commit again while another writer was faster. Waits with full jitter
 * (Brooker, Exponential Backoff and Jitter, 2015). Gives up as `conflict.busy` after 30 tries, some
 * five seconds: enough for fifty writers of one customer to get through one after the other.
 */
export async function withRetry<T>(decide: () => Promise<T>): Promise<T> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    try {
      return await decide();
    } catch (error) {
      if (!(error instanceof CommitConflict)) throw error;
      await sleep(Math.random() * Math.min(longestDelayMs, firstDelayMs * 2 ** attempt));
    }
  }
  throw new Refusal('conflict.busy', [], { 'retry-after': '1' });
}
