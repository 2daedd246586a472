import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { putRecord } from '#functions/records/contract';
import { descriptionOf } from './alarm-kinds.ts';
import type { HubMetrics } from './hub-metrics.ts';
import {
  type BurnRate,
  burnRates,
  leastEvents,
  type Objective,
  type ObjectiveName,
  objectives,
} from './objectives.ts';

/** What an objective counts: all events, and either the bad ones or how long each took. */
type Counted =
  | { readonly total: cloudwatch.IMetric; readonly bad: cloudwatch.IMetric }
  | { readonly total: cloudwatch.IMetric; readonly took: cloudwatch.IMetric };

const countedBy = (metrics: HubMetrics): Record<ObjectiveName, Counted> => {
  const within = (
    name: keyof typeof objectives,
    metric: (statistic: string) => cloudwatch.Metric,
  ) => {
    const { withinMs = 0 }: Objective = objectives[name];
    return {
      total: metric(cloudwatch.Stats.SAMPLE_COUNT),
      took: metric(cloudwatch.Stats.percentileRank(0, withinMs)),
    };
  };
  const ingest = metrics.route(putRecord.method, putRecord.path);
  return {
    'api-availability': { total: metrics.api('Count'), bad: metrics.api('5XXError') },
    'ingest-latency': within('ingest-latency', (statistic) => ingest('Latency', { statistic })),
    'syndication-lag': within('syndication-lag', (statistic) =>
      metrics.own('SyndicationLag', { statistic }),
    ),
  };
};

/**
 * For each objective one alarm that rings: both windows of the fast burn rate, or both of the slow.
 * The alarms under it, one for each window, ring nobody. No traffic is no trouble.
 */
export function addObjectiveAlarms(
  scope: Construct,
  deployment: string,
  metrics: HubMetrics,
): readonly cloudwatch.AlarmBase[] {
  const counted = countedBy(metrics);
  return (Object.keys(objectives) as ObjectiveName[]).map((name) => {
    const window = (burn: BurnRate, length: 'long' | 'short') =>
      new cloudwatch.Alarm(scope, `${name}-${burn.name}-${length}`, {
        alarmName: `${deployment}-${name}-${burn.name}-${length}`,
        alarmDescription: descriptionOf(
          name,
          `${burn.name} burn, ${length} window: part of ${deployment}-${name}`,
        ),
        metric: burnRateOf(objectives[name], counted[name], burn, length),
        threshold: burn.rate,
        comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
        evaluationPeriods: 1,
        treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      });
    return new cloudwatch.CompositeAlarm(scope, name, {
      compositeAlarmName: `${deployment}-${name}`,
      alarmDescription: descriptionOf(name),
      alarmRule: cloudwatch.AlarmRule.anyOf(
        ...burnRates.map((burn) =>
          cloudwatch.AlarmRule.allOf(window(burn, 'long'), window(burn, 'short')),
        ),
      ),
    });
  });
}

/** How many times as fast as it may the error budget burns: the share of bad events over the share allowed. */
export function burnRateOf(
  { target }: Objective,
  counted: Counted,
  { longMinutes, shortMinutes }: BurnRate,
  length: 'long' | 'short',
): cloudwatch.MathExpression {
  const budget = Number((1 - target).toFixed(6));
  const badShare = 'bad' in counted ? 'bad / total' : '(100 - good) / 100';
  const rate = `(${badShare}) / ${budget}`;
  const needsTotal = 'bad' in counted || length === 'long';
  return new cloudwatch.MathExpression({
    expression: length === 'long' ? `IF(total >= ${leastEvents}, ${rate}, 0)` : rate,
    usingMetrics: {
      ...('bad' in counted ? { bad: counted.bad } : { good: counted.took }),
      ...(needsTotal && { total: counted.total }),
    },
    label: 'burn rate',
    period: Duration.minutes(length === 'long' ? longMinutes : shortMinutes),
  });
}
