import { ArnFormat, type Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { workflows as manifest } from '#functions/manifest';
import type { FunctionAccess } from '#lib/functions/function-access';
import { acknowledge } from '../acknowledge.ts';
import { stateMachineArn, stateMachineName } from './state-machine-arn.ts';
import type { WorkflowsStack } from './workflows-stack.ts';

/** Labels of the maps in workflows/dedupe.asl.json: child executions bear them in their names. */
const mapLabels = ['Scan', 'Count', 'Score', 'Join'];

/** Finds duplicates among the hub's own customers. */
export function addDedupeWorkflow(workflows: WorkflowsStack, access: FunctionAccess) {
  const { name } = workflows.config;
  const machineArn = stateMachineArn(workflows, name, 'dedupe');
  const workflow = workflows.addWorkflow({
    name: 'dedupe',
    description: 'Goldspoke: finds duplicates among the customers of the hub',
    functions: {
      DedupeSteps: {
        name: manifest.dedupe.DedupeSteps.name,
        description: 'Goldspoke: scans, compares and joins customers',
        ...access.ofDedupeSteps(),
        // A full partition lies in half a gigabyte, the links of 100 M customers in two; docs/scale.md.
        memoryMb: 3008,
      },
    },
    statements: [
      ...runMaps(workflows, stateMachineName(name, 'dedupe'), machineArn),
      new iam.PolicyStatement({
        sid: 'EncryptHistoryOfMaps',
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: [access.operationsKey.keyArn],
        conditions: {
          StringEquals: {
            'kms:EncryptionContext:aws:states:stateMachineArn': mapLabels.map(
              (label) => `${machineArn}/${label}`,
            ),
          },
        },
      }),
    ],
  });
  acknowledge(workflow.node.findChild('Policy'), {
    [executionsFinding(workflows, stateMachineName(name, 'dedupe'))]:
      'Executions of this one state machine; their names are made by Step Functions.',
  });
  return workflow;
}

const executionsOf = (stack: Stack, machineName: string): string =>
  stack.formatArn({
    service: 'states',
    resource: 'execution',
    resourceName: `${machineName}:*`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });

/** cdk-nag's name for the wildcard; where partition, region and account are not known, for what stands for them. */
function executionsFinding({ partition, region, account }: Stack, machineName: string): string {
  const given = (value: string, name: string) => (Token.isUnresolved(value) ? `<${name}>` : value);
  const place = [
    given(partition, 'AWS::Partition'),
    'states',
    given(region, 'AWS::Region'),
    given(account, 'AWS::AccountId'),
  ].join(':');
  return `AwsSolutions-IAM5[Resource::arn:${place}:execution:${machineName}:*]`;
}

/**
 * A Distributed Map runs each item as an execution of this very machine:
 * docs.aws.amazon.com/step-functions/latest/dg/iam-policies-eg-dist-map.html
 */
function runMaps(stack: Stack, machineName: string, machineArn: string) {
  return [
    new iam.PolicyStatement({
      sid: 'StartItsMaps',
      actions: ['states:StartExecution'],
      resources: [machineArn],
    }),
    new iam.PolicyStatement({
      sid: 'FollowItsMaps',
      actions: ['states:DescribeExecution', 'states:StopExecution'],
      resources: [executionsOf(stack, machineName)],
    }),
  ];
}
