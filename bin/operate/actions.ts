import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { SweepInput, SweepState } from '#functions/sweep/steps';
import { type ReplayProgress, type ReplayRequest, startReplay } from '#lib/events/start-replay';
import { makeDeliver } from './deliver.ts';
import { physicalIds, readDeployment, resourceNamed } from './deployment.ts';
import { environmentOf } from './environment.ts';
import { deadLetterQueues, type RedrivenQueue, redriveQueue } from './redrive.ts';
import { type DrillReport, drillHere } from './restore-drill.ts';
import { sweepHere } from './sweep-here.ts';

/** What the command can do, so that a test can see what it is asked for. */
export interface Actions {
  readonly status: (deployment: string) => Promise<Readonly<Record<string, number>>>;
  readonly redrive: (deployment: string, queue?: string) => Promise<readonly RedrivenQueue[]>;
  readonly replayEvents: (request: ReplayRequest) => Promise<ReplayProgress>;
  /** On tables of its own, which it deletes. */
  readonly restoreDrill: (deployment: string) => Promise<DrillReport>;
  /** `table`: another main table than the deployment's, one that was restored. */
  readonly sweep: (deployment: string, input: SweepInput, table?: string) => Promise<SweepState>;
}

export const actions: Actions = {
  async status(name) {
    const queues = await queuesOf(name, new SQSClient({}));
    return Object.fromEntries(queues.map(({ url, depth }) => [nameOf(url), depth]));
  },
  async redrive(name, queue) {
    const deployment = await readDeployment(name);
    const sqs = new SQSClient({});
    const deliver = makeDeliver({
      deployment: name,
      poisonBucket: resourceNamed(deployment, 'AWS::S3::Bucket', 'PoisonBucket'),
      sweep: resourceNamed(deployment, 'AWS::StepFunctions::StateMachine', 'sweepworkflow'),
    });
    const queues = await deadLetterQueues(sqs, physicalIds(deployment, 'AWS::SQS::Queue'));
    const chosen = queues.filter(({ url }) => queue === undefined || nameOf(url) === queue);
    if (queue !== undefined && chosen.length === 0)
      throw new Error(`${queue} is no dead-letter queue of ${name}`);
    const redriven: RedrivenQueue[] = [];
    for (const each of chosen) redriven.push(await redriveQueue(sqs, each, deliver));
    return redriven;
  },
  replayEvents: (request) => startReplay(new EventBridgeClient({}), request),
  async restoreDrill(name) {
    return drillHere(environmentOf(await readDeployment(name)));
  },
  async sweep(name, input, table) {
    return sweepHere(input, environmentOf(await readDeployment(name), table));
  },
};

const queuesOf = async (name: string, sqs: SQSClient) =>
  deadLetterQueues(sqs, physicalIds(await readDeployment(name), 'AWS::SQS::Queue'));

const nameOf = (url: string): string => url.split('/').at(-1) ?? url;
