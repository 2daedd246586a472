import { schedules } from '#functions/manifest';
import type { FunctionAccess } from '#lib/functions/function-access';
import { addScheduledFunction } from './add-scheduled-function.ts';
import type { WorkflowsStack } from './workflows-stack.ts';

/** The function that starts the retention run of a day, and the clock that calls it. */
export function addRetentionSchedule(workflows: WorkflowsStack, access: FunctionAccess) {
  const { environment, ...may } = access.ofRetentionClock();
  const RETENTION_ERASES = workflows.config.retention.erases ? '1' : '0';
  return addScheduledFunction(workflows, access, {
    name: 'retention-clock',
    does: 'starts the retention run of a day',
    may: { ...may, environment: { ...environment, RETENTION_ERASES } },
    everyMinutes: schedules['retention-clock'].everyMinutes,
    maxAgeMinutes: 60,
  });
}
