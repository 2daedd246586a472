import { Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import type { SweepInput } from '#functions/sweep/steps';
import type { DataStack } from '#lib/data/data-stack';
import type { FunctionAccess } from '#lib/functions/function-access';
import { answersSubject, subjectPartition } from '#store/keys';
import { addSchedule } from './add-schedule.ts';
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
  for (const { name, starts, expression, input } of schedules)
    addSchedule(workflows, {
      name,
      description: `Starts ${starts}`,
      expression,
      targetArn: sweep.arn,
      statements: startWorkflow(sweep.arn, access.operationsKey),
      input,
      triedFor: Duration.hours(24),
      deadLetterQueue: workflows.unstarted,
    }).node.addDependency(sweep);
  return sweep;
}

interface SweepSchedule {
  readonly name: string;
  readonly starts: string;
  readonly expression: scheduler.ScheduleExpression;
  readonly input: SweepInput;
}

const schedules: readonly SweepSchedule[] = [
  {
    name: 'roll-epochs',
    starts: 'the weekly roll of the epochs',
    // Tuesday 03:00 UTC: a week that ended on Sunday is closed a day after (core/privacy/final-after.ts,
    // whose date counts with this hour).
    expression: scheduler.ScheduleExpression.expression('cron(0 3 ? * TUE *)'),
    input: { task: 'roll-epoch' },
  },
  {
    name: 'destroy-answer-keys',
    starts: 'the daily end of the key of idempotent answers',
    // 00:15 UTC: a quarter of an hour after a day is the last but one, which no request asks for any more.
    expression: scheduler.ScheduleExpression.expression('cron(15 0 * * ? *)'),
    input: { task: 'destroy-answer-keys' },
  },
];
