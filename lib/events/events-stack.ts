import { ArnFormat, CfnOutput, Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { acknowledge } from '../acknowledge.ts';
import type { DeploymentConfig } from '../deployment-config.ts';
import { logGroupPrefix, webAclLogGroup } from '../names.ts';
import { addSchemaRegistry } from './schema-registry.ts';
import { letAccountsPutRules } from './spoke-accounts.ts';

/**
 * What carries facts about customers and never the customers' values: the bus that spokes subscribe
 * to, its archive, the schemas of its events, the queue of what could not be published, and the key
 * of these and of all logs.
 * Spokes' rules hang on the bus by its name, so the bus outlives the API.
 */
export class EventsStack extends Stack {
  readonly operationsKey: kms.Key;
  readonly bus: events.EventBus;
  readonly poisonQueue: sqs.Queue;

  constructor(scope: Construct, id: string, props: StackProps & { config: DeploymentConfig }) {
    const { config } = props;
    super(scope, id, { ...props, terminationProtection: config.protectData });
    const removalPolicy = config.protectData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
    const poisonQueueName = `${config.name}-poison`;
    // Written out, not taken from the resources: these use the key, so its policy cannot wait for them.
    const busArn = this.formatArn({
      service: 'events',
      resource: 'event-bus',
      resourceName: config.name,
    });
    const poisonQueueArn = this.formatArn({ service: 'sqs', resource: poisonQueueName });

    this.operationsKey = new kms.Key(this, 'OperationsKey', {
      alias: `${config.name}/operations`,
      description: 'Goldspoke: events, their archive, the poison queue and logs',
      enableKeyRotation: true,
      pendingWindow: Duration.days(config.protectData ? 30 : 7),
      removalPolicy,
    });
    for (const statement of [
      logsMayEncrypt(this, config.name),
      ...eventBridgeMayEncrypt(busArn, poisonQueueArn),
    ])
      this.operationsKey.addToResourcePolicy(statement);

    this.poisonQueue = new sqs.Queue(this, 'PoisonQueue', {
      queueName: poisonQueueName,
      encryption: sqs.QueueEncryption.KMS,
      encryptionMasterKey: this.operationsKey,
      dataKeyReuse: Duration.hours(1),
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      visibilityTimeout: Duration.minutes(5),
      // What lies here waits for a person; no other queue may empty itself into it.
      redriveAllowPolicy: { redrivePermission: sqs.RedrivePermission.DENY_ALL },
      removalPolicy,
    });
    this.poisonQueue.addToResourcePolicy(
      new iam.PolicyStatement({
        sid: 'BusSendsWhatItCannotEncrypt',
        principals: [new iam.ServicePrincipal('events.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [this.poisonQueue.queueArn],
        conditions: { ArnEquals: { 'aws:SourceArn': busArn } },
      }),
    );
    acknowledge(this.poisonQueue, {
      'AwsSolutions-SQS3': 'It is the dead-letter queue: of the stream consumers and of the bus.',
    });

    this.bus = new events.EventBus(this, 'Bus', {
      eventBusName: config.name,
      description: 'Changes of customers, for the spokes of this deployment',
      kmsKey: this.operationsKey,
      deadLetterQueue: this.poisonQueue,
    });
    this.bus.applyRemovalPolicy(removalPolicy);
    letAccountsPutRules(this.bus, config.spokeAccounts);
    addSchemaRegistry(this, config.name);

    // Not the Archive construct: it would add an action with a wildcard to the key's policy.
    new events.CfnArchive(this, 'Archive', {
      archiveName: config.name,
      sourceArn: this.bus.eventBusArn,
      description: 'Events that can be replayed to a spoke',
      eventPattern: { source: ['goldspoke'] },
      retentionDays: config.eventArchiveDays,
      kmsKeyIdentifier: this.operationsKey.keyArn,
    });

    new CfnOutput(this, 'BusArn', { value: this.bus.eventBusArn });
    new CfnOutput(this, 'PoisonQueueUrl', { value: this.poisonQueue.queueUrl });
  }
}

/**
 * CloudWatch Logs may use the key for this deployment's log groups and no others.
 * docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
 */
const logsMayEncrypt = (stack: Stack, name: string) =>
  new iam.PolicyStatement({
    sid: 'LogsOfThisDeployment',
    principals: [new iam.ServicePrincipal(`logs.${stack.region}.amazonaws.com`)],
    actions: [
      'kms:Decrypt',
      'kms:DescribeKey',
      'kms:Encrypt',
      'kms:GenerateDataKey',
      'kms:GenerateDataKeyWithoutPlaintext',
      'kms:ReEncryptFrom',
      'kms:ReEncryptTo',
    ],
    // In a key's policy `*` is the key itself.
    resources: ['*'],
    conditions: {
      ArnLike: {
        'kms:EncryptionContext:aws:logs:arn': [
          `${logGroupPrefix(name)}/*`,
          webAclLogGroup(name),
        ].map((resourceName) =>
          stack.formatArn({
            service: 'logs',
            resource: 'log-group',
            resourceName,
            arnFormat: ArnFormat.COLON_RESOURCE_NAME,
          }),
        ),
      },
    },
  });

/**
 * EventBridge may use the key for the bus, its archive and the bus's dead letters.
 * docs.aws.amazon.com/eventbridge/latest/userguide/eb-encryption-key-policy.html
 */
const eventBridgeMayEncrypt = (busArn: string, queueArn: string) => {
  const principals = [new iam.ServicePrincipal('events.amazonaws.com')];
  return [
    new iam.PolicyStatement({
      sid: 'EventBridgeChecksTheKey',
      principals,
      actions: ['kms:DescribeKey'],
      resources: ['*'],
    }),
    new iam.PolicyStatement({
      sid: 'EventBridgeArchivesTheBus',
      principals,
      actions: ['kms:Decrypt', 'kms:GenerateDataKey', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'],
      resources: ['*'],
      conditions: { StringEquals: { 'kms:EncryptionContext:aws:events:event-bus:arn': busArn } },
    }),
    new iam.PolicyStatement({
      sid: 'EventBridgeQueuesDeadLetters',
      principals,
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      resources: ['*'],
      conditions: { StringEquals: { 'kms:EncryptionContext:aws:sqs:arn': queueArn } },
    }),
  ];
};
