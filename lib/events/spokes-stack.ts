import { CfnOutput, Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { DeploymentConfig } from '../deployment-config.ts';
import { Spoke } from './spoke.ts';

/**
 * The subscriptions that the deployment's file names. Made again at will: what a queue held when it
 * went can be replayed from the archive.
 */
export class SpokesStack extends Stack {
  readonly spokes: readonly Spoke[];

  constructor(scope: Construct, id: string, props: StackProps & { config: DeploymentConfig }) {
    super(scope, id, props);
    const { config } = props;

    const encryptionKey = new kms.Key(this, 'QueuesKey', {
      alias: `${config.name}/spokes`,
      description: 'Goldspoke: queues of spokes',
      enableKeyRotation: true,
      pendingWindow: Duration.days(config.protectData ? 30 : 7),
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.spokes = config.spokes.map(
      (subscription) =>
        new Spoke(this, subscription.name, { ...subscription, bus: config.name, encryptionKey }),
    );

    new CfnOutput(this, 'QueuesKeyArn', { value: encryptionKey.keyArn });
    for (const { queue } of this.spokes)
      if (queue !== undefined) new CfnOutput(queue, 'Url', { value: queue.queueUrl });
  }
}
