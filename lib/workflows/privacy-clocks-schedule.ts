import * as events from 'aws-cdk-lib/aws-events';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { schedules } from '#functions/manifest';
import { CapabilityFunction } from '#lib/functions/capability-function';
import type { FunctionAccess } from '#lib/functions/function-access';
import type { WorkflowsStack } from './workflows-stack.ts';

/** The function that looks at the clocks of privacy requests, and the clock that calls it. */
export function addPrivacyClocksSchedule(
  workflows: WorkflowsStack,
  access: FunctionAccess,
): CapabilityFunction {
  const { config, unstarted } = workflows;
  const clocks = new CapabilityFunction(workflows, 'privacy-clocks', {
    ...access.ofPrivacyClocks(),
    name: 'privacy-clocks',
    description: 'Goldspoke: looks at the clocks of privacy requests',
    config,
    logsKey: access.operationsKey,
    timeoutSeconds: 300,
    isBackground: true,
    // The next call does the work of one that failed for good. But it is told.
    asynchronous: { deadLetterQueue: unstarted, maxAgeMinutes: 10 },
  });
  const { functionArn } = clocks.function;
  const rule = new events.CfnRule(workflows, 'PrivacyClocksSchedule', {
    name: `${config.name}-privacy-clocks`,
    description: 'Calls the function that looks at the clocks of privacy requests',
    scheduleExpression: `rate(${schedules['privacy-clocks'].everyMinutes} minutes)`,
    targets: [{ id: 'privacy-clocks', arn: functionArn, input: '{}' }],
  });
  new lambda.CfnPermission(workflows, 'PrivacyClocksScheduleMayInvoke', {
    action: 'lambda:InvokeFunction',
    functionName: functionArn,
    principal: 'events.amazonaws.com',
    sourceArn: rule.attrArn,
  });
  return clocks;
}
