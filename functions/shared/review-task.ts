import type { ReviewTask } from '#core/identity/change';
import type { Admission } from '#core/matching/admit';
import type { Services } from './handle.ts';

/** A task about two living customers, smaller id first. */
export function openTask(
  a: string,
  b: string,
  { score }: Admission,
  because: string,
  { newId, clock }: Pick<Services, 'newId' | 'clock'>,
): ReviewTask {
  return {
    taskId: newId('tsk'),
    kind: 'possible-match',
    customerIds: a < b ? [a, b] : [b, a],
    because,
    score,
    openedAt: clock(),
    state: 'open',
  };
}
