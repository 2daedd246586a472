import { schedules } from '#functions/manifest';
import type { FunctionAccess } from '#lib/functions/function-access';
import { addScheduledFunction } from './add-scheduled-function.ts';
import type { WorkflowsStack } from './workflows-stack.ts';

/** The function that looks at the clocks of privacy requests, and the clock that calls it. */
export const addPrivacyClocksSchedule = (workflows: WorkflowsStack, access: FunctionAccess) =>
  addScheduledFunction(workflows, access, {
    name: 'privacy-clocks',
    does: 'looks at the clocks of privacy requests',
    may: access.ofPrivacyClocks(),
    everyMinutes: schedules['privacy-clocks'].everyMinutes,
    maxAgeMinutes: 10,
  });
