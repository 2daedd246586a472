import type { Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { sendFailedCalls } from '#lib/functions/statements';
import type { WorkflowsStack } from './workflows-stack.ts';

export interface AddedSchedule {
  /** Behind the deployment's name. */
  readonly name: string;
  readonly description: string;
  readonly expression: scheduler.ScheduleExpression;
  /** A function, which is called without waiting, or a state machine, which is started. */
  readonly targetArn: string;
  /** What that takes, and nothing else may be done by the schedule. */
  readonly statements: readonly iam.PolicyStatement[];
  /** Names what is to be done and no person: EventBridge encrypts it under a key of its own. */
  readonly input: object;
  /** How long it is tried again. */
  readonly triedFor: Duration;
  /** Where it ends then; without one, the next time does what this one should have. */
  readonly deadLetterQueue?: sqs.IQueue;
}

/** Something that EventBridge Scheduler does by the clock, in UTC, by a role of its own. */
export function addSchedule(workflows: WorkflowsStack, added: AddedSchedule): scheduler.Schedule {
  const { name, description, expression, targetArn, input, triedFor, deadLetterQueue } = added;
  const { scheduleGroup } = workflows;
  const role = new iam.Role(workflows, `${name}-ScheduleRole`, {
    description,
    // For schedules of this group alone; one of them cannot be named:
    // docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
    assumedBy: new iam.ServicePrincipal('scheduler.amazonaws.com', {
      conditions: {
        StringEquals: { 'aws:SourceAccount': workflows.account },
        ArnEquals: { 'aws:SourceArn': scheduleGroup.scheduleGroupArn },
      },
    }),
  });
  // It is the schedule's role that fills the queue:
  // docs.aws.amazon.com/scheduler/latest/UserGuide/configuring-schedule-dlq.html
  const failures = deadLetterQueue === undefined ? [] : sendFailedCalls(deadLetterQueue);
  for (const statement of [...added.statements, ...failures]) role.addToPolicy(statement);
  const schedule = new scheduler.Schedule(workflows, `${name}-Schedule`, {
    scheduleGroup,
    scheduleName: `${workflows.config.name}-${name}`,
    description,
    schedule: expression,
    // Not the targets of aws-scheduler-targets: these permit a function in all its versions, by a wildcard.
    target: {
      bind: () => ({
        arn: targetArn,
        role,
        input: scheduler.ScheduleTargetInput.fromObject(input),
        retryPolicy: { maximumEventAgeInSeconds: triedFor.toSeconds() },
        ...(deadLetterQueue && { deadLetterConfig: { arn: deadLetterQueue.queueArn } }),
      }),
    },
  });
  schedule.node.addDependency(role, scheduleGroup);
  return schedule;
}
