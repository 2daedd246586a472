import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { unchangingPrefixes } from '#store/keys';
import { acknowledge } from '../acknowledge.ts';
import type { DeploymentConfig } from '../deployment-config.ts';

/** What signs checkpoints of the audit, and where they lie. */
export interface AuditEvidence {
  readonly key: kms.Key;
  readonly bucket: s3.Bucket;
}

/**
 * The key never leaves KMS. Objects are put once, and under Object Lock in compliance mode nobody
 * deletes them before their time, not even the account's root:
 * docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html. Nothing in them is personal, and S3's
 * own key encrypts them: a key of ours could be destroyed, and they with it. A deployment whose data need
 * no protection has no lock and forces nobody to put once, for it must be possible to remove it.
 */
export function auditEvidence(
  scope: Construct,
  { name, protectData, audit }: DeploymentConfig,
): AuditEvidence {
  const removalPolicy = protectData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
  const key = new kms.Key(scope, 'CheckpointKey', {
    alias: `${name}/checkpoints`,
    description: 'Goldspoke: signs checkpoints of the audit',
    keySpec: kms.KeySpec.ECC_NIST_P256,
    keyUsage: kms.KeyUsage.SIGN_VERIFY,
    pendingWindow: Duration.days(protectData ? 30 : 7),
    removalPolicy,
  });
  const bucket = new s3.Bucket(scope, 'CheckpointBucket', {
    encryption: s3.BucketEncryption.S3_MANAGED,
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
    objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
    versioned: protectData,
    ...(protectData && {
      objectLockEnabled: true,
      objectLockDefaultRetention: s3.ObjectLockRetention.compliance(
        Duration.days(audit.retentionDays),
      ),
    }),
    removalPolicy,
  });
  if (protectData) putOnce(bucket);
  bucket.policy?.applyRemovalPolicy(removalPolicy);
  acknowledge(bucket, {
    'AwsSolutions-S1':
      'One function writes here and one reads; both are told by CloudTrail data events. Server access logs would need a second bucket with the same care.',
  });
  return { key, bucket };
}

/**
 * A second object of the same name would be a second version, and the newer one is what is read:
 * docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes-enforce.html
 */
const putOnce = (bucket: s3.Bucket): void => {
  bucket.addToResourcePolicy(
    new iam.PolicyStatement({
      sid: 'PutOnce',
      effect: iam.Effect.DENY,
      principals: [new iam.AnyPrincipal()],
      actions: ['s3:PutObject'],
      resources: [bucket.arnForObjects('*')],
      conditions: { Null: { 's3:if-none-match': 'true' } },
    }),
  );
};

/**
 * Of the main table: nobody changes or deletes audit entries, checkpoints and entries of the ledger of
 * consents, whatever his own policies say. Putting another item in the place of one is not told apart from putting a new one; what that leaves
 * is said in docs/audit.md.
 */
export const nobodyChangesWhatWasSaid = (): iam.PolicyDocument =>
  new iam.PolicyDocument({
    statements: [
      new iam.PolicyStatement({
        sid: 'NobodyChangesWhatWasSaid',
        effect: iam.Effect.DENY,
        principals: [new iam.AnyPrincipal()],
        actions: ['dynamodb:DeleteItem', 'dynamodb:UpdateItem'],
        // The table that it belongs to: a policy cannot name its own table before there is one.
        resources: ['*'],
        conditions: {
          'ForAnyValue:StringLike': {
            'dynamodb:LeadingKeys': unchangingPrefixes.map((each) => `${each}*`),
          },
        },
      }),
    ],
  });
