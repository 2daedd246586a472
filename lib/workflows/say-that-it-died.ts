import * as events from 'aws-cdk-lib/aws-events';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { afterDeath } from '#functions/shared/died';
import type { Workflow } from './workflow.ts';
import type { WorkflowsStack } from './workflows-stack.ts';

/**
 * An execution that is stopped, or that Step Functions ends, reaches no state of its own any more: then
 * the workflow's functions hear of it from outside. The executions of its maps are of another state
 * machine's ARN: docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html
 */
export function sayThatItDied(
  workflows: WorkflowsStack,
  { arn, functions }: Workflow,
  name: string,
): void {
  const id = `${name.charAt(0).toUpperCase()}${name.slice(1)}Died`;
  const rule = new events.Rule(workflows, id, {
    ruleName: `${workflows.config.name}-${name}-died`,
    description: `Executions of the ${name} that ended before their last step`,
    eventPattern: {
      source: ['aws.states'],
      detailType: ['Step Functions Execution Status Change'],
      detail: { status: ['FAILED', 'TIMED_OUT', 'ABORTED'], stateMachineArn: [arn] },
    },
  });
  for (const { functionArn } of Object.values(functions)) {
    const input = events.RuleTargetInput.fromObject(
      afterDeath(events.EventField.fromPath('$.detail.name')),
    );
    rule.addTarget({ bind: () => ({ arn: functionArn, input }) });
    new lambda.CfnPermission(workflows, `${id}MayInvoke`, {
      action: 'lambda:InvokeFunction',
      functionName: functionArn,
      principal: 'events.amazonaws.com',
      sourceArn: rule.ruleArn,
    });
  }
}
