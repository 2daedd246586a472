import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as s3 from 'aws-cdk-lib/aws-s3';

/** Where an import's objects lie in the work bucket; functions/imports/import-objects.ts. */
export const importsPrefix = 'imports';
/** Where a dedupe run's objects lie; functions/dedupe/work.ts. */
export const dedupePrefix = 'dedupe';
/** Where a rehearsal's objects lie; functions/consent-rehearsals/work.ts. */
export const rehearsalsPrefix = 'consent-rehearsals';
/** Where a retention run's objects lie; functions/retention-steps/work.ts. */
export const retentionPrefix = 'retention-runs';

const sids = {
  [importsPrefix]: 'UseObjectsOfImports',
  [dedupePrefix]: 'UseObjectsOfDedupeRuns',
  [rehearsalsPrefix]: 'UseObjectsOfRehearsals',
  [retentionPrefix]: 'UseObjectsOfRetentionRuns',
} as const;
type WorkPrefix = keyof typeof sids;

/** Objects of one kind of workflow, by these actions and through S3 alone. */
export const useWorkObjects = (
  bucket: s3.Bucket,
  key: kms.IKey,
  prefix: WorkPrefix,
  actions: readonly ('s3:GetObject' | 's3:PutObject' | 's3:DeleteObject')[],
) => [
  new iam.PolicyStatement({
    sid: sids[prefix],
    actions: [...actions],
    resources: [bucket.arnForObjects(`${prefix}/*`)],
  }),
  new iam.PolicyStatement({
    sid: 'WorkBucketKey',
    actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
    resources: [key.keyArn],
    conditions: {
      StringEquals: { 'kms:ViaService': `s3.${Stack.of(bucket).region}.amazonaws.com` },
    },
  }),
];

/**
 * Without it S3 answers 403 and not 404 for an object that is not there. Names are ids and numbers.
 * docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html
 */
export const tellMissingObjects = (bucket: s3.Bucket) =>
  new iam.PolicyStatement({
    sid: 'TellMissingObjects',
    actions: ['s3:ListBucket'],
    resources: [bucket.bucketArn],
  });

/** Starting a workflow encrypts its input: docs.aws.amazon.com/step-functions/latest/dg/encryption-at-rest.html */
export const startWorkflow = (machineArn: string, key: kms.IKey) => [
  new iam.PolicyStatement({
    sid: 'StartWorkflow',
    actions: ['states:StartExecution'],
    resources: [machineArn],
  }),
  new iam.PolicyStatement({
    sid: 'WorkflowKey',
    actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
    resources: [key.keyArn],
    conditions: {
      StringEquals: { 'kms:EncryptionContext:aws:states:stateMachineArn': machineArn },
    },
  }),
];

/**
 * Starting it, and ending its waits. A token names the task, the statement the machine: it is the machine
 * that IAM asks about (github.com/NOAA-OWP/hydrovis/issues/837 has its refusal, github.com/aws/aws-cdk/pull/8486
 * a trial, and CDK's `grantTaskResponse` permits it so), though the list of actions names no resource:
 * docs.aws.amazon.com/service-authorization/latest/reference/list_awsstepfunctions.html
 */
export const runWorkflow = (machineArn: string, key: kms.IKey) => [
  ...startWorkflow(machineArn, key),
  new iam.PolicyStatement({
    sid: 'EndItsWaits',
    actions: ['states:SendTaskSuccess'],
    resources: [machineArn],
  }),
];

/** cdk-nag's name for the wildcard, seen from the bucket's own stack. */
export const ownObjectsFinding = (bucket: s3.Bucket, prefix: WorkPrefix): string =>
  `AwsSolutions-IAM5[Resource::<${Stack.of(bucket).getLogicalId(
    bucket.node.defaultChild as s3.CfnBucket,
  )}.Arn>/${prefix}/*]`;
