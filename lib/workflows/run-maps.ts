import { ArnFormat, type Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import { stateMachineArn, stateMachineName } from './state-machine-arn.ts';

/** A workflow whose definition has Distributed Maps. */
export interface Mapping {
  /** Of `workflows/<name>.asl.json`. */
  readonly name: string;
  /** Of its maps: child executions bear them in their names. */
  readonly labels: readonly string[];
  readonly deployment: string;
  /** Encrypts histories. */
  readonly key: kms.IKey;
}

/**
 * A Distributed Map runs each item as an execution of this very machine, with a history of its own:
 * docs.aws.amazon.com/step-functions/latest/dg/iam-policies-eg-dist-map.html
 */
export function runMaps(stack: Stack, { name, labels, deployment, key }: Mapping) {
  const machineArn = stateMachineArn(stack, deployment, name);
  return [
    new iam.PolicyStatement({
      sid: 'StartItsMaps',
      actions: ['states:StartExecution'],
      resources: [machineArn],
    }),
    new iam.PolicyStatement({
      sid: 'FollowItsMaps',
      actions: ['states:DescribeExecution', 'states:StopExecution'],
      resources: [executionsOf(stack, stateMachineName(deployment, name))],
    }),
    new iam.PolicyStatement({
      sid: 'EncryptHistoryOfMaps',
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      resources: [key.keyArn],
      conditions: {
        StringEquals: {
          'kms:EncryptionContext:aws:states:stateMachineArn': labels.map(
            (label) => `${machineArn}/${label}`,
          ),
        },
      },
    }),
  ];
}

/** What cdk-nag finds about the wildcard in it, and why it stands. */
export function acknowledgedOfMaps(
  { partition, region, account }: Stack,
  { name, deployment }: Pick<Mapping, 'name' | 'deployment'>,
): Readonly<Record<string, string>> {
  // Where partition, region and account are not known, cdk-nag names what stands for them.
  const given = (value: string, standIn: string) =>
    Token.isUnresolved(value) ? `<${standIn}>` : value;
  const place = [
    given(partition, 'AWS::Partition'),
    'states',
    given(region, 'AWS::Region'),
    given(account, 'AWS::AccountId'),
  ].join(':');
  const executions = `arn:${place}:execution:${stateMachineName(deployment, name)}:*`;
  return {
    [`AwsSolutions-IAM5[Resource::${executions}]`]:
      'Executions of this one state machine; their names are made by Step Functions.',
  };
}

const executionsOf = (stack: Stack, machineName: string): string =>
  stack.formatArn({
    service: 'states',
    resource: 'execution',
    resourceName: `${machineName}:*`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
