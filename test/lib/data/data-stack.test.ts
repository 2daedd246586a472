import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { copiesTold } from '#test/support/copies-told';
import { resourcesOf, synthesized } from '../synthesized.ts';

const production = synthesized();
const throwaway = synthesized({ name: 'goldspoke-test', protectData: false });

/** A table or key under a new logical id is a new, empty table or a key that opens nothing. */
const pinned = {
  data: {
    DataKey17AFBB84: 'AWS::KMS::Key',
    VaultKey6B75F33E: 'AWS::KMS::Key',
    MainTable74195DAB: 'AWS::DynamoDB::Table',
    VaultTable5572012F: 'AWS::DynamoDB::Table',
    PoisonBucket3E7E1567: 'AWS::S3::Bucket',
    CheckpointKey6ED5B60F: 'AWS::KMS::Key',
    CheckpointBucketDFE4871A: 'AWS::S3::Bucket',
    ProofKeyCF418872: 'AWS::KMS::Key',
  },
  events: {
    OperationsKey2329F47A: 'AWS::KMS::Key',
    PoisonQueue0A4B7214: 'AWS::SQS::Queue',
    BusEA82B648: 'AWS::Events::EventBus',
  },
} as const;
const holdsSomething: readonly string[] = [
  'AWS::KMS::Key',
  'AWS::DynamoDB::Table',
  'AWS::S3::Bucket',
  'AWS::SQS::Queue',
  'AWS::Events::EventBus',
];

/** Whatever keeps something: its type, and where that does not say it the beginning of its id → a copy of the certificate. */
const copyIn: Readonly<Record<string, string>> = {
  'AWS::DynamoDB::Table MainTable': 'main-table-backups',
  'AWS::DynamoDB::Table VaultTable': 'vault-backups',
  'AWS::S3::Bucket PoisonBucket': 'changes-put-aside',
  'AWS::S3::Bucket CheckpointBucket': 'audit',
  'AWS::S3::Bucket WorkBucket': 'import-uploads',
  // Web pages, the same for everybody.
  'AWS::S3::Bucket Pages': 'nothing',
  'AWS::Events::Archive': 'events-and-their-archive',
  'AWS::SQS::Queue': 'queues',
  'AWS::Logs::LogGroup': 'logs-and-metrics',
  'AWS::StepFunctions::StateMachine': 'workflow-histories',
  // Names of alarms.
  'AWS::SNS::Topic': 'nothing',
  // People who work with the hub.
  'AWS::Cognito::UserPool': 'nothing',
};
const keeps =
  /::(Table|GlobalTable|Bucket|Archive|Queue|LogGroup|StateMachine|UserPool|Stream|DeliveryStream|FileSystem|BackupVault|Domain|CacheCluster|DBInstance|DBCluster|Topic)$/;

describe('what holds data', () => {
  it('is told of in the certificate of an erasure, whatever it is', () => {
    const { app: _, stacks: __, ...templates } = production;
    const found = Object.values(templates)
      .flatMap((template) => resourcesOf(template))
      .filter(([, { Type }]) => keeps.test(Type))
      .map(([id, { Type }]) => `${Type} ${id}`);
    expect(found.length).toBeGreaterThan(20);
    const copyOf = (name: string) =>
      Object.entries(copyIn).find(([beginning]) => name.startsWith(beginning))?.[1];
    expect(found.filter((name) => copyOf(name) === undefined)).toEqual([]);
    const told = [...copiesTold, 'nothing'];
    expect(Object.values(copyIn).filter((each) => !told.includes(each))).toEqual([]);
  });

  it.each(['data', 'events'] as const)('keeps its logical ids in the %s stack', (stack) => {
    const found = resourcesOf(production[stack]).filter(([, { Type }]) =>
      holdsSomething.includes(Type),
    );
    expect(Object.fromEntries(found.map(([id, { Type }]) => [id, Type]))).toEqual(pinned[stack]);
  });

  it('stands in no stack that is made to be thrown away', () => {
    for (const template of [production.api, production.syndication])
      expect(resourcesOf(template).filter(([, { Type }]) => holdsSomething.includes(Type))).toEqual(
        [],
      );
  });

  it('stays when a stack goes or a change would replace it', () => {
    for (const [stack, ids] of Object.entries(pinned))
      for (const [id, Type] of Object.entries(ids))
        production[stack as keyof typeof pinned].hasResource(Type, {
          ...resourcesOf(production[stack as keyof typeof pinned]).find(
            ([each]) => each === id,
          )?.[1],
          DeletionPolicy: 'Retain',
          UpdateReplacePolicy: 'Retain',
        });
  });

  it('is protected from deletion, stacks and tables alike', () => {
    expect(production.stacks.data.terminationProtection).toBe(true);
    expect(production.stacks.events.terminationProtection).toBe(true);
    production.data.allResourcesProperties('AWS::DynamoDB::Table', {
      DeletionProtectionEnabled: true,
    });
  });

  it('goes with the stack where the deployment says that its data need no protection', () => {
    expect(throwaway.stacks.data.terminationProtection).toBe(false);
    throwaway.data.allResourcesProperties('AWS::DynamoDB::Table', {
      DeletionProtectionEnabled: false,
    });
    throwaway.data.allResources('AWS::DynamoDB::Table', { DeletionPolicy: 'Delete' });
  });
});

