import type { Template } from 'aws-cdk-lib/assertions';
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
      'DeliverItsLogs on *',
      'FollowItsMaps on arn:Partition:states:Region:AccountId:execution:goldspoke-consent-rehearsal:*',
      'FollowItsMaps on arn:Partition:states:Region:AccountId:execution:goldspoke-dedupe:*',
      'FollowItsMaps on arn:Partition:states:Region:AccountId:execution:goldspoke-import:*',
      'FollowItsMaps on arn:Partition:states:Region:AccountId:execution:goldspoke-retention:*',
      'KeepPages on Pages.Arn/*',
      'PutIntoPoisonBucket on PoisonBucket.Arn/converge/*',
      'PutIntoPoisonBucket on PoisonBucket.Arn/publisher/*',
      'UseCheckpointObjects on CheckpointBucket.Arn/checkpoints/*',
      'UseObjectsOfDedupeRuns on WorkBucket.Arn/dedupe/*',
      'UseObjectsOfImports on WorkBucket.Arn/imports/*',
      'UseObjectsOfRehearsals on WorkBucket.Arn/consent-rehearsals/*',
      'UseObjectsOfRetentionRuns on WorkBucket.Arn/retention-runs/*',
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
      'accountabilityRole',
      'agentcallbacksRole',
      'auditRole',
      'choicesRole',
      'consentrehearsalsRole',
      'consentrehearsalstepsRole',
      'consentsRole',
      'convergeRole',
      'customersRole',
      'decisionsRole',
      'dedupeRole',
      'dedupestepsRole',
      'drpRole',
      'governanceRole',
      'importsRole',
      'importstepsRole',
      'lettersRole',
      'meRole',
      'privacyclocksRole',
      'privacypackagesRole',
      'privacyrequestsRole',
      'privacystepsRole',
      'receiptsRole',
      'recordsRole',
      'restrictionsRole',
      'retentionclockRole',
      'retentionstepsRole',
      'stewardshipRole',
      'sweepRole',
    ]);
    const ofVault = statements.filter(({ resources }) =>
      resources.some((each) => each.startsWith('Vault')),
    );
    const counting = ofVault.filter(({ sid }) => sid === 'ReadErasureHead');
    expect(counting.map(({ role }) => role)).toEqual(['spokeconsentsRole']);
    const touched = ofVault.filter(({ role }) => !counting.some((each) => each.role === role));
    expect(new Set(touched.map(({ role }) => role))).toEqual(
      new Set(holders.map(({ role }) => role)),
    );
  });

  it('use keys through the service that they are for, or for what the vault binds to them', () => {
    const keyUse = statements.filter(({ actions }) =>
      // A public key opens nothing.
      actions.some((each) => each.startsWith('kms:') && each !== 'kms:GetPublicKey'),
    );
    expect(keyUse.length).toBeGreaterThan(0);
    for (const { role, sid, conditions } of keyUse)
      expect(
        conditions.some((each) =>
          /^kms:(ViaService|SigningAlgorithm|EncryptionContext:(use|SourceArn|aws:states:stateMachineArn)) /.test(
            each,
          ),
        ),
        `${role} ${sid}`,
      ).toBe(true);
  });
});

describe('two deployments in one account', () => {
  /** Properties by which AWS tells things of one kind apart in an account, a region or the world. */
  const nameProperty =
    /^(Name|[A-Z]\w*Name|Domain|ResponseHeadersPolicyConfig|OriginAccessControlConfig|Value)$/;
  /** Names that count only within something of the same deployment: an API, a role, a user pool. */
  const namesWithin = [
    'AWS::ApiGateway::Deployment',
    'AWS::ApiGateway::Method',
    'AWS::ApiGateway::Model',
    'AWS::ApiGateway::RequestValidator',
    'AWS::ApiGateway::Stage',
    'AWS::Cognito::UserPoolClient',
    'AWS::Cognito::UserPoolGroup',
    'AWS::Cognito::UserPoolResourceServer',
    'AWS::EventSchemas::Schema',
    'AWS::IAM::Policy',
    'AWS::Lambda::EventSourceMapping',
    'AWS::Lambda::Permission',
  ];
  type Templates = readonly Template[];

  /** What was given a name, and not only refers to one. */
  const namesIn = (of: Templates) =>
    of.flatMap((template) =>
      resourcesOf(template)
        .filter(([, { Type }]) => !namesWithin.includes(Type) && !Type.startsWith('Custom::'))
        .flatMap(([, { Type, Properties }]) =>
          Object.entries(Properties ?? {})
            .filter(([key]) => nameProperty.test(key) && key !== 'DisplayName')
            .map(([key, value]) => [key, nameOf(value)] as const)
            .filter(([, name]) => name !== undefined)
            .map(([key, name]) => `${Type} ${key} ${name}`),
        ),
    );

  /** As text; `undefined` when AWS makes it, or when it is that of another resource. */
  function nameOf(value: unknown): string | undefined {
    const text = JSON.stringify((value as { Name?: unknown })?.Name ?? value);
    return /"(Fn::ImportValue|Fn::GetAtt)"/.test(text) || /"Ref":"(?!AWS::)/.test(text)
      ? undefined
      : text;
  }

  const exportsOf = (of: Templates) =>
    of.flatMap((template) =>
      Object.values(
        (template.toJSON().Outputs ?? {}) as Record<string, { Export?: { Name: string } }>,
      ).flatMap(({ Export }) => Export?.Name ?? []),
    );

  const { app: _, stacks: otherStacks, ...otherTemplates } = synthesized({ name: 'other-hub' });
  const [one, other] = [Object.values(templates), Object.values(otherTemplates)];

  it('share no name', () => {
    const [names, others] = [namesIn(one), namesIn(other)];
    for (const kind of [
      'AWS::Lambda::Function',
      'AWS::Logs::LogGroup',
      'AWS::KMS::Alias',
      'AWS::SQS::Queue',
      'AWS::Events::EventBus',
      'AWS::Cognito::UserPoolDomain',
      'AWS::CloudFront::OriginAccessControl',
      'AWS::CloudFront::ResponseHeadersPolicy',
    ])
      expect(
        names.some((name) => name.startsWith(`${kind} `)),
        kind,
      ).toBe(true);
    expect(names.filter((name) => others.includes(name))).toEqual([]);
  });

  it('share no export and no stack', () => {
    const exported = exportsOf(one);
    expect(exported.length).toBeGreaterThan(10);
    expect(exported.filter((name) => exportsOf(other).includes(name))).toEqual([]);
    const stackNames = Object.values(stacks).map((stack) => stack?.stackName);
    for (const stack of Object.values(otherStacks))
      if (stack !== undefined) expect(stackNames).not.toContain(stack.stackName);
  });

  it('in two regions of it share no name of CloudFront, which knows no regions', () => {
    const global = namesIn(one).filter((name) => name.startsWith('AWS::CloudFront::'));
    expect(global.length).toBeGreaterThan(1);
    for (const name of global) expect(name).toContain('AWS::Region');
  });
});
