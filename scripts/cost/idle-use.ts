import { type MetricDefinition, metrics } from '#functions/shared/metrics';
import type { SynthesizedTemplate } from '../synthesized-templates.ts';
import assumptions from './assumptions.json' with { type: 'json' };
import { together, type Use } from './cost-model.ts';
import type { Measured, Units } from './measured.ts';

interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

const listIn = (of: Resource, property: string): number => {
  const list = of.Properties?.[property];
  return Array.isArray(list) ? list.length : 0;
};

/** Metrics of our own that a busy hub emits: one for each value of a dimension. */
const ownMetrics = (Object.values(metrics) as readonly MetricDefinition[]).reduce(
  (sum, { dimension }) => sum + (dimension?.values.length ?? 1),
  0,
);

const hoursInMonth = 730;

/** How often a schedule calls in a month. */
function callsAMonth(expression: string): number {
  const [, count = '', unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  const hours = { minute: 1 / 60, hour: 1, day: 24 }[unit];
  if (hours !== undefined) return hoursInMonth / (Number(count) * hours);
  // Of minute, hour, day of the month, month, day of the week, year: ours name one time of a day.
  const [, , day, , weekday] = /^cron\((.+)\)$/.exec(expression)?.[1]?.split(' ') ?? [];
  if (day === undefined) throw new Error(`a schedule of another form: ${expression}`);
  return hoursInMonth / (/[A-Z]/.test(weekday ?? '') ? 168 : 24);
}

/** What clocks call, though nothing is due: the function's time is assumed, its units are counted. */
function quietUse({ Properties = {} }: Resource, quietLooks: Readonly<Record<string, Units>>): Use {
  const calls = callsAMonth(String(Properties.ScheduleExpression));
  const name = Object.keys(quietLooks).find((each) => String(Properties.Name).endsWith(`-${each}`));
  const { readUnits = 0, writeUnits = 0 } = quietLooks[name ?? ''] ?? {};
  return {
    scheduledCall: calls,
    lambdaRequest: calls,
    lambdaGbSecond: calls * assumptions.secondsOfOneQuietLook * assumptions.lambdaMemoryGb,
    tableRead: calls * readUnits,
    tableWrite: calls * writeUnits,
  };
}

/** What the templates cost in a month in which nobody calls: what is paid for being there. */
export function idleUse(
  templates: readonly SynthesizedTemplate[],
  { quietLooks }: Pick<Measured, 'quietLooks'>,
): Use {
  const resources = templates.flatMap(
    ({ Resources = {} }) => Object.values(Resources) as Resource[],
  );
  const ofType = (type: string) => resources.filter(({ Type }) => Type === type);
  const acls = ofType('AWS::WAFv2::WebACL');
  return {
    kmsKeyMonth: ofType('AWS::KMS::Key').length,
    alarmMonth: ofType('AWS::CloudWatch::Alarm').reduce(
      // An alarm over a sum of metrics is paid for each of them.
      (sum, alarm) => sum + Math.max(1, metricsOf(alarm)),
      0,
    ),
    compositeAlarmMonth: ofType('AWS::CloudWatch::CompositeAlarm').length,
    customMetricMonth: ownMetrics,
    dashboardMonth: ofType('AWS::CloudWatch::Dashboard').length,
    webAclMonth: acls.length,
    webAclRuleMonth: acls.reduce((sum, acl) => sum + listIn(acl, 'Rules'), 0),
    ...together(
      ...ofType('AWS::Scheduler::Schedule').map((schedule) => quietUse(schedule, quietLooks)),
    ),
  };
}

const metricsOf = ({ Properties }: Resource): number =>
  ((Properties?.Metrics ?? []) as readonly { readonly MetricStat?: unknown }[]).filter(
    ({ MetricStat }) => MetricStat !== undefined,
  ).length;
