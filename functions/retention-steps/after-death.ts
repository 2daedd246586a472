import type { RetentionStep } from './index.ts';

/** What the steps are told when an execution ended before its last step. It bears the id of its run. */
export const afterDeath = (execution: string): RetentionStep => ({ step: 'died', execution });
