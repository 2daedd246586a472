import * as events from 'aws-cdk-lib/aws-events';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { afterDeath } from '#functions/import-steps/after-death';
import { workflows as manifest } from '#functions/manifest';
import type { FunctionAccess } from '#lib/functions/function-access';
import { acknowledge } from '../acknowledge.ts';
import { acknowledgedOfMaps, runMaps } from './run-maps.ts';
import type { Workflow } from './workflow.ts';
import type { WorkflowsStack } from './workflows-stack.ts';

/** Loads files of source records. */
export function addImportWorkflow(workflows: WorkflowsStack, access: FunctionAccess): Workflow {
  const mapping = {
    name: 'import',
    labels: ['Load'],
    deployment: workflows.config.name,
    key: access.operationsKey,
  };
  const workflow = workflows.addWorkflow({
    name: 'import',
    description: 'Goldspoke: loads files of source records',
    functions: {
      ImportSteps: {
        name: manifest.import.ImportSteps.name,
        description: 'Goldspoke: plans, loads and ends bulk imports',
        ...access.ofImportSteps(),
        // Its 8 MB of records lie in memory, and compressing and sealing take a processor.
        memoryMb: 1769,
        asynchronous: { deadLetterQueue: workflows.unstarted },
      },
    },
    statements: runMaps(workflows, mapping),
  });
  acknowledge(workflow.node.findChild('Policy'), acknowledgedOfMaps(workflows, mapping));
  sayThatItDied(workflows, workflow);
  return workflow;
}

/**
 * An execution that is stopped, or that Step Functions ends, reaches no state of its own any more: then
 * the import hears of it from outside. Its maps' executions are of another state machine's ARN:
 * docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html
 */
function sayThatItDied(workflows: WorkflowsStack, { arn, functions }: Workflow): void {
  const rule = new events.Rule(workflows, 'ImportDied', {
    ruleName: `${workflows.config.name}-import-died`,
    description: 'Executions of the import that ended before their last step',
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
    new lambda.CfnPermission(workflows, 'ImportDiedMayInvoke', {
      action: 'lambda:InvokeFunction',
      functionName: functionArn,
      principal: 'events.amazonaws.com',
      sourceArn: rule.ruleArn,
    });
  }
}
