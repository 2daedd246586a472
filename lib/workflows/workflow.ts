import { readFileSync } from 'node:fs';
import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as stepfunctions from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { acknowledge } from '../acknowledge.ts';
import type { DeploymentConfig } from '../deployment-config.ts';
import { logGroupPrefix } from '../names.ts';
import { repositoryRoot } from '../repository-root.ts';
import { stateMachineArn, stateMachineName } from './state-machine-arn.ts';

export interface WorkflowProps {
  /** Of `workflows/<name>.asl.json`, and of the state machine. */
  readonly name: string;
  readonly description: string;
  readonly config: DeploymentConfig;
  /** Encrypts definition, history and logs. */
  readonly operationsKey: kms.IKey;
  /** `${Placeholder}` in the definition → the function whose ARN stands there. It may call these and no others. */
  readonly functions: Readonly<Record<string, lambda.IFunction>>;
  /** Other placeholders, such as the name of a bucket. */
  readonly values?: Readonly<Record<string, string>>;
  /** What the state machine does by itself, besides calling its functions. */
  readonly statements?: readonly iam.PolicyStatement[];
}

/** How long one data key of KMS serves: docs.aws.amazon.com/step-functions/latest/dg/encryption-at-rest.html */
const dataKeySeconds = 300;

/**
 * A state machine from its definition in Amazon States Language. Its log tells every state that was
 * entered and left, and never what was handed over.
 *
 * Not the StateMachine construct: that would write this machine's ARN into the policy of a key that
 * outlives it, and give its role actions with wildcards.
 */
export class Workflow extends Construct {
  readonly arn: string;
  /** The functions that it calls, as they were given. */
  readonly functions: Readonly<Record<string, lambda.IFunction>>;
  readonly role: iam.Role;
  readonly logGroup: logs.LogGroup;

