import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { synthesized } from '../synthesized.ts';

const { workflows } = synthesized();

describe.each([
  ['import', 'importsteps', '{"step":"fail","importId":<detail-name>}'],
  ['dedupe', 'dedupesteps', '{"step":"died","execution":<detail-name>}'],
  ['consent-rehearsal', 'consentrehearsalsteps', '{"step":"died","execution":<detail-name>}'],
  ['retention', 'retentionsteps', '{"step":"died","execution":<detail-name>}'],
])('an execution of the %s that died', (name, steps, told) => {
  it('is said to have failed, by the steps of its workflow', () => {
    workflows.hasResourceProperties('AWS::Events::Rule', {
      Name: `goldspoke-${name}-died`,
      EventBusName: Match.absent(),
      EventPattern: {
        source: ['aws.states'],
        'detail-type': ['Step Functions Execution Status Change'],
        detail: {
          status: ['FAILED', 'TIMED_OUT', 'ABORTED'],
          stateMachineArn: [
            { 'Fn::Join': ['', Match.arrayWith([`:stateMachine:goldspoke-${name}`])] },
          ],
        },
      },
      Targets: [
        {
          Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp(`^${steps}`), 'Arn'] },
          InputTransformer: {
            InputPathsMap: { 'detail-name': '$.detail.name' },
            InputTemplate: told,
          },
        },
      ],
    });
  });

  it('by a rule that may call that function, and nobody else’s rule', () => {
    const ids = Object.keys(
      workflows.findResources('AWS::Events::Rule', {
        Properties: { Name: `goldspoke-${name}-died` },
      }),
    );
    expect(ids).toHaveLength(1);
    workflows.hasResourceProperties('AWS::Lambda::Permission', {
      Action: 'lambda:InvokeFunction',
      FunctionName: { 'Fn::GetAtt': [Match.stringLikeRegexp(`^${steps}`), 'Arn'] },
      Principal: 'events.amazonaws.com',
      SourceArn: { 'Fn::GetAtt': [ids[0], 'Arn'] },
    });
  });
});
