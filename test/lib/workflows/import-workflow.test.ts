import { Match } from 'aws-cdk-lib/assertions';
import { describe, it } from 'vitest';
import { synthesized } from '../synthesized.ts';

const { workflows } = synthesized();
const machine = { 'Fn::Join': ['', Match.arrayWith([':stateMachine:goldspoke-import'])] };

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
