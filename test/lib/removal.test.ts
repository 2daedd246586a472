import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { defineGoldspoke } from '#lib/define-goldspoke';
import { readDeploymentConfig } from '#lib/deployment-config';
import { appWithoutCode, type Resource, resourcesOf } from './synthesized.ts';

/** Every stack of the deployment that a file describes, whatever their number. */
function deploymentOf(file: string) {
  const stacks = Object.values(
    defineGoldspoke(appWithoutCode(), readDeploymentConfig(file)),
  ).filter((stack) => stack !== undefined);
  const resources = stacks.flatMap((stack) =>
    resourcesOf(Template.fromStack(stack)).map(
      ([id, resource]) => [`${stack.stackName} ${id}`, resource] as const,
    ),
  );
  return { stacks, resources };
}
const test = deploymentOf('config/test.json');
const production = deploymentOf('config/production.json');

type Resources = typeof test.resources;
const idsOf = (resources: Resources, isMeant: (resource: Resource) => boolean) =>
  resources.filter(([, resource]) => isMeant(resource)).map(([id]) => id);
const refersTo = (value: unknown, id: string) => JSON.stringify(value ?? null).includes(`"${id}"`);

describe('a throw-away deployment goes with one command', () => {
  it('has no stack, table or pool that is protected from it', () => {
    for (const { stackName, terminationProtection } of test.stacks)
      expect(terminationProtection ?? false, stackName).toBe(false);
    const isProtected = ({ Properties = {} }: Resource) =>
      [true, 'ACTIVE'].includes(
        (Properties.DeletionProtectionEnabled ?? Properties.DeletionProtection) as never,
      );
    expect(idsOf(test.resources, isProtected)).toEqual([]);
  });

  it('leaves nothing but the account’s role by which API Gateway writes logs', () => {
    const stays = idsOf(test.resources, ({ DeletionPolicy }) =>
      /^(Retain|Snapshot)/.test(DeletionPolicy ?? 'Delete'),
    );
    expect(stays.map((id) => id.replace(/[0-9A-F]{8}$/, ''))).toEqual([
      'goldspoke-test-api GatewayLogsRole',
      'goldspoke-test-api GatewayAccount',
    ]);
  });

  it('empties each bucket before it goes', () => {
    const buckets = test.resources.filter(([, { Type }]) => Type === 'AWS::S3::Bucket');
    expect(buckets.length).toBeGreaterThan(1);
    for (const [id] of buckets) {
      const [stack = '', bucket = ''] = id.split(' ');
      const emptied = test.resources.filter(
        ([each, { Type, Properties }]) =>
          each.startsWith(`${stack} `) &&
          Type === 'Custom::S3AutoDeleteObjects' &&
          refersTo(Properties?.BucketName, bucket),
      );
      expect(emptied, id).toHaveLength(1);
    }
  });

  it('has no function that makes a log group of its own: each names one of its stack, or may not log', () => {
    const mayLog = test.resources
      .filter(([, { Type }]) => Type === 'AWS::IAM::Role')
      .filter(([, { Properties }]) =>
        refersTo(Properties?.AssumeRolePolicyDocument, 'lambda.amazonaws.com'),
      )
      .filter(([, { Properties }]) => Properties?.ManagedPolicyArns !== undefined);
    expect(mayLog.map(([id]) => id)).toEqual([]);
    const withoutGroup = test.resources.filter(
      ([, { Type, Properties }]) =>
        Type === 'AWS::Lambda::Function' && !refersTo(Properties?.LoggingConfig, 'Ref'),
    );
    for (const [id] of withoutGroup)
      expect(id).toContain('AutoDeleteObjectsCustomResourceProvider');
  });
});

describe('a protected deployment does not', () => {
  it('protects the stacks of what holds data', () => {
    const holders = production.resources.filter(
      ([, { Type, DeletionPolicy }]) =>
        ['AWS::DynamoDB::Table', 'AWS::KMS::Key', 'AWS::Cognito::UserPool'].includes(Type) &&
        DeletionPolicy === 'Retain',
    );
    const names = new Set(holders.map(([id]) => id.split(' ')[0]));
    expect(names).toEqual(new Set(['goldspoke-data', 'goldspoke-events', 'goldspoke-identity']));
    for (const { stackName, terminationProtection } of production.stacks)
      expect(terminationProtection === true, stackName).toBe(names.has(stackName));
  });

  it.each(['AWS::DynamoDB::Table', 'AWS::KMS::Key', 'AWS::Cognito::UserPool'])(
    'keeps each %s when its stack goes or a change would replace it',
    (type) => {
      const found = production.resources.filter(([, { Type }]) => Type === type);
      expect(found.length).toBeGreaterThan(0);
      for (const [id, resource] of found)
        expect(resource, id).toMatchObject({
          DeletionPolicy: 'Retain',
          UpdateReplacePolicy: 'Retain',
        });
    },
  );

  it('protects tables and the user pool themselves', () => {
    const found = production.resources.flatMap(([id, { Type, Properties = {} }]) =>
      Type === 'AWS::DynamoDB::Table'
        ? [[id, Properties.DeletionProtectionEnabled]]
        : Type === 'AWS::Cognito::UserPool'
          ? [[id, Properties.DeletionProtection]]
          : [],
    );
    expect(found.map(([, protection]) => protection)).toEqual([true, true, 'ACTIVE']);
  });

  it('empties no bucket', () => {
    expect(
      idsOf(production.resources, ({ Type }) => Type === 'Custom::S3AutoDeleteObjects'),
    ).toEqual([]);
  });
});
