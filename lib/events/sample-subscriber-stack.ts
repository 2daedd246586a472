import { Lazy, Stack, type StackProps } from 'aws-cdk-lib';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { CapabilityFunction } from '#lib/functions/capability-function';
import type { DeploymentConfig } from '../deployment-config.ts';
import { Spoke } from './spoke.ts';

export interface SampleSubscriberStackProps extends StackProps {
  readonly config: DeploymentConfig;
  readonly logsKey: kms.IKey;
  /** The spoke whose events it hears. */
  readonly spoke: string;
}

/** How a spoke in the same account listens: one rule, one function, one queue for what it could not take. */
export class SampleSubscriberStack extends Stack {
  readonly spoke: Spoke;

  constructor(scope: Construct, id: string, props: SampleSubscriberStackProps) {
    super(scope, id, props);
    const { config, logsKey, spoke } = props;

    this.spoke = new Spoke(this, 'Subscription', {
      bus: config.name,
      name: spoke,
      // The function comes after the queue that takes the calls it fails.
      target: { type: 'function', arn: Lazy.string({ produce: () => functionArn() }) },
    });
    const subscriber = new CapabilityFunction(this, 'sample-subscriber', {
      name: 'sample-subscriber',
      description: `Goldspoke: a sample of how the spoke ${spoke} listens`,
      config,
      logsKey,
      asynchronous: { deadLetterQueue: this.spoke.deadLetterQueue },
      // It is given ids and needs no table: what changed it would read through the API.
      statements: [],
      environment: {},
    });
    const functionArn = () => subscriber.function.functionArn;
  }
}
