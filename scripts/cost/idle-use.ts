import { type MetricDefinition, metrics } from '#functions/shared/metrics';
import type { SynthesizedTemplate } from '../synthesized-templates.ts';
import type { Use } from './cost-model.ts';

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

/** What the templates cost in a month in which nobody calls: what is paid for being there. */
export function idleUse(templates: readonly SynthesizedTemplate[]): Use {
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
  };
}

const metricsOf = ({ Properties }: Resource): number =>
  ((Properties?.Metrics ?? []) as readonly { readonly MetricStat?: unknown }[]).filter(
    ({ MetricStat }) => MetricStat !== undefined,
  ).length;
