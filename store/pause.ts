import { setTimeout as sleep } from 'node:timers/promises';

const mostAttempts = 8;

/** Waits before another attempt: full jitter up to 20 ms · 2^attempt. Throws after 8 attempts. */
export async function pause(attempt: number): Promise<void> {
  if (attempt > mostAttempts) throw new Error('AWS left part of a batch undone for too long');
  await sleep(Math.random() * 20 * 2 ** attempt);
}
