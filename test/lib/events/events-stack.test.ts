import { Match } from 'aws-cdk-lib/assertions';
import { describe, it } from 'vitest';
import { synthesized } from '../synthesized.ts';

const { events } = synthesized();
const operationsKey = { 'Fn::GetAtt': ['OperationsKey2329F47A', 'Arn'] };

describe('the bus', () => {
  it('has the name of the deployment, a key, and a place for what it cannot encrypt', () => {
    events.hasResourceProperties('AWS::Events::EventBus', {
      Name: 'goldspoke',
      KmsKeyIdentifier: operationsKey,
      DeadLetterConfig: { Arn: { 'Fn::GetAtt': ['PoisonQueue0A4B7214', 'Arn'] } },
    });
  });

  it('keeps what was published for so many days and no longer', () => {
    events.hasResourceProperties('AWS::Events::Archive', {
      RetentionDays: 30,
      EventPattern: { source: ['goldspoke'] },
      KmsKeyIdentifier: operationsKey,
    });
  });
});

describe('the poison queue', () => {
  it('is encrypted, keeps messages for 14 days, and takes no other queue’s dead letters', () => {
    events.hasResourceProperties('AWS::SQS::Queue', {
      KmsMasterKeyId: operationsKey,
      MessageRetentionPeriod: 14 * 24 * 60 * 60,
      RedriveAllowPolicy: { redrivePermission: 'denyAll' },
    });
  });

  it('refuses what does not come by TLS', () => {
    events.hasResourceProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: 'Deny',
            Action: 'sqs:*',
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          }),
        ]),
      },
    });
  });
});
