import type { Duration } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import {
  type MetricDefinition,
  type MetricName,
  metricNamespace,
  metrics,
} from '#functions/shared/metrics';

export interface MetricChoice {
  readonly statistic?: string;
  readonly label?: string;
  readonly period?: Duration;
  readonly color?: string;
}

/** The metrics of one deployment, by the names that CloudWatch knows them under; nothing is imported from other stacks. */
export function hubMetrics(deployment: string) {
  const aws =
    (namespace: string, dimensions: Record<string, string>) =>
    (metricName: string, more: MetricChoice = {}) =>
      new Metric({
        namespace,
        metricName,
        dimensionsMap: dimensions,
        statistic: Stats.SUM,
        label: metricName,
        ...more,
      });
  const api = { ApiName: deployment, Stage: 'v1' };
  return {
    /** A metric of the table in functions/shared/metrics.ts; `value` where it has a dimension. */
    own: (metricName: MetricName, more: MetricChoice & { readonly value?: string } = {}) => {
      const { value, ...choice } = more;
      const { dimension }: MetricDefinition = metrics[metricName];
      const dimensions = {
        service: deployment,
        ...(dimension !== undefined && value !== undefined && { [dimension.name]: value }),
      };
      return aws(metricNamespace, dimensions)(metricName, {
        label: value ?? metricName,
        ...choice,
      });
    },
    api: aws('AWS/ApiGateway', api),
    route: (method: string, path: string) =>
      aws('AWS/ApiGateway', { ...api, Method: method, Resource: path }),
    function: (name: string) => aws('AWS/Lambda', { FunctionName: name }),
    queue: (name: string) => aws('AWS/SQS', { QueueName: name }),
    table: (name: string) => aws('AWS/DynamoDB', { TableName: name }),
    index: (name: string, index: string) =>
      aws('AWS/DynamoDB', { TableName: name, GlobalSecondaryIndexName: index }),
    operation: (name: string, operation: string) =>
      aws('AWS/DynamoDB', { TableName: name, Operation: operation }),
    stateMachine: (arn: string) => aws('AWS/States', { StateMachineArn: arn }),
  };
}

export type HubMetrics = ReturnType<typeof hubMetrics>;
