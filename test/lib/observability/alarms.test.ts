import { readdirSync, readFileSync } from 'node:fs';

import { Stack } from 'aws-cdk-lib';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { CfnStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { describe, expect, it } from 'vitest';
import { schedules } from '#functions/manifest';
import { metricNamespace } from '#functions/shared/metrics';
import { alarmKinds, runbookOf } from '#lib/observability/alarm-kinds';
import { type Objective, objectives } from '#lib/observability/objectives';
import { watchedResources } from '#lib/observability/watched';
import { appWithoutCode, resourcesOf, synthesized } from '../synthesized.ts';

const deployed = synthesized({
  sampleSubscriberFor: 'web',
  alarms: {
    emails: ['operations@example.com'],
    topicArns: ['arn:aws:sns:eu-west-1:111122223333:pager'],
  },
});
const { observability, events } = deployed;

interface Alarm {
  readonly AlarmName: string;
  readonly AlarmDescription: string;
  readonly AlarmActions?: readonly unknown[];
  readonly TreatMissingData?: string;
  readonly Threshold?: number;
  readonly Dimensions?: readonly { readonly Name: string; readonly Value: unknown }[];
  readonly Metrics?: readonly {
    readonly Expression?: string;
    readonly MetricStat?: {
      readonly Period: number;
      readonly Stat: string;
      readonly Metric: {
        readonly MetricName: string;
        readonly Dimensions?: readonly { readonly Name: string; readonly Value: unknown }[];
      };
    };
  }[];
}
const ofType = (type: string) =>
  resourcesOf(observability)
    .filter(([, { Type }]) => Type === type)
    .map(([, { Properties }]) => Properties as unknown as Alarm);
const alarms = ofType('AWS::CloudWatch::Alarm');
const composites = ofType('AWS::CloudWatch::CompositeAlarm').map((each) => ({
  ...each,
  AlarmName:
    (each as unknown as { CompositeAlarmName?: string }).CompositeAlarmName ?? each.AlarmName,
}));
const named = (name: string): Alarm => {
  const found = alarms.find(({ AlarmName }) => AlarmName === name);
  if (found === undefined) throw new Error(`no alarm ${name}`);
  return found;
};

/** What stands for a thing in another stack: the physical name, or nothing to compare. */
const allOfType = (type: string) =>
  Object.values(deployed.stacks).flatMap((stack) =>
    stack === undefined || !(stack instanceof Stack)
      ? []
      : Object.values(
          (
            stack as unknown as { _toCloudFormation(): { Resources?: Record<string, unknown> } }
          )._toCloudFormation().Resources ?? {},
        ).filter((each) => (each as { Type: string }).Type === type),
  );

describe('what is watched', () => {
  it('is every function of every stack', () => {
    const watched = alarms.filter(({ AlarmName }) => AlarmName.includes('-function-failing-'));
    expect(watched).toHaveLength(allOfType('AWS::Lambda::Function').length);
    expect(watched.length).toBeGreaterThan(9);
  });

  it('is every queue of every stack', () => {
    const watched = alarms.filter(({ AlarmName }) =>
      /-(dead-letters|queue-waiting)-/.test(AlarmName),
    );
    expect(watched).toHaveLength(allOfType('AWS::SQS::Queue').length);
    expect(watched.length).toBeGreaterThan(1);
  });

  it('is every workflow of every stack', () => {
    const watched = alarms.filter(({ AlarmName }) => AlarmName.includes('-workflow-failing-'));
    expect(watched).toHaveLength(allOfType('AWS::StepFunctions::StateMachine').length);
  });

  it('is every reader of the stream', () => {
    expect(alarms.map(({ AlarmName }) => AlarmName)).toEqual(
      expect.arrayContaining([
        'goldspoke-stream-behind-publisher',
        'goldspoke-stream-behind-converge',
      ]),
    );
  });

  it('is what is added tomorrow: found in the construct tree, named or not', () => {
    const stack = new Stack(appWithoutCode(), 'hub-new');
    const deadLetters = new Queue(stack, 'Missed');
    new Queue(stack, 'Work', {
      queueName: 'hub-work',
      deadLetterQueue: { queue: deadLetters, maxReceiveCount: 3 },
    });
    new CfnFunction(stack, 'Function', { code: {}, role: 'role', functionName: 'hub-new-thing' });
    new CfnStateMachine(stack, 'Machine', { roleArn: 'role', stateMachineName: 'hub-import' });

    const watched = watchedResources(stack, 'hub');

    expect(watched.functions).toMatchObject([{ title: 'new-thing', name: 'hub-new-thing' }]);
    expect(watched.deadLetterQueues).toMatchObject([{ title: 'new-Missed' }]);
    expect(watched.workQueues).toEqual([{ title: 'work', name: 'hub-work' }]);
    expect(watched.stateMachines).toMatchObject([{ title: 'import' }]);
    expect(watched.stateMachines[0]?.name).toMatch(/:stateMachine:hub-import$/);
  });

  it('asks nothing of other stacks but what they export for others anyway', () => {
    const imports = JSON.stringify(observability.toJSON()).match(/ImportValue":"([^"]+)/g) ?? [];
    expect(
      [...new Set(imports)]
        .map((each) => each.replace(/^.*Output/, '').replace(/[0-9A-F]{8}/g, ''))
        .toSorted(),
    ).toEqual(['FnGetAttOperationsKeyArn', 'RefMainTable', 'RefVaultTable']);
  });
});

describe('an alarm', () => {
  it('names its runbook, and every kind has one', () => {
    for (const { AlarmName, AlarmDescription } of [...alarms, ...composites]) {
      const runbook = /Runbook: (docs\/runbooks\/[a-z-]+\.md)$/.exec(AlarmDescription)?.[1];
      expect(
        Object.keys(alarmKinds).map((kind) => runbookOf(kind as keyof typeof alarmKinds)),
        AlarmName,
      ).toContain(runbook);
    }
  });

  it('takes silence for peace, but for the backlog, which stays as it was, and for what runs by the clock', () => {
    const other = alarms.filter(({ TreatMissingData }) => TreatMissingData !== 'notBreaching');
    expect(other.map(({ AlarmName, TreatMissingData }) => [AlarmName, TreatMissingData])).toEqual([
      // Measured by the clock: silence is trouble.
      ['goldspoke-consent-ends-behind', 'breaching'],
      ['goldspoke-privacy-request-overdue', 'breaching'],
      ['goldspoke-review-backlog', 'ignore'],
    ]);
  });

  it('rings once a privacy request is overdue at two looks of three half hours, or nobody looks', () => {
    expect(named('goldspoke-privacy-request-overdue')).toMatchObject({
      Metrics: [
        {
          MetricStat: {
            // What functions/privacy-clocks measures; it counts what is overdue, so one is too many.
            Metric: {
              Namespace: metricNamespace,
              MetricName: 'PrivacyRequestsOverdue',
              Dimensions: [{ Name: 'service', Value: 'goldspoke' }],
            },
            Period: 2 * schedules['privacy-clocks'].everyMinutes * 60,
            Stat: 'Maximum',
          },
        },
      ],
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      DatapointsToAlarm: 2,
      EvaluationPeriods: 3,
      AlarmActions: [{ Ref: expect.any(String) }, 'arn:aws:sns:eu-west-1:111122223333:pager'],
    });
  });

  it('rings at the topic of the deployment and at those that its file names; a window of a burn rate alone rings nobody', () => {
    const silent = [...alarms, ...composites].filter(
      ({ AlarmActions }) => AlarmActions === undefined,
    );
    expect(silent).toHaveLength(12);
    for (const { AlarmName } of silent) expect(AlarmName).toMatch(/-(fast|slow)-(long|short)$/);
    for (const { AlarmActions } of composites) expect(AlarmActions).toHaveLength(2);
  });

  it('does not take a bad token for a failing authorizer', () => {
    const { Metrics = [] } = named('goldspoke-function-failing-authorizer');
    expect(Metrics.find(({ Expression }) => Expression)?.Expression).toBe(
      'FILL(plus0, 0) + FILL(plus1, 0) - FILL(minus0, 0)',
    );
    expect(Metrics.map(({ MetricStat }) => MetricStat?.Metric.MetricName)).toContain(
      'UnknownCallers',
    );
  });
});

describe('an objective', () => {
  it('burns fast in an hour and five minutes, or slowly in six hours and thirty minutes', () => {
    const windows = Object.fromEntries(
      alarms
        .filter(({ AlarmName }) => AlarmName.startsWith('goldspoke-api-availability-'))
        .map(({ AlarmName, Threshold, Metrics = [] }) => [
          AlarmName.replace('goldspoke-api-availability-', ''),
          [
            Threshold,
            Metrics.flatMap(({ MetricStat }) => MetricStat?.Period ?? [])[0],
            Metrics.find(({ Expression }) => Expression)?.Expression,
          ],
        ]),
    );
    expect(windows).toEqual({
      'fast-long': [14.4, 3600, 'IF(total >= 100, (bad / total) / 0.001, 0)'],
      'fast-short': [14.4, 300, '(bad / total) / 0.001'],
      'slow-long': [6, 21600, 'IF(total >= 100, (bad / total) / 0.001, 0)'],
      'slow-short': [6, 1800, '(bad / total) / 0.001'],
    });
  });

  it('of time counts the share within its bound', () => {
    const { Metrics = [] } = named('goldspoke-syndication-lag-fast-long');
    expect(Metrics.map((each) => each.Expression ?? each.MetricStat?.Stat)).toEqual([
      'IF(total >= 100, ((100 - good) / 100) / 0.01, 0)',
      'PR(0:60000)',
      'SampleCount',
    ]);
  });

  it('of ingest looks at the one route, by the names that API Gateway gives', () => {
    const { Metrics = [] } = named('goldspoke-ingest-latency-fast-short');
    expect(Metrics.flatMap(({ MetricStat }) => MetricStat?.Metric.Dimensions ?? [])).toEqual(
      expect.arrayContaining([
        { Name: 'ApiName', Value: 'goldspoke' },
        { Name: 'Method', Value: 'PUT' },
        { Name: 'Resource', Value: '/spokes/{spoke}/records/{sourceId}' },
        { Name: 'Stage', Value: 'v1' },
      ]),
    );
  });
});

describe('docs/observability.md', () => {
  const page = readFileSync(new URL('../../../docs/observability.md', import.meta.url), 'utf8');
  /** Metrics that CloudWatch bills, of all alarms of each kind: the least of one, or the sum of an objective's windows. */
  const billed = (kind: string): number => {
    const counts = alarms
      .filter(({ AlarmDescription }) => AlarmDescription.endsWith(`/${kind}.md`))
      .map(({ Metrics }) => Metrics?.filter(({ MetricStat }) => MetricStat).length ?? 1);
    return kind in objectives ? counts.reduce((sum, each) => sum + each, 0) : Math.min(...counts);
  };
  const rows = [...page.matchAll(/^\| `([a-z-]+)` \| (\d+) \|/gm)];

  it('tells of each kind how many metrics are billed', () => {
    expect(rows.map(([, kind]) => kind).toSorted()).toEqual(Object.keys(alarmKinds).toSorted());
    for (const [, kind = '', count] of rows)
      if (billed(kind) !== Number.POSITIVE_INFINITY) expect(billed(kind), kind).toBe(Number(count));
  });

  it('tells the objectives as they are', () => {
    for (const [name, objective] of Object.entries<Objective>(objectives)) {
      const [row = ''] = new RegExp(`^\\| \`${name}\` \\|.*%.*$`, 'm').exec(page) ?? [];
      expect(row).toContain(`| ${Number((objective.target * 100).toFixed(3))} % |`);
      if (objective.withinMs !== undefined)
        expect(row).toContain(`${objective.withinMs.toLocaleString('en')} ms`);
    }
  });
});

describe('the topic', () => {
  it('is encrypted under a key that lets CloudWatch ring, and hears this account alone', () => {
    observability.hasResourceProperties('AWS::SNS::Topic', { TopicName: 'goldspoke-alarms' });
    observability.resourceCountIs('AWS::SNS::Subscription', 1);
    const statements = JSON.stringify(
      resourcesOf(events).filter(([, { Type }]) => Type === 'AWS::KMS::Key'),
    );
    expect(statements).toContain('cloudwatch.amazonaws.com');
    const policy = JSON.stringify(
      resourcesOf(observability).filter(([, { Type }]) => Type === 'AWS::SNS::TopicPolicy'),
    );
    expect(policy).toContain('aws:SourceAccount');
    expect(policy).toContain('aws:SecureTransport');
  });
});

describe('a runbook', () => {
  const folder = new URL('../../../docs/runbooks/', import.meta.url);
  const files = readdirSync(folder).filter((file) => file.endsWith('.md') && file !== 'README.md');
  const textOf = (file: string) => readFileSync(new URL(file, folder), 'utf8');

  it('stands for each kind of alarm', () => {
    const missing = Object.keys(alarmKinds).filter((kind) => !files.includes(`${kind}.md`));
    expect(missing).toEqual([]);
  });

  it.each(Object.keys(alarmKinds))(
    '%s names its alarm and tells meaning, first five minutes, repair and proof',
    (kind) => {
      const text = textOf(`${kind}.md`);
      expect(text).toContain(`\`NAME-${kind}`);
      const titles = [...text.matchAll(/^## (.+)$/gm)].map(([, title]) => title);
      expect(titles).toEqual(['Meaning', 'First five minutes', 'Repair', 'Proof']);
    },
  );

  it('is listed by its alarm, or as a procedure with the reason to follow it', () => {
    const [alarmRows = '', procedureRows = ''] = textOf('README.md').split('| procedure | when |');
    for (const file of files)
      expect(file.replace(/\.md$/, '') in alarmKinds ? alarmRows : procedureRows).toContain(
        `(${file})`,
      );
  });
});
