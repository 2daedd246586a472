import { Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as sqs from 'aws-cdk-lib/aws-sqs';

/** How every queue that a rule of EventBridge sends to is kept. */
export const queueSettings = (encryptionMasterKey: kms.IKey) => ({
  encryption: sqs.QueueEncryption.KMS,
  encryptionMasterKey,
  dataKeyReuse: Duration.hours(1),
  enforceSSL: true,
  retentionPeriod: Duration.days(14),
});

/** Only these rules fill the queue. */
export const ruleMaySend = (ruleArns: readonly string[], queue: sqs.Queue) =>
  new iam.PolicyStatement({
    sid: 'ItsRulesSend',
    principals: [new iam.ServicePrincipal('events.amazonaws.com')],
    actions: ['sqs:SendMessage'],
    resources: [queue.queueArn],
    conditions: { ArnEquals: { 'aws:SourceArn': ruleArns } },
  });

/**
 * The key is for these queues only. Not by `aws:SourceArn`: SQS asks KMS without it when EventBridge
 * sends, and events would be lost without a word. SQS names its queue in the encryption context:
 * docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
 */
export const eventBridgeMayEncrypt = (queueArns: readonly string[]) =>
  new iam.PolicyStatement({
    principals: [new iam.ServicePrincipal('events.amazonaws.com')],
    actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
    // In a key's policy `*` is the key itself.
    resources: ['*'],
    conditions: { StringEquals: { 'kms:EncryptionContext:aws:sqs:arn': [...queueArns] } },
  });
