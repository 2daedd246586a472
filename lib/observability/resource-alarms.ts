import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { MetricName } from '#functions/shared/metrics';
import { type AlarmKind, descriptionOf } from './alarm-kinds.ts';
import type { HubMetrics } from './hub-metrics.ts';
import type { Watched, WatchedResources } from './watched.ts';

export interface TableNames {
  readonly main: string;
  readonly mainIndexes: readonly string[];
  readonly vault: string;
}

interface Condition {
  readonly metric: cloudwatch.IMetric;
  /** Breached by this much or more. */
  readonly atLeast: number;
  /** How many of the last three periods; the only one unless told. */
  readonly ofThree?: 2 | 3;
  readonly missing?: cloudwatch.TreatMissingData;
}

const period = Duration.minutes(5);
const streamBehindMs = 5 * 60_000;
const queueWaitingSeconds = 15 * 60;
const endsBehindSeconds = 30 * 60;
const reviewWaitingSeconds = 7 * 86_400;
/** The SDK tries a throttled call again, so a few are no harm. */
const throttledCalls = 100;

/** An alarm for every thing that may break by itself. */
export function addResourceAlarms(
  scope: Construct,
  deployment: string,
  metrics: HubMetrics,
  watched: WatchedResources,
  tables: TableNames,
): readonly cloudwatch.AlarmBase[] {
  const alarm = (kind: AlarmKind, about: string, condition: Condition) => {
    const id = about === '' ? kind : `${kind}-${about}`;
    const { metric, atLeast, ofThree } = condition;
    return new cloudwatch.Alarm(scope, id, {
      alarmName: `${deployment}-${id}`,
      alarmDescription: descriptionOf(kind, about),
      metric,
      threshold: atLeast,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: ofThree === undefined ? 1 : 3,
      ...(ofThree === undefined ? {} : { datapointsToAlarm: ofThree }),
      // Nothing is measured where nothing happens: that is no trouble.
      treatMissingData: condition.missing ?? cloudwatch.TreatMissingData.NOT_BREACHING,
    });
  };
  const each = (
    kind: AlarmKind,
    resources: readonly Watched[],
    conditionOf: (resource: Watched) => Condition,
  ) => resources.map((resource) => alarm(kind, resource.title, conditionOf(resource)));
  const highest = { statistic: cloudwatch.Stats.MAXIMUM, period };

  return [
    ...each('dead-letters', watched.deadLetterQueues, ({ name }) => ({
      metric: metrics.queue(name)('ApproximateNumberOfMessagesVisible', highest),
      atLeast: 1,
    })),
    ...each('queue-waiting', watched.workQueues, ({ name }) => ({
      metric: metrics.queue(name)('ApproximateAgeOfOldestMessage', highest),
      atLeast: queueWaitingSeconds,
    })),
    ...each('function-failing', watched.functions, (resource) => ({
      metric: failuresOf(resource, metrics),
      atLeast: 1,
      ofThree: 2,
    })),
    ...each('stream-behind', watched.streamReaders, ({ name }) => ({
      metric: metrics.function(name)('IteratorAge', highest),
      atLeast: streamBehindMs,
    })),
    ...each('workflow-failing', watched.stateMachines, ({ name }) => ({
      metric: sumOf(
        ['ExecutionsFailed', 'ExecutionsTimedOut'].map((metric) =>
          metrics.stateMachine(name)(metric),
        ),
      ),
      atLeast: 1,
    })),
    alarm('table-throttled', '', {
      metric: sumOf(throttlesOf(tables, metrics)),
      atLeast: throttledCalls,
      ofThree: 2,
    }),
    alarm('kms-failing', '', {
      metric: metrics.own('KmsFailures', { period }),
      atLeast: 1,
      ofThree: 2,
    }),
    alarm('consent-ends-behind', '', {
      metric: metrics.own('ConsentEndsBehind', { ...highest, period: Duration.minutes(15) }),
      atLeast: endsBehindSeconds,
      ofThree: 3,
      // It is measured by the clock: silence is a look that is not taken.
      missing: cloudwatch.TreatMissingData.BREACHING,
    }),
    alarm('privacy-request-overdue', '', {
      metric: metrics.own('PrivacyRequestsOverdue', { ...highest, period: Duration.minutes(30) }),
      atLeast: 1,
      ofThree: 2,
      // It is measured by the clock: silence is a look that is not taken.
      missing: cloudwatch.TreatMissingData.BREACHING,
    }),
    alarm('glass-broken', '', { metric: metrics.own('GlassesBroken', { period }), atLeast: 1 }),
    alarm('audit-entry-touched', '', {
      metric: metrics.own('AuditEntriesTouched', { period }),
      atLeast: 1,
    }),
    alarm('review-backlog', '', {
      metric: metrics.own('OldestReviewTask', highest),
      atLeast: reviewWaitingSeconds,
      // Measured while customers change: at night it stays as it was.
      missing: cloudwatch.TreatMissingData.IGNORE,
    }),
  ];
}

/** Functions that say no by an error, because AWS wants it so, and what counts these. */
const errorsThatAreNone: Readonly<Record<string, MetricName>> = {
  authorizer: 'UnknownCallers',
  'sign-up-check': 'SignUpsRefused',
};

function failuresOf({ title, name }: Watched, metrics: HubMetrics): cloudwatch.MathExpression {
  const all = ['Errors', 'Throttles'].map((metric) => metrics.function(name)(metric));
  const meant = errorsThatAreNone[title];
  return meant === undefined ? sumOf(all) : sumOf(all, [metrics.own(meant)]);
}

const throttlesOf = ({ main, mainIndexes, vault }: TableNames, metrics: HubMetrics) =>
  [
    metrics.table(main),
    metrics.table(vault),
    ...mainIndexes.map((index) => metrics.index(main, index)),
  ].flatMap((metric) => [metric('ReadThrottleEvents'), metric('WriteThrottleEvents')]);

/** Sum over five minutes; what was not measured is 0. */
export function sumOf(
  plus: readonly cloudwatch.IMetric[],
  minus: readonly cloudwatch.IMetric[] = [],
): cloudwatch.MathExpression {
  const named = (prefix: string, metrics: readonly cloudwatch.IMetric[]) =>
    metrics.map((metric, index) => [`${prefix}${index}`, metric] as const);
  const added = named('plus', plus);
  const taken = named('minus', minus);
  const filled = ([id]: readonly [string, unknown]) => `FILL(${id}, 0)`;
  return new cloudwatch.MathExpression({
    expression: [added.map(filled).join(' + '), ...taken.map(filled)].join(' - '),
    usingMetrics: Object.fromEntries([...added, ...taken]),
    label: 'failures',
    period,
  });
}
