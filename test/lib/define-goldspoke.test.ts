import { CfnBucket } from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, it } from 'vitest';
import { describeRoles, roleStatements } from './roles.ts';
import { resourcesOf, synthesized } from './synthesized.ts';

const { app, stacks, ...templates } = synthesized();
const statements = roleStatements(templates);

describe('cdk-nag', () => {
  it('finds nothing in the deployment that is not acknowledged', () => {
    const { violations } = new AwsSolutionsChecks().validateScope(app);
    expect(violations.map(({ ruleName }) => ruleName)).toEqual([]);
  });

  it('would find a bucket that anybody may read in clear, and stop the synthesis', () => {
    expect(() => synthesized({}, (data) => new CfnBucket(data, 'Planted'))).toThrow(
      /AwsSolutions-S10|AwsSolutions-S2/,
    );
  });
});

describe('roles', () => {
  it('may do what test/lib/roles.txt says, statement by statement', async () => {
    await expect(describeRoles(statements)).toMatchFileSnapshot('./roles.txt');
  });

  it('name every action in full', () => {
    const wild = statements.flatMap(({ actions }) => actions.filter((each) => each.includes('*')));
    expect(wild).toEqual([]);
  });

  it('name every resource in full, but for what AWS or time keeps from being named', () => {
    const wild = statements.flatMap(({ sid, resources }) =>
      resources.filter((each) => each.includes('*')).map((each) => `${sid} on ${each}`),
    );
    expect([...new Set(wild)].toSorted()).toEqual([
      'PutIntoPoisonBucket on PoisonBucket.Arn/publisher/*',
      'WriteTraces on *',
    ]);
  });

  it('take no managed policy, but for the account’s role by which API Gateway writes logs', () => {
    const managed = Object.values(templates).flatMap((template) =>
      resourcesOf(template)
        .filter(
          ([, { Type, Properties }]) => Type === 'AWS::IAM::Role' && Properties?.ManagedPolicyArns,
        )
        .map(([id]) => id.replace(/[0-9A-F]{8}$/, '')),
    );
    expect(managed).toEqual(['GatewayLogsRole']);
  });

  it('open the vault to those who hold customers’ values, and to nobody else', () => {
    const holders = statements.filter(({ sid }) => sid === 'WrapEpochAndIndexKeys');
    expect(holders.map(({ role }) => role).toSorted()).toEqual([
      'accessRole',
      'convergeRole',
      'customersRole',
      'governanceRole',
      'recordsRole',
      'stewardshipRole',
    ]);
    const touched = statements.filter(({ resources }) =>
      resources.some((each) => each.startsWith('Vault')),
    );
    expect(new Set(touched.map(({ role }) => role))).toEqual(
      new Set(holders.map(({ role }) => role)),
    );
  });

  it('use keys through the service that they are for, or for what the vault binds to them', () => {
    const keyUse = statements.filter(({ actions }) =>
      actions.some((each) => each.startsWith('kms:')),
    );
    expect(keyUse.length).toBeGreaterThan(0);
    for (const { role, sid, conditions } of keyUse)
      expect(
        conditions.some((each) => /^kms:(ViaService|EncryptionContext:use) /.test(each)),
        `${role} ${sid}`,
      ).toBe(true);
  });
});

describe('two deployments in one account', () => {
  /** Properties by which AWS tells things of one kind apart, and names of exports. */
  const nameProperties =
    /^(FunctionName|LogGroupName|QueueName|AliasName|ArchiveName|TableName|BucketName|RoleName|Name)$/;
  const namesIn = (templatesOfOne: typeof templates) =>
    Object.values(templatesOfOne).flatMap((template) => [
      ...resourcesOf(template)
        .filter(
          ([, { Type }]) =>
            !/^AWS::(ApiGateway::Model|Lambda::Permission|Lambda::EventSourceMapping)$/.test(Type),
        )
        .flatMap(([, { Type, Properties }]) =>
          Object.entries(Properties ?? {})
            .filter(([key, value]) => nameProperties.test(key) && typeof value === 'string')
            .map(([key, value]) => `${Type} ${key} ${value}`),
        ),
      ...Object.values(
        (template.toJSON().Outputs ?? {}) as Record<string, { Export?: { Name: string } }>,
      ).flatMap(({ Export }) => (Export === undefined ? [] : [`export ${Export.Name}`])),
    ]);

  it('share no name', () => {
    const { app: _, stacks: otherStacks, ...otherTemplates } = synthesized({ name: 'other-hub' });
    const [one, other] = [namesIn(templates), namesIn(otherTemplates)];
    expect(one.length).toBeGreaterThan(20);
    expect(one.filter((name) => other.includes(name))).toEqual([]);
    expect(stacks.data.stackName).not.toBe(otherStacks.data.stackName);
  });
});