  constructor(scope: Construct, id: string, props: WorkflowProps) {
    super(scope, id);
    const { name, config, operationsKey } = props;
    const stack = Stack.of(this);
    this.arn = stateMachineArn(stack, config.name, name);
    this.functions = props.functions;

    this.logGroup = new logs.LogGroup(this, 'Logs', {
      logGroupName: `${logGroupPrefix(config.name)}/workflows/${name}`,
      encryptionKey: operationsKey,
      retention: config.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.role = this.makeRole(props);
    const policy = new iam.Policy(this, 'Policy', {
      roles: [this.role],
      statements: [
        callFunctions(Object.values(props.functions)),
        ...encryptHistory(stack, operationsKey, this.arn),
        writeLogs(),
        writeTraces(),
        ...(props.statements ?? []),
      ],
    });
    acknowledge(policy, {
      'AwsSolutions-IAM5[Resource::*]':
        'Neither log deliveries nor X-Ray have resources to name: docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html and …/xray-iam.html',
    });

    const machine = new stepfunctions.CfnStateMachine(this, 'StateMachine', {
      stateMachineName: stateMachineName(config.name, name),
      stateMachineType: 'STANDARD',
      definitionString: readDefinition(props),
      definitionSubstitutions: {
        ...Object.fromEntries(
          Object.entries(props.functions).map(([key, { functionArn }]) => [key, functionArn]),
        ),
        ...props.values,
      },
      roleArn: this.role.roleArn,
      loggingConfiguration: {
        level: 'ALL',
        includeExecutionData: false,
        destinations: [{ cloudWatchLogsLogGroup: { logGroupArn: this.logGroup.logGroupArn } }],
      },
      tracingConfiguration: { enabled: true },
      encryptionConfiguration: {
        type: 'CUSTOMER_MANAGED_KMS_KEY',
        kmsKeyId: operationsKey.keyArn,
        kmsDataKeyReusePeriodSeconds: dataKeySeconds,
      },
    });
    // Step Functions tries the role when it makes the machine.
    machine.node.addDependency(policy);
  }

  /** Step Functions takes the role for this machine and for nobody else's. */
  private makeRole({ name, config }: WorkflowProps): iam.Role {
    return new iam.Role(this, 'Role', {
      description: `What the workflow ${name} may do`,
      assumedBy: new iam.ServicePrincipal('states.amazonaws.com', {
        conditions: {
          ArnLike: { 'aws:SourceArn': stateMachineArn(Stack.of(this), config.name, name) },
          StringEquals: { 'aws:SourceAccount': Stack.of(this).account },
        },
      }),
    });
  }
}

/** The definition without white space. Throws where a placeholder has nothing to stand for it. */
function readDefinition({ name, functions, values = {} }: WorkflowProps): string {
  const file = `${repositoryRoot}workflows/${name}.asl.json`;
  const text = JSON.stringify(JSON.parse(readFileSync(file, 'utf8')));
  const placeholders = [...text.matchAll(/\$\{(\w+)\}/g)].map(
    ([, placeholder = '']) => placeholder,
  );
  const known = new Set([...Object.keys(functions), ...Object.keys(values)]);
  const unknown = placeholders.filter((each) => !known.has(each));
  if (unknown.length > 0) throw new Error(`${file}: nothing stands for ${unknown.join(', ')}`);
  return text;
}

const callFunctions = (functions: readonly lambda.IFunction[]) =>
  new iam.PolicyStatement({
    sid: 'CallItsFunctions',
    actions: ['lambda:InvokeFunction'],
    resources: functions.map(({ functionArn }) => functionArn),
  });

/** docs.aws.amazon.com/step-functions/latest/dg/encryption-at-rest.html */
const encryptHistory = (stack: Stack, key: kms.IKey, machineArn: string) => [
  new iam.PolicyStatement({
    sid: 'EncryptItsHistory',
    actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
    resources: [key.keyArn],
    conditions: {
      StringEquals: { 'kms:EncryptionContext:aws:states:stateMachineArn': machineArn },
    },
  }),
  new iam.PolicyStatement({
    sid: 'EncryptItsLogDelivery',
    actions: ['kms:GenerateDataKey'],
    resources: [key.keyArn],
    conditions: {
      // With its asterisk, as it stands: this is the text of the context, not a pattern.
      StringEquals: { 'kms:EncryptionContext:SourceArn': logDeliverySource(stack) },
    },
  }),
];

const logDeliverySource = (stack: Stack): string =>
  `arn:${stack.partition}:logs:${stack.region}:${stack.account}:*`;

/** What the delivery of encrypted execution logs asks of the key's own policy; the same page. */
export const logDeliveryMayDecrypt = (stack: Stack) =>
  new iam.PolicyStatement({
    sid: 'DeliversLogsOfWorkflows',
    principals: [new iam.ServicePrincipal('delivery.logs.amazonaws.com')],
    actions: ['kms:Decrypt'],
    // In a key's policy `*` is the key itself.
    resources: ['*'],
    conditions: {
      StringEquals: { 'kms:EncryptionContext:SourceArn': logDeliverySource(stack) },
    },
  });

/** docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html */
const writeLogs = () =>
  new iam.PolicyStatement({
    sid: 'DeliverItsLogs',
    actions: [
      'logs:CreateLogDelivery',
      'logs:DeleteLogDelivery',
      'logs:DescribeLogGroups',
      'logs:DescribeResourcePolicies',
      'logs:GetLogDelivery',
      'logs:ListLogDeliveries',
      'logs:PutResourcePolicy',
      'logs:UpdateLogDelivery',
    ],
    resources: ['*'],
  });

/** docs.aws.amazon.com/step-functions/latest/dg/xray-iam.html */
const writeTraces = () =>
  new iam.PolicyStatement({
    sid: 'WriteTraces',
    actions: [
      'xray:GetSamplingRules',
      'xray:GetSamplingTargets',
      'xray:PutTelemetryRecords',
      'xray:PutTraceSegments',
    ],
    resources: ['*'],
  });
