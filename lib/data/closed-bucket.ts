import { Duration, type RemovalPolicy } from 'aws-cdk-lib';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { acknowledge } from '../acknowledge.ts';

export interface ClosedBucketProps {
  readonly encryptionKey: kms.IKey;
  /** After so many days an object is gone. */
  readonly days: number;
  readonly removalPolicy: RemovalPolicy;
  /** Why it has no server access logs: who reads and writes it is known otherwise. */
  readonly withoutAccessLogs: string;
}

/**
 * A bucket for what may hold customers' values for some days: encrypted under a key of ours, taking
 * TLS only, closed to the public. Not versioned: what is deleted or erased must not live on.
 */
export function closedBucket(scope: Construct, id: string, props: ClosedBucketProps): s3.Bucket {
  const bucket = new s3.Bucket(scope, id, {
    encryption: s3.BucketEncryption.KMS,
    encryptionKey: props.encryptionKey,
    bucketKeyEnabled: true,
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
    objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
    versioned: false,
    lifecycleRules: [
      {
        expiration: Duration.days(props.days),
        abortIncompleteMultipartUploadAfter: Duration.days(1),
      },
    ],
    removalPolicy: props.removalPolicy,
  });
  // Without its policy a bucket that stays would take requests that do not come by TLS.
  bucket.policy?.applyRemovalPolicy(props.removalPolicy);
  acknowledge(bucket, { 'AwsSolutions-S1': props.withoutAccessLogs });
  return bucket;
}
