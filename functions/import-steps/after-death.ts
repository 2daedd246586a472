import type { ImportStep } from './index.ts';

/**
 * What the steps are told when an execution ended before its last step: somebody stopped it, or
 * Step Functions did. An execution bears the id of its import.
 */
export const afterDeath = (execution: string): ImportStep => ({
  step: 'fail',
  importId: execution,
});