describe('keys', () => {
  it.each(['data', 'events'] as const)('of the %s stack rotate and die slowly', (stack) => {
    const keys = resourcesOf(production[stack]).filter(([, { Type }]) => Type === 'AWS::KMS::Key');
    for (const [id, { Properties }] of keys)
      expect(Properties, id).toMatchObject({
        PendingWindowInDays: 30,
        // KMS rotates no key that signs: docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html
        ...(Properties?.KeyUsage === 'SIGN_VERIFY' ? {} : { EnableKeyRotation: true }),
      });
  });

  it('are customer-managed, and the vault has one of its own', () => {
    const tableKey = (table: string, key: string) =>
      expect(
        resourcesOf(production.data).find(([id]) => id === table)?.[1].Properties,
      ).toMatchObject({
        SSESpecification: {
          SSEEnabled: true,
          SSEType: 'KMS',
          KMSMasterKeyId: { 'Fn::GetAtt': [key, 'Arn'] },
        },
      });
    tableKey('MainTable74195DAB', 'DataKey17AFBB84');
    tableKey('VaultTable5572012F', 'VaultKey6B75F33E');
  });
});

describe('tables', () => {
  it('can be restored: the main table for 35 days, the vault for one', () => {
    const days = Object.fromEntries(
      resourcesOf(production.data)
        .filter(([, { Type }]) => Type === 'AWS::DynamoDB::Table')
        .map(([id, { Properties }]) => [id, Properties?.PointInTimeRecoverySpecification]),
    );
    expect(days).toEqual({
      MainTable74195DAB: { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 35 },
      VaultTable5572012F: { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 1 },
    });
  });

  it('are paid by request; the main one expires items and streams both images', () => {
    production.data.allResourcesProperties('AWS::DynamoDB::Table', {
      BillingMode: 'PAY_PER_REQUEST',
    });
    production.data.hasResourceProperties('AWS::DynamoDB::Table', {
      StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
      TimeToLiveSpecification: { AttributeName: 'expiresAtSeconds', Enabled: true },
      GlobalSecondaryIndexes: [
        { IndexName: 'GSI1', Projection: { ProjectionType: 'ALL' }, KeySchema: Match.anyValue() },
        {
          IndexName: 'GSI2',
          Projection: { ProjectionType: 'KEYS_ONLY' },
          KeySchema: Match.anyValue(),
        },
      ],
    });
  });

  it('leave the vault out of streams and of expiry', () => {
    const vault = resourcesOf(production.data).find(([id]) => id === 'VaultTable5572012F')?.[1];
    expect(vault?.Properties).not.toHaveProperty('StreamSpecification');
    expect(vault?.Properties).not.toHaveProperty('TimeToLiveSpecification');
  });
});

describe('the poison bucket', () => {
  it('is encrypted, closed to the public, and empties itself', () => {
    production.data.hasResourceProperties('AWS::S3::Bucket', {
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          {
            ServerSideEncryptionByDefault: {
              SSEAlgorithm: 'aws:kms',
              KMSMasterKeyID: { 'Fn::GetAtt': ['DataKey17AFBB84', 'Arn'] },
            },
          },
        ],
      },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      LifecycleConfiguration: { Rules: [{ ExpirationInDays: 30, Status: 'Enabled' }] },
      VersioningConfiguration: Match.absent(),
    });
  });

  it('refuses what does not come by TLS 1.2', () => {
    for (const Condition of [
      { Bool: { 'aws:SecureTransport': 'false' } },
      { NumericLessThan: { 's3:TlsVersion': 1.2 } },
    ])
      production.data.hasResourceProperties('AWS::S3::BucketPolicy', {
        PolicyDocument: {
          Statement: Match.arrayWith([Match.objectLike({ Effect: 'Deny', Condition })]),
        },
      });
  });
});
