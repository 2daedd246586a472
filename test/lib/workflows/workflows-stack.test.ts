import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { resourcesOf, synthesized } from '../synthesized.ts';

const { workflows, events } = synthesized({ workDays: 2 });

describe('the work bucket', () => {
  it('is encrypted under the key of the data, closed to the public and to all but TLS', () => {
    workflows.hasResourceProperties('AWS::S3::Bucket', {
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          Match.objectLike({
            BucketKeyEnabled: true,
            ServerSideEncryptionByDefault: {
              SSEAlgorithm: 'aws:kms',
              KMSMasterKeyID: { 'Fn::ImportValue': Match.stringLikeRegexp('DataKey') },
            },
          }),
        ],
      },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    });
    workflows.hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: 'Deny',
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          }),
        ]),
      },
    });
  });

  it('forgets after the days of the configuration, and keeps no older versions', () => {
    workflows.hasResourceProperties('AWS::S3::Bucket', {
      LifecycleConfiguration: {
        Rules: [
          Match.objectLike({ ExpirationInDays: 2, Prefix: Match.absent() }),
          // What a dedupe run puts aside is all customers.
          Match.objectLike({ ExpirationInDays: 1, Prefix: 'dedupe/' }),
        ],
      },
      VersioningConfiguration: Match.absent(),
    });
  });
});

describe('the workflows of a deployment', () => {
  it('are there, each with its own role', () => {
    const machines = resourcesOf(workflows).filter(
      ([, { Type }]) => Type === 'AWS::StepFunctions::StateMachine',
    );
    expect(machines.map(([, { Properties }]) => Properties?.StateMachineName)).toContain(
      'goldspoke-import',
    );
    const roles = machines.map(([, { Properties }]) => JSON.stringify(Properties?.RoleArn));
    expect(new Set(roles).size).toBe(machines.length);
  });

  it('have their logs delivered under the operations key', () => {
    events.hasResourceProperties('AWS::KMS::Key', {
      KeyPolicy: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: 'kms:Decrypt',
            Principal: { Service: 'delivery.logs.amazonaws.com' },
            Condition: { StringEquals: { 'kms:EncryptionContext:SourceArn': Match.anyValue() } },
          }),
        ]),
      },
    });
  });
});
