import * as events from 'aws-cdk-lib/aws-events';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { schedules } from '#functions/manifest';
import { CapabilityFunction } from '#lib/functions/capability-function';
import type { FunctionAccess } from '#lib/functions/function-access';
import type { WorkflowsStack } from './workflows-stack.ts';

/** The function that tells of consents that ended, and the clock that calls it. */
export function addConsentEndsSchedule(
  workflows: WorkflowsStack,
  access: FunctionAccess,
): CapabilityFunction {
  const { config, unstarted } = workflows;
  const ends = new CapabilityFunction(workflows, 'consent-ends', {
    ...access.ofConsentEnds(),
    name: 'consent-ends',
    description: 'Goldspoke: tells spokes of consents that ended',
    config,
    logsKey: access.operationsKey,
    timeoutSeconds: 300,
    isBackground: true,
    // The next call does the work of one that failed for good. But it is told.
    asynchronous: { deadLetterQueue: unstarted, maxAgeMinutes: 10 },
  });
  const { functionArn } = ends.function;
  const rule = new events.CfnRule(workflows, 'ConsentEndsSchedule', {
    name: `${config.name}-consent-ends`,
    description: 'Calls the function that tells of consents that ended',
    scheduleExpression: `rate(${schedules['consent-ends'].everyMinutes} minutes)`,
    targets: [{ id: 'consent-ends', arn: functionArn, input: '{}' }],
  });
  new lambda.CfnPermission(workflows, 'ConsentEndsScheduleMayInvoke', {
    action: 'lambda:InvokeFunction',
    functionName: functionArn,
    principal: 'events.amazonaws.com',
    sourceArn: rule.attrArn,
  });
  return ends;
}
