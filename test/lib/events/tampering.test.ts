import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { CfnEventBusPolicy } from 'aws-cdk-lib/aws-events';
import { CfnKey } from 'aws-cdk-lib/aws-kms';
import { CfnQueue, CfnQueuePolicy } from 'aws-cdk-lib/aws-sqs';
import { describe, expect, it } from 'vitest';
import { appWithoutCode, synthesized } from '../synthesized.ts';
import { exposures } from './exposures.ts';

/** Templates of a deployment that uses everything of this room. */
function deployment() {
  const { stacks } = synthesized({
    spokeAccounts: ['444455556666'],
    sampleSubscriberFor: 'till',
    spokes: [
      { name: 'crm', target: { type: 'queue' } },
      {
        name: 'web',
        target: { type: 'bus', arn: 'arn:aws:events:eu-west-1:444455556666:event-bus/web' },
      },
      {
        name: 'erp',
        target: {
          type: 'api-destination',
          url: 'https://erp.example.com/customers',
          secretArn: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:erp-AbCdEf',
          authorization: { kind: 'basic' },
        },
      },
    ],
  });
  return [stacks.events, stacks.spokes!, stacks.sampleSubscriber!].map((stack) =>
    Template.fromStack(stack),
  );
}

const everybody = (action: string, condition?: object) => ({
  Effect: 'Allow',
  Principal: { AWS: '*' },
  Action: action,
  Resource: '*',
  ...(condition && { Condition: condition }),
});
const policyOf = (statement: object) => ({ Version: '2012-10-17', Statement: [statement] });

const tampering: Record<string, readonly [(stack: Stack) => void, RegExp]> = {
  'a bus that everybody may use, under some condition': [
    (stack) =>
      new CfnEventBusPolicy(stack, 'Planted', {
        statementId: 'planted',
        statement: everybody('events:PutRule', { StringEquals: { 'events:source': 'goldspoke' } }),
      }),
    /Planted: everybody/,
  ],
  'a bus on which another account publishes': [
    (stack) =>
      new CfnEventBusPolicy(stack, 'Planted', {
        statementId: 'planted',
        statement: {
          ...everybody('events:PutEvents'),
          Principal: { AWS: 'arn:aws:iam::444455556666:root' },
        },
      }),
    /Planted: others publish/,
  ],
  'a queue that everybody may fill': [
    (stack) =>
      new CfnQueuePolicy(stack, 'Planted', {
        queues: [],
        policyDocument: policyOf({ ...everybody('sqs:SendMessage'), Principal: '*' }),
      }),
    /Planted: everybody/,
  ],
  'a queue that a service may fill for anybody': [
    (stack) =>
      new CfnQueuePolicy(stack, 'Planted', {
        queues: [],
        policyDocument: policyOf({
          ...everybody('sqs:SendMessage'),
          Principal: { Service: 'events.amazonaws.com' },
        }),
      }),
    /Planted: a service acts for anybody/,
  ],
  'a key that everybody may use': [
    (stack) =>
      new CfnKey(stack, 'Planted', {
        enableKeyRotation: true,
        keyPolicy: policyOf(everybody('kms:Decrypt')),
      }),
    /Planted: everybody/,
  ],
  'a queue under AWS’s key': [
    (stack) => new CfnQueue(stack, 'Planted', { sqsManagedSseEnabled: true }),
    /Planted: not under a key of this account/,
  ],
};

// Not within a test: synthesis takes as long as the machine is busy.
const found = deployment().flatMap(exposures);

describe('what carries events', () => {
  it('is open to nobody who is not named, and lies under keys of this account', () => {
    expect(found).toEqual([]);
  });

  it.each(Object.entries(tampering))('is found out with %s', (_, [plant, finding]) => {
    const stack = new Stack(appWithoutCode(), 'tampered');
    plant(stack);
    const found = exposures(Template.fromStack(stack));
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(finding);
  });
});
