import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import {
  auditKey,
  checkpointKey,
  consentKey,
  consentPartition,
  contactPointPartition,
  proofKeyKey,
} from '#store/keys';
import { roleStatements } from '../roles.ts';
import { resourcesOf, synthesized } from '../synthesized.ts';

const production = synthesized();
const throwaway = synthesized({ name: 'goldspoke-test', protectData: false });
const { app: _app, stacks: _stacks, ...templates } = production;
const statements = roleStatements(templates);
const bucketOf = ({ data }: typeof production) =>
  resourcesOf(data).find(([id]) => id.startsWith('CheckpointBucket'))?.[1].Properties;

describe('what signs checkpoints', () => {
  it('is a key of a curve, for signing and nothing else', () => {
    production.data.hasResourceProperties('AWS::KMS::Key', {
      KeySpec: 'ECC_NIST_P256',
      KeyUsage: 'SIGN_VERIFY',
    });
  });
});

describe('where checkpoints lie', () => {
  it('is locked in compliance mode, for as long as the deployment says', () => {
    expect(bucketOf(production)).toMatchObject({
      ObjectLockEnabled: true,
      VersioningConfiguration: { Status: 'Enabled' },
      ObjectLockConfiguration: {
        ObjectLockEnabled: 'Enabled',
        Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Days: 365 } },
      },
    });
  });

  it('is not locked where a deployment is made to be thrown away', () => {
    expect(bucketOf(throwaway)).not.toHaveProperty('ObjectLockConfiguration');
    expect(bucketOf(throwaway)).not.toHaveProperty('VersioningConfiguration');
  });

  it('takes an object once', () => {
    production.data.hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: Match.objectLike({
        Statement: Match.arrayWith([
          Match.objectLike({
            Sid: 'PutOnce',
            Effect: 'Deny',
            Action: 's3:PutObject',
            Condition: { Null: { 's3:if-none-match': 'true' } },
          }),
        ]),
      }),
    });
  });
});

describe('audit entries, checkpoints and entries of the ledger of consents', () => {
  const unchanging = ['AUD#*', 'CON#*', 'POINT#*', 'PROOFS#KEYS*'];

  it('lie where policies see what they are', () => {
    for (const { PK } of [auditKey('customer:cus_a', 1), checkpointKey(1)])
      expect(PK).toMatch(/^AUD#/);
    expect(consentKey(consentPartition('cus_a'), 'con_1').PK).toMatch(/^CON#/);
    expect(consentKey(contactPointPartition('token'), 'con_1').PK).toMatch(/^POINT#/);
    expect(proofKeyKey('thumbprint').PK).toBe('PROOFS#KEYS');
  });

  it('are changed and deleted by nobody, whatever his own policies say', () => {
    production.data.hasResourceProperties('AWS::DynamoDB::Table', {
      ResourcePolicy: {
        PolicyDocument: Match.objectLike({
          Statement: [
            {
              Sid: 'NobodyChangesWhatWasSaid',
              Effect: 'Deny',
              Principal: { AWS: '*' },
              Action: ['dynamodb:DeleteItem', 'dynamodb:UpdateItem'],
              Resource: '*',
              Condition: { 'ForAnyValue:StringLike': { 'dynamodb:LeadingKeys': unchanging } },
            },
          ],
        }),
      },
    });
  });

  it('are denied to each role that may change or delete other items of the table', () => {
    const writers = statements.filter(
      ({ effect, actions, resources, conditions }) =>
        effect === 'Allow' &&
        actions.some((each) => /^dynamodb:(Delete|Update)Item$/.test(each)) &&
        resources.some((each) => each.startsWith('MainTable')) &&
        // Who may write items of one other kind alone needs no denial.
        !conditions.some((each) => /^dynamodb:LeadingKeys \S+ (?!AUD)/.test(each)),
    );
    expect(writers.length).toBeGreaterThan(5);
    const denied = statements.filter(({ sid }) => sid === 'KeepAuditAndLedger');
    for (const { role } of writers)
      expect(denied.find((each) => each.role === role)).toMatchObject({
        effect: 'Deny',
        actions: ['dynamodb:DeleteItem', 'dynamodb:UpdateItem'],
        resources: ['MainTable.Arn'],
        conditions: [
          'dynamodb:LeadingKeys ForAnyValue:StringLike AUD#* | CON#* | POINT#* | PROOFS#KEYS*',
        ],
      });
  });

  it('are changed by no way around: nobody writes by PartiQL or in batches', () => {
    const actions = statements.flatMap((each) => each.actions);
    for (const action of actions) expect(action).not.toMatch(/PartiQL|BatchWriteItem/);
  });

  it('are signed by one function, which reads no customer and opens nothing', () => {
    const own = statements.filter(({ role }) => role === 'checkpointRole');
    const signers = statements.filter(
      ({ actions, resources }) =>
        actions.includes('kms:Sign') && !resources.every((each) => each.startsWith('ProofKey')),
    );
    expect(signers.map(({ role }) => role)).toEqual(['checkpointRole']);
    const onItems = own.filter(({ actions }) => actions.some((each) => /Item$|Query$/.test(each)));
    expect(onItems.map(({ conditions }) => conditions)).toEqual([
      ['dynamodb:LeadingKeys ForAllValues:StringLike AUDT#*'],
      ['dynamodb:LeadingKeys ForAllValues:StringLike AUD#audit:checkpoints | CHECKPOINTS'],
    ]);
  });
});
