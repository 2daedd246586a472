import { availableParallelism } from 'node:os';
import { administratorToken } from './administrator-token.ts';
import { cachedAuthorizer } from './authorization-cache.ts';
import { type Endpoint, serveAwsJson } from './aws-json-server.ts';
import { boundedFile } from './bounded-file.ts';
import type { DataFolder } from './data-folder.ts';
import { type LocalDynamoDb, startDynamoDb } from './dynamodb.ts';
import {
  addressEnvironment,
  busName,
  checkpointBucket,
  functionEnvironment,
  poisonBucket,
  prepareCredentials,
  tableNames,
  workBucket,
} from './environment.ts';
import { localEventBus } from './event-bus.ts';
import { firstSteward, type SignInData } from './first-steward.ts';
import { gateway } from './gateway.ts';
import { localKms } from './kms.ts';
import { startObjectStore } from './objects.ts';
import { localQueue } from './queue.ts';
import { referencePage } from './reference-page.ts';
import { rules } from './rules.ts';
import { runSchedules } from './schedule.ts';
import { type RunningServer, startServer } from './server.ts';
import type { Checkpoint } from './shard-reader.ts';
import { signIn } from './sign-in.ts';
import { stepThreads } from './step-threads.ts';
import { type StreamThread, startStreamThread } from './stream-thread.ts';
import { throttlePerCaller } from './throttle.ts';
import { tokenSigner } from './token-signer.ts';
import { localUserPool, type UserPool } from './user-pool.ts';
import { type WorkflowRunner, workflowRunner } from './workflows.ts';

export interface HubOptions {
  readonly folder: DataFolder;
  readonly port: number;
  readonly token?: string | undefined;
  readonly dynamoDbEndpoint?: string | undefined;
  /** How often functions are called that run by the clock; ten minutes unless told. */
  readonly scheduleSeconds?: number | undefined;
  /** Of each caller; unbounded without it. Twice as many may come at once. */
  readonly requestsPerSecond?: number | undefined;
  /** Of the hub itself; the functions log for themselves. Never a personal value. */
  readonly log: (message: string, facts: Readonly<Record<string, unknown>>) => void;
}

export interface Hub {
  readonly url: string;
  readonly token: string;
  readonly steward: SignInData;
  readonly folder: DataFolder;
  /** Rejects when something the hub cannot live without ended. */
  readonly died: Promise<never>;
  /** True when all that was written has been published and matched again. */
  readonly drained: (timeoutMs: number) => Promise<boolean>;
  /** Answers the requests that run, lets the consumers finish, ends everything. */
  readonly stop: () => Promise<void>;
}

const maxEventFileBytes = 64 * 1024 * 1024;
const maxLetterFileBytes = 1024 * 1024;
const drainTimeoutMs = 5000;

/**
 * The whole hub in this process: DynamoDB, KMS, the bus, the queue and the object store of this
 * machine, the stream's consumers and the API over them. The functions learn where things are from
 * the environment, which is why a process can hold one hub only.
 */
export async function startHub(options: HubOptions): Promise<Hub> {
  const { folder, log } = options;
  const ends: (() => unknown)[] = [];
  const endAll = async () => {
    for (const end of ends.toReversed()) await end();
  };
  try {
    const credentials = prepareCredentials(process.env);
    const dynamoDb = await startDynamoDb(folder, tableNames, options.dynamoDbEndpoint);
    ends.push(dynamoDb.stop);
    const services = await startServices(folder, log);
    ends.push(services.close);
    const objects = await startObjectStore({
      directory: folder.path('objects'),
      buckets: [poisonBucket, workBucket, checkpointBucket],
      ...credentials,
    });
    ends.push(objects.close);
    Object.assign(
      process.env,
      functionEnvironment({
        dynamoDbUrl: dynamoDb.url,
        streamsUrl: dynamoDb.streamsUrl,
        servicesUrl: services.url,
        objectsUrl: objects.url,
        keyArn: services.keyArn,
        signingKeyArn: services.signingKeyArn,
      }),
    );
    const { token, steward, server, stream } = await startFunctions(
      options,
      dynamoDb,
      services,
      ends,
    );
    return {
      url: server.url,
      token,
      steward,
      folder,
      died: Promise.race([dynamoDb.died, stream.died]),
      drained: stream.drained,
      stop: endAll,
    };
  } catch (error) {
    await endAll();
    throw error;
  }
}

/** What the functions and the sign-in have of the services. */
interface Means {
  readonly runner: WorkflowRunner;
  readonly pool: UserPool;
}

