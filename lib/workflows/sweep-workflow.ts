import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { SweepInput } from '#functions/sweep/steps';
import type { DataStack } from '#lib/data/data-stack';
import type { FunctionAccess } from '#lib/functions/function-access';
import { startWorkflow } from './import-access.ts';
import type { Workflow } from './workflow.ts';
import type { WorkflowsStack } from './workflows-stack.ts';

/**
 * Tuesday 03:00 UTC: a week that ended on Sunday is closed a day after (core/privacy/final-after.ts,
 * whose date counts with this hour).
 */
export const rollSchedule = 'cron(0 3 ? * TUE *)';

/** The sweep over whole tables, and the weekly roll of the epochs. */
export function addSweepWorkflow(
  workflows: WorkflowsStack,
  access: FunctionAccess,
  { mainTable, vaultTable }: Pick<DataStack, 'mainTable' | 'vaultTable'>,
): Workflow {
  const may = access.ofCapability({ tables: 'read-write', keys: true });
  const scan = new iam.PolicyStatement({
    sid: 'ScanTables',
    actions: ['dynamodb:Scan'],
    resources: [mainTable.tableArn, vaultTable.tableArn],
  });
  const sweep = workflows.addWorkflow({
    name: 'sweep',
    description: 'Goldspoke: upgrades items, rolls epochs, replays erasures',
    functions: {
      Sweep: {
        ...may,
        name: 'sweep',
        description: 'Goldspoke: one part of a table',
        statements: [...may.statements, scan],
      },
    },
  });
  rollEveryWeek(workflows, sweep, access);
  return sweep;
}

function rollEveryWeek(
  scope: WorkflowsStack,
  sweep: Workflow,
  { operationsKey }: Pick<FunctionAccess, 'operationsKey'>,
): void {
  const { account } = scope;
  const name = `${scope.config.name}-roll-epochs`;
  // Written out: the rule names the role. For this rule alone to take:
  // docs.aws.amazon.com/eventbridge/latest/userguide/cross-service-confused-deputy-prevention.html
  const ruleArn = scope.formatArn({ service: 'events', resource: 'rule', resourceName: name });
  const role = new iam.Role(scope, 'RollScheduleRole', {
    description: 'Starts the weekly roll of the epochs',
    assumedBy: new iam.ServicePrincipal('events.amazonaws.com', {
      conditions: {
        StringEquals: { 'aws:SourceAccount': account },
        ArnEquals: { 'aws:SourceArn': ruleArn },
      },
    }),
  });
  for (const statement of startWorkflow(sweep.arn, operationsKey)) role.addToPolicy(statement);
  const input: SweepInput = { task: 'roll-epoch' };
  const rule = new events.CfnRule(scope, 'RollSchedule', {
    name,
    description: 'Rolls the epochs of weeks that are over',
    scheduleExpression: rollSchedule,
    targets: [{ id: 'sweep', arn: sweep.arn, roleArn: role.roleArn, input: JSON.stringify(input) }],
  });
  rule.node.addDependency(role);
  rule.node.addDependency(sweep);
}
