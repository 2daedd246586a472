import { Metrics } from '@aws-lambda-powertools/metrics';
import {
  type DimensionOf,
  type MetricDefinition,
  type MetricName,
  metricNamespace,
  metrics,
} from './metrics.ts';

/**
 * Adds a value to a metric of the table in metrics.ts. A metric with a dimension takes its value as
 * the last argument.
 */
export type Measure = <N extends MetricName>(
  name: N,
  value: number,
  ...of: DimensionOf<N> extends undefined ? [] : [DimensionOf<N>]
) => void;

/** Lambda alone reads metrics out of the log; anywhere else they would be lines to nobody. */
const isEmitting = (): boolean => process.env.LAMBDA_TASK_ROOT !== undefined;

let collected: Metrics | undefined;

function collector(): Metrics {
  collected ??= new Metrics({
    namespace: metricNamespace,
    serviceName: process.env.TENANT ?? 'goldspoke',
  });
  return collected;
}

/** Collects until the invocation ends; what has a dimension is a line of its own, at once. */
export const measure: Measure = (name, value, ...of) => {
  if (!isEmitting()) return;
  const { unit, dimension }: MetricDefinition = metrics[name];
  if (dimension === undefined) collector().addMetric(name, unit, value);
  else
    collector()
      .singleMetric()
      .addDimension(dimension.name, String(of[0]))
      .addMetric(name, unit, value);
};

/** Writes what was collected as one line in CloudWatch's embedded metric format. */
export function flushMetrics(): void {
  if (collected?.hasStoredMetrics()) collected.publishStoredMetrics();
}
