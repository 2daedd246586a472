import { Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import { CapabilityFunction } from '#lib/functions/capability-function';
import type { Access, FunctionAccess } from '#lib/functions/function-access';
import { addSchedule } from './add-schedule.ts';
import type { WorkflowsStack } from './workflows-stack.ts';

export interface ScheduledFunction {
  /** A folder of `functions/`, and the schedule. */
  readonly name: string;
  /** `signs checkpoints of the audit`. */
  readonly does: string;
  readonly may: Access;
  readonly everyMinutes: number;
  /** How long Lambda keeps a call that it cannot run. */
  readonly maxAgeMinutes: number;
}

/**
 * A function that is called by the clock. Each call does the work of those that failed before it; one
 * that failed for good is told nevertheless.
 */
export function addScheduledFunction(
  workflows: WorkflowsStack,
  { operationsKey }: Pick<FunctionAccess, 'operationsKey'>,
  { name, does, may, everyMinutes, maxAgeMinutes }: ScheduledFunction,
): CapabilityFunction {
  const made = new CapabilityFunction(workflows, name, {
    ...may,
    name,
    description: `Goldspoke: ${does}`,
    config: workflows.config,
    logsKey: operationsKey,
    timeoutSeconds: 300,
    isBackground: true,
    asynchronous: { deadLetterQueue: workflows.unstarted, maxAgeMinutes },
  });
  const { functionArn } = made.function;
  const every = Duration.minutes(everyMinutes);
  addSchedule(workflows, {
    name,
    description: `Calls the function that ${does}`,
    expression: scheduler.ScheduleExpression.rate(every),
    targetArn: functionArn,
    statements: [
      new iam.PolicyStatement({
        sid: 'CallItsFunction',
        actions: ['lambda:InvokeFunction'],
        resources: [functionArn],
      }),
    ],
    input: {},
    triedFor: every,
  });
  return made;
}
