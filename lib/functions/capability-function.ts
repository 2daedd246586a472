import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AssetHashType, DockerImage, Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledge } from '../acknowledge.ts';
import type { DeploymentConfig } from '../deployment-config.ts';
import { logGroupPrefix } from '../names.ts';
import { repositoryRoot } from '../repository-root.ts';
import { bundleFunction } from './bundle-function.ts';
import { sendFailedCalls } from './statements.ts';

export interface CapabilityFunctionProps {
  /** A folder of `functions/` whose `index.ts` exports `handler`. */
  readonly name: string;
  readonly description: string;
  readonly config: DeploymentConfig;
  /** Encrypts the logs. */
  readonly logsKey: kms.IKey;
  /** Everything the function may do, besides writing its own logs and traces. */
  readonly statements: readonly iam.PolicyStatement[];
  readonly environment: Readonly<Record<string, string>>;
  /** Findings of cdk-nag about `statements` → why they stand. */
  readonly acknowledged?: Readonly<Record<string, string>>;
  /** Files that lie beside the bundle: path → bytes. */
  readonly filesBeside?: Readonly<Record<string, () => Uint8Array>>;
  /** 1024 unless told: at 1769 MB Lambda gives one whole vCPU. */
  readonly memoryMb?: number;
  /** 28 unless told: API Gateway waits 29, and the store’s calls with their repeats take 20 at most. */
  readonly timeoutSeconds?: number;
  /**
   * For a function that something calls without waiting for its answer: a rule of EventBridge, a
   * schedule, a notification of S3. Lambda tries such a call three times; then what it was called
   * with, and its error, go to this queue. Streams and queues have their own failure destination.
   */
  readonly asynchronous?: Asynchronous;
  /**
   * Work that nobody waits for: at most `backgroundConcurrency` of it runs at once, so that it leaves
   * Lambda and the tables to those who wait. Not for streams, whose shards bound them.
   */
  readonly isBackground?: boolean;
}

export interface Asynchronous {
  readonly deadLetterQueue: sqs.IQueue;
  /** How long Lambda keeps a call that it cannot run. 6 hours unless told, which is the most. */
  readonly maxAgeMinutes?: number;
}

/** How every Lambda of Goldspoke is built, run, logged and confined. All defaults live here. */
export class CapabilityFunction extends Construct {
  readonly function: lambda.Function;
  readonly role: iam.Role;

  constructor(scope: Construct, id: string, props: CapabilityFunctionProps) {
    super(scope, id);
    const { name, config } = props;
    const functionName = `${config.name}-${name}`;

    const logGroup = new logs.LogGroup(this, 'Logs', {
      logGroupName: `${logGroupPrefix(config.name)}/functions/${name}`,
      encryptionKey: props.logsKey,
      retention: config.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });

    this.role = new iam.Role(this, 'Role', {
      description: `What ${functionName} may do`,
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
    });
    for (const statement of [
      writeLogs(logGroup),
      writeTraces(),
      ...(props.asynchronous === undefined
        ? []
        : sendFailedCalls(props.asynchronous.deadLetterQueue)),
      ...props.statements,
    ])
      this.role.addToPolicy(statement);
    acknowledge(this.role, {
      'AwsSolutions-IAM5[Resource::*]':
        'X-Ray has no resources to name: PutTraceSegments and PutTelemetryRecords take only *.',
      ...props.acknowledged,
    });

    this.function = new lambda.Function(this, 'Function', {
      functionName,
      description: props.description,
      code: bundledCode(name, props.filesBeside),
      handler: 'index.handler',
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.ARM_64,
      memorySize: props.memoryMb ?? 1024,
      timeout: Duration.seconds(props.timeoutSeconds ?? 28),
      role: this.role.withoutPolicyUpdates(),
      logGroup,
      loggingFormat: lambda.LoggingFormat.JSON,
      applicationLogLevelV2: applicationLogLevels[config.logLevel],
      systemLogLevelV2: lambda.SystemLogLevel.WARN,
      tracing: lambda.Tracing.ACTIVE,
      // A function that calls itself through S3, SQS or SNS is stopped after 16 rounds:
      // docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html
      recursiveLoop: lambda.RecursiveLoop.TERMINATE,
      ...(props.isBackground === true &&
        config.backgroundConcurrency !== undefined && {
          reservedConcurrentExecutions: config.backgroundConcurrency,
        }),
      environment: {
        // Names the deployment in its metrics, too.
        TENANT: config.name,
        ...props.environment,
        LOG_LEVEL: config.logLevel,
        NODE_OPTIONS: '--enable-source-maps',
      },
    });
    // The function must not start before its role may write logs; `withoutPolicyUpdates` hides that.
    this.function.node.addDependency(this.role);

    if (props.asynchronous !== undefined) {
      const { deadLetterQueue, maxAgeMinutes = 360 } = props.asynchronous;
      const settings = new lambda.EventInvokeConfig(this, 'Asynchronous', {
        function: this.function,
        maxEventAge: Duration.minutes(maxAgeMinutes),
        retryAttempts: 2,
        // Not the construct for queues: it would grant the role more than to send.
        onFailure: { bind: () => ({ destination: deadLetterQueue.queueArn }) },
      });
      settings.node.addDependency(this.role);
    }
  }
}

const applicationLogLevels = {
  DEBUG: lambda.ApplicationLogLevel.DEBUG,
  INFO: lambda.ApplicationLogLevel.INFO,
  WARN: lambda.ApplicationLogLevel.WARN,
  ERROR: lambda.ApplicationLogLevel.ERROR,
} as const;

/** Bundled by esbuild in this process at synthesis: no container, no network, the same bytes each time. */
const bundledCode = (
  name: string,
  filesBeside: CapabilityFunctionProps['filesBeside'] = {},
): lambda.Code =>
  lambda.Code.fromAsset(`${repositoryRoot}functions/${name}`, {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // Required by the type and never pulled: the local bundler below always does the work.
      image: DockerImage.fromRegistry('scratch'),
      local: {
        tryBundle(outDir) {
          bundleFunction(name, outDir);
          for (const [path, bytes] of Object.entries(filesBeside)) {
            const file = join(outDir, path);
            mkdirSync(dirname(file), { recursive: true });
            writeFileSync(file, bytes());
          }
          return true;
        },
      },
    },
  });

const writeLogs = (logGroup: logs.LogGroup) =>
  new iam.PolicyStatement({
    sid: 'WriteOwnLogs',
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    // This ARN ends with `:*`, which stands for the group's streams.
    resources: [logGroup.logGroupArn],
  });

const writeTraces = () =>
  new iam.PolicyStatement({
    sid: 'WriteTraces',
    actions: ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'],
    resources: ['*'],
  });
