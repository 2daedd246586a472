import { Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { closedBucket } from '#lib/data/closed-bucket';
import { queueSettings } from '#lib/events/rule-queue';
import { type Asynchronous, CapabilityFunction } from '#lib/functions/capability-function';
import type { Access } from '#lib/functions/function-access';
import { acknowledge } from '../acknowledge.ts';
import type { DeploymentConfig } from '../deployment-config.ts';
import { dedupePrefix } from './import-access.ts';
import { logDeliveryMayDecrypt, Workflow } from './workflow.ts';

export interface WorkflowsStackProps extends StackProps {
  readonly config: DeploymentConfig;
  /** Encrypts what workflows put aside between their steps. */
  readonly dataKey: kms.IKey;
  /** Encrypts definitions, histories and logs. */
  readonly operationsKey: kms.IKey;
}

export interface AddedWorkflow {
  /** Of `workflows/<name>.asl.json`. */
  readonly name: string;
  readonly description: string;
  /** `${Placeholder}` in the definition → a folder of `functions/` and what it may do. */
  readonly functions: Readonly<Record<string, StepFunction>>;
  readonly values?: Readonly<Record<string, string>>;
  readonly statements?: readonly iam.PolicyStatement[];
}

export interface StepFunction extends Access {
  /** A folder of `functions/` whose `index.ts` exports `handler`. */
  readonly name: string;
  readonly description: string;
  /** 900, which is Lambda's most, unless told. */
  readonly timeoutSeconds?: number;
  readonly memoryMb?: number;
  /** Where a rule calls it, too. */
  readonly asynchronous?: Asynchronous;
}

/** Work that takes longer than a request: state machines, their functions, and the bucket they work in. */
export class WorkflowsStack extends Stack {
  readonly workBucket: s3.Bucket;
  /**
   * Where a run waits that its schedule could not start, and a call that a rule or a schedule made in
   * vain; `bin/operate.ts redrive` sends both again.
   */
  readonly unstarted: sqs.Queue;
  /** Of everything that the deployment does by the clock. */
  readonly scheduleGroup: scheduler.ScheduleGroup;
  readonly config: DeploymentConfig;
  private readonly operationsKey: kms.IKey;

  constructor(scope: Construct, id: string, props: WorkflowsStackProps) {
    super(scope, id, props);
    this.config = props.config;
    this.operationsKey = props.operationsKey;
    this.operationsKey.addToResourcePolicy(logDeliveryMayDecrypt(this));
    this.workBucket = closedBucket(this, 'WorkBucket', {
      encryptionKey: props.dataKey,
      days: props.config.workDays,
      // Nothing in it outlives the week, so it goes with the stack as soon as it is empty.
      removalPolicy: RemovalPolicy.DESTROY,
      withoutAccessLogs:
        'Its objects live for days; who reads them is told by CloudTrail data events. Server access logs would need a second bucket with the same care.',
    });
    this.unstarted = this.#makeUnstartedQueue();
    this.scheduleGroup = new scheduler.ScheduleGroup(this, 'Schedules', {
      scheduleGroupName: props.config.name,
    });
    // CDK keeps it unless told; a deployment of this name could then not be made again.
    this.scheduleGroup.applyRemovalPolicy(RemovalPolicy.DESTROY);
    // What dedupe runs put aside is all customers, standardised; a run takes hours at most.
    this.workBucket.addLifecycleRule({ prefix: `${dedupePrefix}/`, expiration: Duration.days(1) });
  }

  #makeUnstartedQueue(): sqs.Queue {
    const queue = new sqs.Queue(this, 'Unstarted', {
      ...queueSettings(this.operationsKey),
      queueName: `${this.config.name}-unstarted`,
      redriveAllowPolicy: { redrivePermission: sqs.RedrivePermission.DENY_ALL },
    });
    acknowledge(queue, {
      'AwsSolutions-SQS3': 'It is the dead-letter queue of schedules and of calls that rules make.',
    });
    return queue;
  }

  /** One workflow with its functions. */
  addWorkflow({ name, description, functions, values, statements }: AddedWorkflow): Workflow {
    const { config, operationsKey } = this;
    const made = Object.entries(functions).map(([placeholder, step]) => {
      const { function: handler } = new CapabilityFunction(this, step.name, {
        config,
        logsKey: operationsKey,
        timeoutSeconds: 900,
        isBackground: true,
        ...step,
      });
      return [placeholder, handler] as const satisfies readonly [string, lambda.IFunction];
    });
    return new Workflow(this, `${name}-workflow`, {
      name,
      description,
      config,
      operationsKey,
      functions: Object.fromEntries(made),
      ...(values === undefined ? {} : { values }),
      ...(statements === undefined ? {} : { statements }),
    });
  }
}
