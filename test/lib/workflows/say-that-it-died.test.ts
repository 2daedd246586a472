import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { synthesized } from '../synthesized.ts';

const { workflows } = synthesized();

describe.each([
  ['import', 'importsteps'],
  ['dedupe', 'dedupesteps'],
  ['privacy-request', 'privacysteps'],
  ['consent-rehearsal', 'consentrehearsalsteps'],
  ['retention', 'retentionsteps'],
])('an execution of the %s that died', (name, steps) => {
  it('is told to the steps of its workflow', () => {
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
            InputTemplate: '{"step":"died","execution":<detail-name>}',
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
