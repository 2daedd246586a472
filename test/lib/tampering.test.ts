import type { Stack } from 'aws-cdk-lib';
import { CfnTable } from 'aws-cdk-lib/aws-dynamodb';
import { CfnPolicy, CfnRole } from 'aws-cdk-lib/aws-iam';
import { CfnBucket, CfnBucketPolicy } from 'aws-cdk-lib/aws-s3';
import { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import { describe, expect, it } from 'vitest';
import { breakingChanges } from '../../scripts/release/breaking-changes.ts';
import { type Surface, stackSurface } from '../../scripts/release/surface.ts';
import { synthesized } from './synthesized.ts';

/** What somebody could slip into a stack, and the rule of the checks that stops it. */
const tampering: Record<string, readonly [plant: (stack: Stack) => void, rule: string]> = {
  'a bucket that opens itself to the public': [
    (stack) =>
      new CfnBucket(stack, 'Planted', {
        publicAccessBlockConfiguration: { blockPublicAcls: false, blockPublicPolicy: false },
      }),
    'AwsSolutions-S2',
  ],
  'a bucket policy for everybody': [
    (stack) => {
      const bucket = new CfnBucket(stack, 'Planted');
      new CfnBucketPolicy(stack, 'PlantedPolicy', {
        bucket: bucket.ref,
        policyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Principal: '*',
              Action: 's3:GetObject',
              Resource: `${bucket.attrArn}/*`,
            },
          ],
        },
      });
    },
    'AwsSolutions-S10',
  ],
  'a role that may do everything': [
    (stack) => {
      const role = new CfnRole(stack, 'Planted', {
        assumeRolePolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Principal: { Service: 'lambda.amazonaws.com' },
              Action: 'sts:AssumeRole',
            },
          ],
        },
      });
      new CfnPolicy(stack, 'PlantedPolicy', {
        policyName: 'planted',
        roles: [role.ref],
        policyDocument: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Action: 'dynamodb:*', Resource: '*' }],
        },
      });
    },
    'AwsSolutions-IAM5',
  ],
  'a queue in clear': [
    (stack) => new CfnQueue(stack, 'Planted', { sqsManagedSseEnabled: false }),
    'AwsSolutions-SQS2',
  ],
};

describe('synthesis stops at', () => {
  it.each(Object.entries(tampering))('%s', (_, [plant, rule]) => {
    expect(() => synthesized({}, plant)).toThrow(rule);
  });
});

describe('the comparison with the last release stops at', () => {
  const { stacks, data } = synthesized();
  const surfaceOf = (template: object): Surface => ({
    openapi: { openapi: '3.1.0', info: { title: '', version: '' }, paths: {} },
    events: {},
    stacks: { [stacks.data.stackName]: stackSurface(template) },
  });
  const released = surfaceOf(data.toJSON());

  it('a table that would be replaced', () => {
    const tampered = structuredClone(data.toJSON()) as {
      Resources: Record<string, { Type: string; Properties: { KeySchema: object[] } }>;
    };
    for (const resource of Object.values(tampered.Resources))
      if (resource.Type === CfnTable.CFN_RESOURCE_TYPE_NAME) resource.Properties.KeySchema.pop();
    expect(breakingChanges(released, surfaceOf(tampered)).join('\n')).toMatch(
      /AWS::DynamoDB::Table MainTable74195DAB WILL_REPLACE/,
    );
  });

  it('nothing where nothing was touched', () => {
    expect(breakingChanges(released, released)).toEqual([]);
  });
});
