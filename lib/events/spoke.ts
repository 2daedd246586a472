import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledge } from '../acknowledge.ts';
import { addApiDestination } from './api-destination.ts';
import { eventBridgeMayEncrypt, queueSettings, ruleMaySend } from './rule-queue.ts';
import type { SpokeTarget } from './spoke-target.ts';

export interface SpokeProps {
  /** The hub's bus, its name or its ARN; of this stack's account and region. */
  readonly bus: Pick<events.IEventBus, 'eventBusName'> | string;
  /** The spoke as it is registered: `detail.spoke` of its events, and the name of its rule. */
  readonly name: string;
  readonly target: SpokeTarget;
  /** How long EventBridge tries to deliver one event: 24 unless told, which is the most. */
  readonly retryHours?: number;
  /** How often it tries: 185 unless told, which is the most. */
  readonly retryAttempts?: number;
  /** Encrypts the queues; a key of the spoke's own unless told. Its policy is added to. */
  readonly encryptionKey?: kms.Key;
}

/** What EventBridge counts for a rule: docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html */
export type RuleMetric =
  | 'Invocations'
  | 'FailedInvocations'
  | 'InvocationsSentToDlq'
  | 'InvocationsFailedToBeSentToDlq';

/**
 * How one spoke hears of changes: a rule of one line on the hub's bus, its target, and a queue for
 * what the target did not take. The event arrives whole. The rule bears the spoke's name, so a bus
 * has one subscription of a spoke, and a replay can name it.
 */
export class Spoke extends Construct {
  readonly rule: events.Rule;
  /** What could not be delivered; of a queue target also what its reader gave up. Alarm on it. */
  readonly deadLetterQueue: sqs.Queue;
  /** Where the target is a queue. */
  readonly queue: sqs.Queue | undefined;
  readonly #dimensions: Readonly<Record<string, string>>;

  constructor(scope: Construct, id: string, props: SpokeProps) {
    super(scope, id);
    const { name, target, retryHours = 24, retryAttempts = 185 } = props;
    const stack = Stack.of(this);
    const busName = busNameOf(props.bus);
    // A deployment's name has no `--` in it and a spoke's no `_`: so no two deployments, spokes or
    // queues of the hub itself (`<name>-poison`) ever want one name.
    const queueName = `${busName}--${name}`;
    const deadLetterQueueName = `${queueName}_missed`;
    // Written out, not taken from the resources: the key and the roles come before them.
    const ruleArn = stack.formatArn({
      service: 'events',
      resource: 'rule',
      resourceName: `${busName}/${name}`,
    });
    const arnOfQueue = (resource: string) => stack.formatArn({ service: 'sqs', resource });

    const key = props.encryptionKey ?? makeKey(this, name);
    key.addToResourcePolicy(
      eventBridgeMayEncrypt([
        arnOfQueue(deadLetterQueueName),
        ...(target.type === 'queue' ? [arnOfQueue(queueName)] : []),
      ]),
    );

    this.deadLetterQueue = new sqs.Queue(this, 'Missed', {
      ...queueSettings(key),
      queueName: deadLetterQueueName,
      redriveAllowPolicy:
        target.type === 'queue'
          ? { sourceQueues: [sqs.Queue.fromQueueArn(this, 'Source', arnOfQueue(queueName))] }
          : { redrivePermission: sqs.RedrivePermission.DENY_ALL },
    });
    acknowledge(this.deadLetterQueue, {
      'AwsSolutions-SQS3': 'It is the dead-letter queue of the rule and of its queue.',
    });
    this.deadLetterQueue.addToResourcePolicy(ruleMaySend([ruleArn], this.deadLetterQueue));

    if (target.type === 'queue') {
      this.queue = new sqs.Queue(this, 'Queue', {
        ...queueSettings(key),
        queueName,
        // Six times the half minute that a reader may take: docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
        visibilityTimeout: Duration.minutes(3),
        deadLetterQueue: { queue: this.deadLetterQueue, maxReceiveCount: 10 },
      });
      this.queue.addToResourcePolicy(ruleMaySend([ruleArn], this.queue));
    }

    this.rule = new events.Rule(this, 'Rule', {
      ruleName: name,
      description: `What the spoke ${name} hears of`,
      eventBus: events.EventBus.fromEventBusName(this, 'Bus', busName),
      eventPattern: { source: ['goldspoke'], detail: { spoke: [name] } },
      targets: [
        {
          bind: () => ({
            ...this.#reach(target, name, ruleArn),
            deadLetterConfig: { arn: this.deadLetterQueue.queueArn },
            retryPolicy: {
              maximumEventAgeInSeconds: Duration.hours(retryHours).toSeconds(),
              maximumRetryAttempts: retryAttempts,
            },
          }),
        },
      ],
    });
    this.#dimensions = { EventBusName: busName, RuleName: name };
  }

  /** Sums over five minutes unless told. */
  metric(metricName: RuleMetric, options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return new cloudwatch.Metric({
      namespace: 'AWS/Events',
      metricName,
      dimensionsMap: this.#dimensions,
      statistic: cloudwatch.Stats.SUM,
      ...options,
    });
  }

  /** The target's ARN, and the role that EventBridge takes where the target has no policy for it. */
  #reach(target: SpokeTarget, name: string, ruleArn: string): { arn: string; role?: iam.Role } {
    switch (target.type) {
      case 'queue':
        return { arn: this.queue?.queueArn ?? '' };
      case 'function':
        new lambda.CfnPermission(this, 'RuleMayInvoke', {
          action: 'lambda:InvokeFunction',
          functionName: target.arn,
          principal: 'events.amazonaws.com',
          sourceArn: ruleArn,
        });
        return { arn: target.arn };
      case 'api-destination': {
        const destination = addApiDestination(this, name, target);
        return {
          arn: destination.apiDestinationArn,
          role: this.#role(ruleArn, 'InvokeDestination', {
            action: 'events:InvokeApiDestination',
            // With the id that AWS adds to the name, it is the only one that the role may call.
            resource: destination.apiDestinationArn,
          }),
        };
      }
      case 'bus':
        return {
          arn: target.arn,
          role: this.#role(ruleArn, 'PutEvents', {
            action: 'events:PutEvents',
            resource: target.arn,
          }),
        };
    }
  }

  /**
   * For this rule alone to take:
   * docs.aws.amazon.com/eventbridge/latest/userguide/cross-service-confused-deputy-prevention.html
   */
  #role(
    ruleArn: string,
    sid: string,
    { action, resource }: { action: string; resource: string },
  ): iam.Role {
    const role = new iam.Role(this, 'Role', {
      description: 'What EventBridge may do for the rule of this spoke',
      assumedBy: new iam.ServicePrincipal('events.amazonaws.com', {
        conditions: {
          StringEquals: { 'aws:SourceAccount': Stack.of(this).account },
          ArnEquals: { 'aws:SourceArn': ruleArn },
        },
      }),
    });
    role.addToPolicy(new iam.PolicyStatement({ sid, actions: [action], resources: [resource] }));
    return role;
  }
}

function busNameOf(bus: SpokeProps['bus']): string {
  if (typeof bus !== 'string') return bus.eventBusName;
  return bus.startsWith('arn:') ? bus.slice(bus.lastIndexOf('/') + 1) : bus;
}

const makeKey = (scope: Construct, name: string) =>
  new kms.Key(scope, 'Key', {
    description: `Goldspoke: queues of the spoke ${name}`,
    enableKeyRotation: true,
    pendingWindow: Duration.days(30),
    // What it encrypts can be replayed from the archive.
    removalPolicy: RemovalPolicy.DESTROY,
  });
