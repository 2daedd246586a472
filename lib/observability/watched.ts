import { Stack } from 'aws-cdk-lib';
import { CfnEventSourceMapping, CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import { CfnStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { IConstruct } from 'constructs';
import { stateMachineArn } from '#lib/workflows/state-machine-arn';

/** A thing to watch. */
export interface Watched {
  /** What it is called in alarms: its name without the deployment's. */
  readonly title: string;
  /** The value of CloudWatch's dimension. */
  readonly name: string;
}

export interface WatchedFunction extends Watched {
  readonly gigabytes: number;
}

export interface WatchedResources {
  readonly functions: readonly WatchedFunction[];
  /** Functions that read a table's stream. */
  readonly streamReaders: readonly Watched[];
  /** Whatever lies here waits for a person. */
  readonly deadLetterQueues: readonly Watched[];
  /** Queues that somebody is to empty; what they give up goes to a dead-letter queue. */
  readonly workQueues: readonly Watched[];
  readonly stateMachines: readonly Watched[];
}

/**
 * Every function, queue and state machine of all stacks, found in the construct tree, so that a new
 * one is watched without being named. Names that are written out are taken as they are: then no stack
 * has to export anything to be watched.
 */
export function watchedResources(root: IConstruct, deployment: string): WatchedResources {
  const all = root.node.findAll();
  const title = (name: string) => name.replace(`${deployment}-`, '');
  const watch = (resource: IConstruct, written: string | undefined, ref: string): Watched => {
    const stack = Stack.of(resource);
    const name: unknown = stack.resolve(written);
    return typeof name === 'string'
      ? { title: title(name), name }
      : { title: `${title(stack.stackName)}-${resource.node.scope?.node.id}`, name: ref };
  };

  const functions = all.filter((each) => each instanceof CfnFunction);
  const queues = all.filter((each) => each instanceof CfnQueue);
  const mappedFromStream = all
    .filter((each) => each instanceof CfnEventSourceMapping)
    .filter(({ startingPosition }) => startingPosition !== undefined)
    .map((mapping) => JSON.stringify(Stack.of(mapping).resolve(mapping.functionName)));
  const readsStream = (each: CfnFunction) =>
    mappedFromStream.includes(JSON.stringify(Stack.of(each).resolve(each.ref)));
  const ofFunction = (each: CfnFunction): WatchedFunction => ({
    ...watch(each, each.functionName, each.ref),
    // 128 MB where a function does not say: docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
    gigabytes: (each.memorySize ?? 128) / 1024,
  });
  const ofQueue = (each: CfnQueue) => watch(each, each.queueName, each.attrQueueName);
  return {
    functions: functions.map(ofFunction),
    streamReaders: functions.filter(readsStream).map(ofFunction),
    deadLetterQueues: queues.filter(({ redrivePolicy }) => !redrivePolicy).map(ofQueue),
    workQueues: queues.filter(({ redrivePolicy }) => redrivePolicy).map(ofQueue),
    stateMachines: all
      .filter((each) => each instanceof CfnStateMachine)
      .map((each) => {
        const watched = watch(each, each.stateMachineName, each.ref);
        const isNamed = watched.name !== each.ref;
        return isNamed
          ? { ...watched, name: stateMachineArn(Stack.of(each), deployment, watched.title) }
          : watched;
      }),
  };
}
