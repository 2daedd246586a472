import { setTimeout } from 'node:timers/promises';
import { Refusal } from '#core/kernel/refusal';
import { logFailure } from './log.ts';

/** Longer than all that is done so takes warm: reads, a letter's transaction, up to three moves, an audit entry. */
const answersAfterMs = 400;

/** What `act` answers or throws, and never before that time: how long it took tells nothing of what it found. */
export async function asLate<T>(act: () => Promise<T>): Promise<T> {
  const startedMs = performance.now();
  try {
    return await act();
  } finally {
    await setTimeout(Math.max(0, answersAfterMs - (performance.now() - startedMs)));
  }
}

/** Does what it says, and answers nothing at the same time, whatever became of it; `failed` is for the log. */
export const quietly = (
  act: () => Promise<unknown>,
  failed: string,
  { correlationId }: { readonly correlationId: string },
): Promise<undefined> =>
  asLate(async () => {
    try {
      await act();
    } catch (error) {
      if (!(error instanceof Refusal)) logFailure(failed, error, { correlationId });
    }
    return undefined;
  });