/** KMS, the bus, the queue, the user pool and Step Functions behind one endpoint. */
async function startServices(
  folder: DataFolder,
  log: HubOptions['log'],
): Promise<Endpoint & Means & { keyArn: string; signingKeyArn: string }> {
  const kms = localKms(folder.path('kms.json'));
  const events = boundedFile(folder.path('events.ndjson'), maxEventFileBytes);
  const bus = localEventBus({
    name: busName,
    keep: events.append,
    rules,
    onFailure: (rule, error) => log('subscriber failed', { rule, error: nameOf(error) }),
  });
  const letters = boundedFile(folder.path('letters.ndjson'), maxLetterFileBytes);
  const pool = localUserPool({
    state: folder.state,
    keyFile: folder.path('user-pool'),
    post: (letter) => letters.append(`${JSON.stringify(letter)}\n`),
  });
  const { workflows } = await import('#functions/manifest');
  const threads = stepThreads(workflows, availableParallelism());
  const runner = workflowRunner({
    state: folder.state,
    workflows: threads.workflows,
    // A sweep belongs to no import, run or request; lib/workflows/run-workflows.ts.
    toldOfDeath: Object.keys(workflows).filter((workflow) => workflow !== 'sweep'),
    onFailure: (execution, error) => log('workflow failed', { execution, error: nameOf(error) }),
  });
  const endpoint = await serveAwsJson({
    ...kms.operations,
    ...bus,
    ...localQueue(folder.state),
    ...pool.operations,
    ...runner.operations,
  });
  return {
    runner: {
      ...runner,
      stop: async () => {
        threads.pause();
        await runner.stop();
        await threads.stop();
      },
    },
    pool,
    url: endpoint.url,
    keyArn: kms.keyArn,
    signingKeyArn: kms.signingKeyArn,
    close: async () => {
      await endpoint.close();
      events.close();
      letters.close();
    },
  };
}

/** Loads the functions only now: they read the environment when they are first called. */
async function startFunctions(
  options: HubOptions,
  dynamoDb: LocalDynamoDb,
  { runner, pool }: Means,
  ends: (() => unknown)[],
) {
  const { folder, port, log, requestsPerSecond } = options;
  const [{ capabilities, schedules, streamConsumers }, { handler: authorizer }, { realServices }] =
    await Promise.all([
      import('#functions/manifest'),
      import('#functions/authorizer/index'),
      import('#functions/shared/services'),
    ]);
  const token = await administratorToken(realServices(), folder.path('token'), options.token);
  const steward = await firstSteward(pool, realServices(), folder.path('steward'));
  const stream = await startStream(folder, dynamoDb, Object.keys(streamConsumers), log);
  ends.push(stream.stop, () => stream.drained(drainTimeoutMs));
  const scheduled = runSchedules({
    functions: schedules,
    everySeconds: options.scheduleSeconds ?? 600,
    onFailure: (name, error) => log('scheduled call failed', { name, error: nameOf(error) }),
  });
  ends.push(scheduled.stop);
  const cached = cachedAuthorizer(authorizer);
  const server: RunningServer = await startServer({
    port,
    answer: gateway({
      capabilities,
      authorizer: cached.authorizer,
      throttle:
        requestsPerSecond === undefined
          ? undefined
          : throttlePerCaller({ requestsPerSecond, burst: 2 * requestsPerSecond }),
      onWrite: (capability) => {
        if (capability === 'access') cached.forget();
        stream.nudge();
      },
    }),
    signIn: signIn(pool, await tokenSigner(folder.path('signing-key.json')), () => server.url),
    page: referencePage,
  });
  // The port is known only now; nobody was signed in by now.
  Object.assign(process.env, addressEnvironment(server.url));
  // Threads get a copy of the environment.
  runner.resume();
  ends.push(runner.stop, server.close);
  return { token, steward, server, stream };
}

function startStream(
  folder: DataFolder,
  dynamoDb: LocalDynamoDb,
  consumers: readonly string[],
  log: HubOptions['log'],
): Promise<StreamThread> {
  const key = (consumer: string) => `checkpoint ${consumer}`;
  const known = consumers.map((name) => [name, folder.read(key(name)) as Checkpoint | undefined]);
  return startStreamThread({
    tableName: tableNames.main,
    checkpoints: Object.fromEntries(known.filter(([, checkpoint]) => checkpoint !== undefined)),
    onCheckpoint: (consumer, checkpoint) => folder.write(key(consumer), checkpoint),
    onPassed: (sequenceNumber) => dynamoDb.trim(tableNames.main, sequenceNumber),
    onFailure: (consumer, error) => log('consumer failed', { consumer, error }),
  });
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'unknown');
