import { App, CfnOutput, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sqs from 'aws-cdk-lib/aws-sqs';

/**
 * What the spokes of config/rehearsal.json have of their own, deployed before the hub as their teams
 * would: the function of `mailer`, and the bus of `warehouse` with a queue behind it.
 */
const stack = new Stack(new App(), 'spokes-own');

const logGroup = new logs.LogGroup(stack, 'MailerLogs', {
  logGroupName: '/spokes-own/mailer',
  removalPolicy: RemovalPolicy.DESTROY,
});
new lambda.Function(stack, 'Mailer', {
  functionName: 'spokes-own-mailer',
  runtime: lambda.Runtime.NODEJS_24_X,
  architecture: lambda.Architecture.ARM_64,
  handler: 'index.handler',
  code: lambda.Code.fromInline(
    "exports.handler = async (event) => { console.log('heard ' + JSON.stringify(event)); };",
  ),
  logGroup,
});

const bus = new events.EventBus(stack, 'Warehouse', { eventBusName: 'spokes-own-warehouse' });
const queue = new sqs.Queue(stack, 'WarehouseQueue', { queueName: 'spokes-own-warehouse' });
new events.Rule(stack, 'WarehouseRule', {
  eventBus: bus,
  eventPattern: { source: ['goldspoke'] },
  targets: [new targets.SqsQueue(queue)],
});
new CfnOutput(stack, 'WarehouseQueueUrl', { value: queue.queueUrl });
