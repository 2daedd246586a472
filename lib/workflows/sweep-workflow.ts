import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { SweepInput } from '#functions/sweep/steps';
import type { DataStack } from '#lib/data/data-stack';
import type { FunctionAccess } from '#lib/functions/function-access';
import { answersSubject, subjectPartition } from '#store/keys';
import { startWorkflow } from './import-access.ts';
import type { Workflow } from './workflow.ts';
import type { WorkflowsStack } from './workflows-stack.ts';

/**
 * Tuesday 03:00 UTC: a week that ended on Sunday is closed a day after (core/privacy/final-after.ts,
 * whose date counts with this hour).
 */
export const rollSchedule = 'cron(0 3 ? * TUE *)';

/** 00:15 UTC: a quarter of an hour after a day is the last but one, which no request asks for any more. */
const answerKeysSchedule = 'cron(15 0 * * ? *)';

/** The sweep over whole tables, the weekly roll of the epochs and the daily end of an answers' key. */
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
  const query = new iam.PolicyStatement({
    sid: 'FindAnswerKeys',
    actions: ['dynamodb:Query'],
    resources: [vaultTable.tableArn],
    conditions: {
      'ForAllValues:StringEquals': {
        'dynamodb:LeadingKeys': [subjectPartition(answersSubject)],
      },
    },
  });
  const sweep = workflows.addWorkflow({
    name: 'sweep',
    description: 'Goldspoke: upgrades items, rolls epochs, replays erasures',
    functions: {
      Sweep: {
        ...may,
        name: 'sweep',
        description: 'Goldspoke: one part of a table',
        statements: [...may.statements, scan, query],
      },
    },
  });
  const start = (schedule: Schedule) => startOn(schedule, workflows, sweep, access);
  start({
    id: 'Roll',
    name: 'roll-epochs',
    starts: 'the weekly roll of the epochs',
    expression: rollSchedule,
    input: { task: 'roll-epoch' },
  });
  start({
    id: 'AnswerKeys',
    name: 'destroy-answer-keys',
    starts: 'the daily end of the key of idempotent answers',
    expression: answerKeysSchedule,
    input: { task: 'destroy-answer-keys' },
  });
  return sweep;
}

interface Schedule {
  readonly id: string;
  /** Of the rule, behind the deployment's name. */
  readonly name: string;
  readonly starts: string;
  readonly expression: string;
  readonly input: SweepInput;
}

function startOn(
  { id, starts, expression, input, ...schedule }: Schedule,
  scope: WorkflowsStack,
  sweep: Workflow,
  { operationsKey }: Pick<FunctionAccess, 'operationsKey'>,
): void {
  const { account } = scope;
  const name = `${scope.config.name}-${schedule.name}`;
  // Written out: the rule names the role. For this rule alone to take:
  // docs.aws.amazon.com/eventbridge/latest/userguide/cross-service-confused-deputy-prevention.html
  const ruleArn = scope.formatArn({ service: 'events', resource: 'rule', resourceName: name });
  const role = new iam.Role(scope, `${id}ScheduleRole`, {
    description: `Starts ${starts}`,
    assumedBy: new iam.ServicePrincipal('events.amazonaws.com', {
      conditions: {
        StringEquals: { 'aws:SourceAccount': account },
        ArnEquals: { 'aws:SourceArn': ruleArn },
      },
    }),
  });
  for (const statement of startWorkflow(sweep.arn, operationsKey)) role.addToPolicy(statement);
  const rule = new events.CfnRule(scope, `${id}Schedule`, {
    name,
    description: `Starts ${starts}`,
    scheduleExpression: expression,
    targets: [{ id: 'sweep', arn: sweep.arn, roleArn: role.roleArn, input: JSON.stringify(input) }],
  });
  rule.node.addDependency(role);
  rule.node.addDependency(sweep);
}
