import { type App, CfnOutput, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import * as sqs from 'aws-cdk-lib/aws-sqs';

export interface DownstreamSettings {
  /** The spoke as it is registered at the hub. */
  readonly spoke: string;
  /** Name of the hub's bus, for a subscriber in the hub's account. */
  readonly hubBus: string;
  /** The hub's account, for a subscriber in another: it then brings a bus of its own. */
  readonly hubAccount: string | undefined;
}

/** A subscriber: a rule of one line → queue → function → one row for each customer. */
export function defineDownstream(app: App, settings: DownstreamSettings): Stack {
  const { spoke } = settings;
  const stack = new Stack(app, `${spoke}-customers`);
  const bus = busOf(stack, settings);

  const rows = new dynamodb.Table(stack, 'Customers', {
    partitionKey: { name: 'customerId', type: dynamodb.AttributeType.STRING },
    billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    removalPolicy: RemovalPolicy.RETAIN,
  });

  const missed = new sqs.Queue(stack, 'Missed', {
    encryption: sqs.QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
  });
  const queue = new sqs.Queue(stack, 'Queue', {
    encryption: sqs.QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
    // Six times the function's own timeout.
    visibilityTimeout: Duration.minutes(3),
    deadLetterQueue: { queue: missed, maxReceiveCount: 5 },
  });

  new events.Rule(stack, 'Subscription', {
    eventBus: bus,
    eventPattern: { source: ['goldspoke'], detail: { spoke: [spoke] } },
    targets: [new targets.SqsQueue(queue, { deadLetterQueue: missed })],
  });

  const subscriber = new NodejsFunction(stack, 'Subscriber', {
    description: `Keeps what ${spoke} knows of the hub's customers`,
    entry: `${import.meta.dirname}/handler.ts`,
    runtime: lambda.Runtime.NODEJS_24_X,
    architecture: lambda.Architecture.ARM_64,
    timeout: Duration.seconds(30),
    environment: { TABLE_NAME: rows.tableName, SPOKE: spoke },
    bundling: {
      format: OutputFormat.ESM,
      minify: true,
      target: 'node24',
      mainFields: ['module', 'main'],
      bundleAwsSDK: true,
    },
  });
  rows.grant(subscriber, 'dynamodb:UpdateItem');
  subscriber.addEventSource(
    new SqsEventSource(queue, { batchSize: 10, reportBatchItemFailures: true }),
  );
  return stack;
}

/** The hub's own bus in its account; elsewhere a bus of ours, to which the hub forwards. */
function busOf(stack: Stack, { spoke, hubBus, hubAccount }: DownstreamSettings) {
  if (hubAccount === undefined) return events.EventBus.fromEventBusName(stack, 'Bus', hubBus);

  const bus = new events.EventBus(stack, 'Bus', { eventBusName: `${spoke}-customers` });
  bus.addToResourcePolicy(
    new iam.PolicyStatement({
      sid: 'HubForwards',
      principals: [new iam.AccountPrincipal(hubAccount)],
      actions: ['events:PutEvents'],
      resources: [bus.eventBusArn],
      conditions: { StringEquals: { 'events:source': 'goldspoke' } },
    }),
  );
  new CfnOutput(stack, 'BusArn', { value: bus.eventBusArn });
  return bus;
}
