import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { defineGoldspoke } from '#lib/define-goldspoke';
import { readDeploymentConfig } from '#lib/deployment-config';
import { appWithoutCode } from '../synthesized.ts';

describe('the sample subscriber', () => {
  const { sampleSubscriber } = defineGoldspoke(
    appWithoutCode(),
    readDeploymentConfig('config/test.json'),
  );
  const template = Template.fromStack(sampleSubscriber!);
  const theOnly = (type: string) => {
    const found = Object.entries(template.findResources(type));
    expect(found).toHaveLength(1);
    return { id: found[0]![0], ...found[0]![1].Properties };
  };

  it('subscribes its spoke by one line, to its function', () => {
    const rule = theOnly('AWS::Events::Rule');
    expect(rule).toMatchObject({
      EventPattern: { source: ['goldspoke'], detail: { spoke: ['web'] } },
      State: 'ENABLED',
      Targets: [{ Arn: { 'Fn::GetAtt': [theOnly('AWS::Lambda::Function').id, 'Arn'] } }],
    });
  });

  it('keeps what could not be delivered and what the function failed in one encrypted queue', () => {
    const queue = theOnly('AWS::SQS::Queue');
    const arn = { 'Fn::GetAtt': [queue.id, 'Arn'] };
    expect(queue.KmsMasterKeyId).toEqual({
      'Fn::GetAtt': [theOnly('AWS::KMS::Key').id, 'Arn'],
    });
    expect(theOnly('AWS::Events::Rule').Targets).toMatchObject([
      { DeadLetterConfig: { Arn: arn } },
    ]);
    expect(theOnly('AWS::Lambda::EventInvokeConfig')).toMatchObject({
      DestinationConfig: { OnFailure: { Destination: arn } },
    });
  });

  it('reaches no table, key or queue of the hub', () => {
    const { Statement } = theOnly('AWS::IAM::Policy').PolicyDocument as {
      Statement: { Sid: string; Resource: unknown }[];
    };
    expect(Statement.map(({ Sid }) => Sid).toSorted()).toEqual([
      'FailedCallsKey',
      'SendFailedCalls',
      'WriteOwnLogs',
      'WriteTraces',
    ]);
    expect(JSON.stringify(Statement)).not.toContain('Fn::ImportValue');
  });

  it('is not deployed unless a spoke is named', () => {
    const production = defineGoldspoke(appWithoutCode(), readDeploymentConfig());
    expect(production.sampleSubscriber).toBeUndefined();
  });
});
