import { setTimeout as sleep } from 'node:timers/promises';
import { Overload } from './overload.ts';

const mostAttempts = 8;

/** Waits before another attempt: full jitter up to 20 ms · 2^attempt. Throws `Overload` after 8 attempts. */
export async function pause(attempt: number): Promise<void> {
  if (attempt > mostAttempts) throw new Overload('AWS left part of a batch undone for too long');
  await sleep(Math.random() * 20 * 2 ** attempt);
}
