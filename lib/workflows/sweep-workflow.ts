import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { SweepInput } from '#functions/sweep/steps';
import type { DataStack } from '#lib/data/data-stack';
import { ruleMaySend } from '#lib/events/rule-queue';
import type { FunctionAccess } from '#lib/functions/function-access';
import { answersSubject, subjectPartition } from '#store/keys';
import { startWorkflow } from './import-access.ts';
import type { Workflow } from './workflow.ts';
import type { WorkflowsStack } from './workflows-stack.ts';

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
  const schedules = [rollEpochs, destroyAnswerKeys];
  const { unstarted } = workflows;
  const rules = schedules.map((schedule) => arnOfRule(workflows, schedule));
  unstarted.addToResourcePolicy(ruleMaySend(rules, unstarted));
  for (const schedule of schedules) startOn(schedule, workflows, { sweep, access });
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

const rollEpochs: Schedule = {
  id: 'Roll',
  name: 'roll-epochs',
  starts: 'the weekly roll of the epochs',
  // Tuesday 03:00 UTC: a week that ended on Sunday is closed a day after (core/privacy/final-after.ts,
  // whose date counts with this hour).
  expression: 'cron(0 3 ? * TUE *)',
  input: { task: 'roll-epoch' },
};

const destroyAnswerKeys: Schedule = {
  id: 'AnswerKeys',
  name: 'destroy-answer-keys',
  starts: 'the daily end of the key of idempotent answers',
  // 00:15 UTC: a quarter of an hour after a day is the last but one, which no request asks for any more.
  expression: 'cron(15 0 * * ? *)',
  input: { task: 'destroy-answer-keys' },
};

const ruleName = (scope: WorkflowsStack, { name }: Schedule): string =>
  `${scope.config.name}-${name}`;
const arnOfRule = (scope: WorkflowsStack, schedule: Schedule): string =>
  scope.formatArn({
    service: 'events',
    resource: 'rule',
    resourceName: ruleName(scope, schedule),
  });

function startOn(
  schedule: Schedule,
  scope: WorkflowsStack,
  {
    sweep,
    access,
  }: { readonly sweep: Workflow; readonly access: Pick<FunctionAccess, 'operationsKey'> },
): void {
  const { id, starts, expression, input } = schedule;
  const role = new iam.Role(scope, `${id}ScheduleRole`, {
    description: `Starts ${starts}`,
    assumedBy: new iam.ServicePrincipal('events.amazonaws.com', {
      conditions: {
        StringEquals: { 'aws:SourceAccount': scope.account },
        // Written out: the rule names the role. For this rule alone to take:
        // docs.aws.amazon.com/eventbridge/latest/userguide/cross-service-confused-deputy-prevention.html
        ArnEquals: { 'aws:SourceArn': arnOfRule(scope, schedule) },
      },
    }),
  });
  for (const statement of startWorkflow(sweep.arn, access.operationsKey))
    role.addToPolicy(statement);
  const rule = new events.CfnRule(scope, `${id}Schedule`, {
    name: ruleName(scope, schedule),
    description: `Starts ${starts}`,
    scheduleExpression: expression,
    targets: [
      {
        id: 'sweep',
        arn: sweep.arn,
        roleArn: role.roleArn,
        input: JSON.stringify(input),
        deadLetterConfig: { arn: scope.unstarted.queueArn },
      },
    ],
  });
  rule.node.addDependency(role);
  rule.node.addDependency(sweep);
}
