import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { synthesized } from '../synthesized.ts';

const { workflows } = synthesized();
const machine = { 'Fn::Join': ['', Match.arrayWith([':stateMachine:goldspoke-import'])] };

describe('an import whose execution died', () => {
  it('is said to have failed, by the step that says so', () => {
    workflows.hasResourceProperties('AWS::Events::Rule', {
      Name: 'goldspoke-import-died',
      EventBusName: Match.absent(),
      EventPattern: {
        source: ['aws.states'],
        'detail-type': ['Step Functions Execution Status Change'],
        detail: { status: ['FAILED', 'TIMED_OUT', 'ABORTED'], stateMachineArn: [machine] },
      },
      Targets: [
        {
          Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^importsteps'), 'Arn'] },
          InputTransformer: {
            InputPathsMap: { 'detail-name': '$.detail.name' },
            InputTemplate: '{"step":"fail","importId":<detail-name>}',
          },
        },
      ],
    });
  });

  it('by a rule that may call that function, and nobody else’s rule', () => {
    const [id] = Object.keys(
      workflows.findResources('AWS::Events::Rule', {
        Properties: { Name: 'goldspoke-import-died' },
      }),
    );
    expect(id).toBeDefined();
    workflows.hasResourceProperties('AWS::Lambda::Permission', {
      Action: 'lambda:InvokeFunction',
      FunctionName: { 'Fn::GetAtt': [Match.stringLikeRegexp('^importsteps'), 'Arn'] },
      Principal: 'events.amazonaws.com',
      SourceArn: { 'Fn::GetAtt': [id, 'Arn'] },
    });
  });
});

describe('the map of the import', () => {
  it('may start executions of its own machine, each with an encrypted history', () => {
    workflows.hasResourceProperties('AWS::IAM::Policy', {
      PolicyName: Match.stringLikeRegexp('^importworkflow'),
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Sid: 'StartItsMaps',
            Action: 'states:StartExecution',
            Resource: machine,
          }),
          Match.objectLike({
            Sid: 'EncryptHistoryOfMaps',
            Condition: {
              StringEquals: {
                'kms:EncryptionContext:aws:states:stateMachineArn': [
                  { 'Fn::Join': ['', Match.arrayWith([':stateMachine:goldspoke-import/Load'])] },
                ],
              },
            },
          }),
        ]),
      },
    });
  });
});
