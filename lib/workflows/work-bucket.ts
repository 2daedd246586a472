import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { acknowledge } from '../acknowledge.ts';
import type { DeploymentConfig } from '../deployment-config.ts';

/** Where workflows keep what they work on: uploads and rejected lines of imports. Everything in it ends by itself. */
export function makeWorkBucket(
  scope: Construct,
  id: string,
  { config, dataKey }: { readonly config: DeploymentConfig; readonly dataKey: kms.IKey },
): s3.Bucket {
  const bucket = new s3.Bucket(scope, id, {
    encryption: s3.BucketEncryption.KMS,
    encryptionKey: dataKey,
    bucketKeyEnabled: true,
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
    objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
    // Not versioned: what is deleted is gone.
    versioned: false,
    lifecycleRules: [
      {
        expiration: Duration.days(config.workDays),
        abortIncompleteMultipartUploadAfter: Duration.days(1),
      },
    ],
    // Nothing in it outlives the week, so it goes with the stack as soon as it is empty.
    removalPolicy: RemovalPolicy.DESTROY,
  });
  acknowledge(bucket, {
    'AwsSolutions-S1':
      'Its objects live for days; who read them is told by CloudTrail data events. Server access logs would need a second bucket with the same care.',
  });
  return bucket;
}
