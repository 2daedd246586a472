import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { CapabilityFunction } from '#lib/functions/capability-function';
import { acknowledge } from '../acknowledge.ts';
import type { DeploymentConfig } from '../deployment-config.ts';

export interface SampleSubscriberStackProps extends StackProps {
  readonly config: DeploymentConfig;
  readonly bus: events.EventBus;
  readonly logsKey: kms.IKey;
  /** The spoke whose events it hears. */
  readonly spoke: string;
}

/** How a spoke in the same account listens: one rule, one function, one queue for what it could not take. */
export class SampleSubscriberStack extends Stack {
  constructor(scope: Construct, id: string, props: SampleSubscriberStackProps) {
    super(scope, id, props);
    const { config, bus, logsKey, spoke } = props;

    const missed = new sqs.Queue(this, 'Missed', {
      encryption: sqs.QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    acknowledge(missed, { 'AwsSolutions-SQS3': 'It is the dead-letter queue of the rule below.' });

    const subscriber = new CapabilityFunction(this, 'sample-subscriber', {
      name: 'sample-subscriber',
      description: `Goldspoke: a sample of how the spoke ${spoke} listens`,
      config,
      logsKey,
      // It is given ids and needs no table: what changed it would read through the API.
      statements: [],
      environment: {},
    });

    new events.Rule(this, 'Subscription', {
      eventBus: bus,
      eventPattern: { source: ['goldspoke'], detail: { spoke: [spoke] } },
      targets: [new targets.LambdaFunction(subscriber.function, { deadLetterQueue: missed })],
    });
  }
}
