import { schedules } from '#functions/manifest';
import type { FunctionAccess } from '#lib/functions/function-access';
import { addScheduledFunction } from './add-scheduled-function.ts';
import type { WorkflowsStack } from './workflows-stack.ts';

/** The function that tells of consents that ended, and the clock that calls it. */
export const addConsentEndsSchedule = (workflows: WorkflowsStack, access: FunctionAccess) =>
  addScheduledFunction(workflows, access, {
    name: 'consent-ends',
    does: 'tells spokes of consents that ended',
    may: access.ofConsentEnds(),
    everyMinutes: schedules['consent-ends'].everyMinutes,
    maxAgeMinutes: 10,
  });
