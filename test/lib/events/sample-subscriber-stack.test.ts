import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { defineGoldspoke } from '#lib/define-goldspoke';
import { readDeploymentConfig } from '#lib/deployment-config';
import { appWithoutCode } from '../synthesized.ts';

describe('the sample subscriber', () => {
  const app = appWithoutCode();
  const { sampleSubscriber } = defineGoldspoke(app, readDeploymentConfig('config/test.json'));

  it('subscribes its spoke by one line, and keeps what it could not take', () => {
    const template = Template.fromStack(sampleSubscriber!);
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: { source: ['goldspoke'], detail: { spoke: ['web'] } },
      State: 'ENABLED',
    });
    const [rule] = Object.values(template.findResources('AWS::Events::Rule'));
    expect(rule!.Properties.Targets).toMatchObject([
      { DeadLetterConfig: { Arn: expect.anything() } },
    ]);
    template.allResourcesProperties('AWS::SQS::Queue', { SqsManagedSseEnabled: true });
  });

  it('reaches no table, key or queue of the hub', () => {
    const template = Template.fromStack(sampleSubscriber!);
    const [policy] = Object.values(template.findResources('AWS::IAM::Policy'));
    const { Statement } = policy!.Properties.PolicyDocument as { Statement: { Sid: string }[] };
    expect(Statement.map(({ Sid }) => Sid)).toEqual(['WriteOwnLogs', 'WriteTraces']);
  });

  it('is not deployed unless a spoke is named', () => {
    const production = defineGoldspoke(appWithoutCode(), readDeploymentConfig());
    expect(production.sampleSubscriber).toBeUndefined();
  });
});
