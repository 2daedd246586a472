import * as events from 'aws-cdk-lib/aws-events';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { CapabilityFunction } from '#lib/functions/capability-function';
import type { FunctionAccess } from '#lib/functions/function-access';
import type { WorkflowsStack } from './workflows-stack.ts';

/** The function that makes checkpoints of the audit, and the clock that calls it. */
export function addCheckpointSchedule(
  workflows: WorkflowsStack,
  access: FunctionAccess,
): CapabilityFunction {
  const { config, unstarted } = workflows;
  const checkpoint = new CapabilityFunction(workflows, 'checkpoint', {
    ...access.ofCheckpoint(),
    name: 'checkpoint',
    description: 'Goldspoke: signs checkpoints of the audit',
    config,
    logsKey: access.operationsKey,
    timeoutSeconds: 300,
    isBackground: true,
    // A call that failed for good need not come again: the next one does its work as well. But it is told.
    asynchronous: { deadLetterQueue: unstarted, maxAgeMinutes: 30 },
  });
  const every = config.audit.checkpointMinutes;
  const { functionArn } = checkpoint.function;
  const rule = new events.CfnRule(workflows, 'CheckpointSchedule', {
    name: `${config.name}-checkpoint`,
    description: 'Calls the function that makes checkpoints of the audit',
    scheduleExpression: `rate(${every} ${every === 1 ? 'minute' : 'minutes'})`,
    targets: [{ id: 'checkpoint', arn: functionArn, input: '{}' }],
  });
  new lambda.CfnPermission(workflows, 'CheckpointScheduleMayInvoke', {
    action: 'lambda:InvokeFunction',
    functionName: functionArn,
    principal: 'events.amazonaws.com',
    sourceArn: rule.attrArn,
  });
  return checkpoint;
}
