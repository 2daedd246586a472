import type { RehearsalStep } from './index.ts';

/** What the steps are told when an execution ended before its last step. It bears the id of its rehearsal. */
export const afterDeath = (execution: string): RehearsalStep => ({ step: 'died', execution });
