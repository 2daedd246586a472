import { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { describe, expect, it } from 'vitest';
import { deploymentConfig } from '#lib/deployment-config';
import { Workflow } from '#lib/workflows/workflow';
import { appWithoutCode } from '../synthesized.ts';

const config = deploymentConfig.parse({ name: 'my-hub' });

function workflowWith(functions: readonly string[]) {
  const stack = new Stack(appWithoutCode(), 'workflows');
  const arn = (name: string) => `arn:aws:lambda:eu-west-1:123456789012:function:${name}`;
  new Workflow(stack, 'import', {
    name: 'import',
    description: 'Bulk import',
    config,
    operationsKey: new kms.Key(stack, 'Key'),
    functions: Object.fromEntries(
      functions.map((name) => [name, lambda.Function.fromFunctionArn(stack, name, arn(name))]),
    ),
  });
  return Template.fromStack(stack);
}

const template = workflowWith(['ImportSteps']);

describe('a workflow', () => {
  it('is the definition of its file, with its own functions in it', () => {
    template.hasResourceProperties('AWS::StepFunctions::StateMachine', {
      StateMachineName: 'my-hub-import',
      StateMachineType: 'STANDARD',
      DefinitionString: Match.stringLikeRegexp('\\$\\{ImportSteps\\}'),
      DefinitionSubstitutions: {
        ImportSteps: 'arn:aws:lambda:eu-west-1:123456789012:function:ImportSteps',
      },
    });
  });

  it('logs every state and nothing that is handed over, encrypted', () => {
    template.hasResourceProperties('AWS::StepFunctions::StateMachine', {
      LoggingConfiguration: { Level: 'ALL', IncludeExecutionData: false },
      TracingConfiguration: { Enabled: true },
    });
    template.hasResourceProperties('AWS::Logs::LogGroup', {
      LogGroupName: '/goldspoke/my-hub/workflows/import',
      KmsKeyId: Match.anyValue(),
    });
  });

  it('has definition and history encrypted under a key of this account', () => {
    template.hasResourceProperties('AWS::StepFunctions::StateMachine', {
      EncryptionConfiguration: {
        Type: 'CUSTOMER_MANAGED_KMS_KEY',
        KmsKeyId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Key'), 'Arn'] },
      },
    });
  });

  it('calls its own functions and no others', () => {
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Sid: 'CallItsFunctions',
            Action: 'lambda:InvokeFunction',
            Resource: 'arn:aws:lambda:eu-west-1:123456789012:function:ImportSteps',
          }),
        ]),
      },
    });
  });

  it('is run by Step Functions for this machine alone', () => {
    template.hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Statement: [
          Match.objectLike({
            Principal: { Service: 'states.amazonaws.com' },
            Condition: Match.objectLike({ ArnLike: { 'aws:SourceArn': Match.anyValue() } }),
          }),
        ],
      },
    });
  });

  it('is refused where a placeholder of its definition stands for nothing', () => {
    expect(() => workflowWith(['Another'])).toThrow(/nothing stands for ImportSteps/);
  });
});
