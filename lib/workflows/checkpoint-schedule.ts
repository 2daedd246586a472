import type { FunctionAccess } from '#lib/functions/function-access';
import { addScheduledFunction } from './add-scheduled-function.ts';
import type { WorkflowsStack } from './workflows-stack.ts';

/** The function that makes checkpoints of the audit, and the clock that calls it. */
export const addCheckpointSchedule = (workflows: WorkflowsStack, access: FunctionAccess) =>
  addScheduledFunction(workflows, access, {
    name: 'checkpoint',
    does: 'signs checkpoints of the audit',
    may: access.ofCheckpoint(),
    everyMinutes: workflows.config.audit.checkpointMinutes,
    maxAgeMinutes: 30,
  });
