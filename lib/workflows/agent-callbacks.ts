import * as events from 'aws-cdk-lib/aws-events';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { listeners } from '#functions/manifest';
import { CapabilityFunction } from '#lib/functions/capability-function';
import type { FunctionAccess } from '#lib/functions/function-access';
import type { WorkflowsStack } from './workflows-stack.ts';

/**
 * The function that calls agents, behind a rule of the hub's bus. A call that fails is made again after
 * one minute and after two more, then waits in the queue of what was called in vain:
 * docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
 */
export function addAgentCallbacks(
  workflows: WorkflowsStack,
  access: FunctionAccess,
): CapabilityFunction {
  const { config, unstarted } = workflows;
  const name = 'agent-callbacks';
  const callbacks = new CapabilityFunction(workflows, name, {
    ...access.ofAgentCallbacks(),
    name,
    description: 'Goldspoke: tells agents how far their privacy requests are',
    config,
    logsKey: access.operationsKey,
    // A few calls of ten seconds each.
    timeoutSeconds: 60,
    isBackground: true,
    asynchronous: { deadLetterQueue: unstarted },
  });
  const { functionArn } = callbacks.function;
  const rule = new events.CfnRule(workflows, 'AgentCallbacks', {
    name: `${config.name}-${name}`,
    description: 'Calls the function that tells agents how far their privacy requests are',
    // By name: it is of the stack of events, which is there before this one.
    eventBusName: config.name,
    eventPattern: {
      source: ['goldspoke'],
      'detail-type': [...listeners[name].hears],
      detail: { spoke: ['hub'] },
    },
    targets: [{ id: name, arn: functionArn }],
  });
  new lambda.CfnPermission(workflows, 'AgentCallbacksMayInvoke', {
    action: 'lambda:InvokeFunction',
    functionName: functionArn,
    principal: 'events.amazonaws.com',
    sourceArn: rule.attrArn,
  });
  return callbacks;
}
