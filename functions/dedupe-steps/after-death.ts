import type { DedupeStep } from './index.ts';

/**
 * What the steps are told when an execution ended before its last step: somebody stopped it, or
 * Step Functions did. An execution bears the id of its run and which attempt it is.
 */
export const afterDeath = (execution: string): DedupeStep => ({ step: 'died', execution });
