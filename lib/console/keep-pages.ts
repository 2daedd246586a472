import { createHash } from 'node:crypto';
import { CustomResource, Duration, Stack } from 'aws-cdk-lib';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { Page } from '#console/page';
import { CapabilityFunction } from '#lib/functions/capability-function';
import { keepPagesIn } from '#lib/functions/statements';
import type { DeploymentConfig } from '../deployment-config.ts';

export interface KeptPages {
  readonly config: DeploymentConfig;
  readonly bucket: s3.Bucket;
  readonly pages: readonly Page[];
  readonly logsKey: kms.IKey;
}

/**
 * Keeps the bucket equal to the pages at every deployment, and empties it before it goes. By a function
 * of the hub's own, which carries the files and may touch this bucket alone; CDK's bucket deployment
 * may read all assets of the account and needs a second runtime.
 */
export function keepPages(scope: Construct, { config, bucket, pages, logsKey }: KeptPages): void {
  const list = pages.map(({ path, contentType, cacheControl }) => ({
    key: path.slice(1),
    contentType,
    cacheControl,
  }));
  const { function: keeper, role } = new CapabilityFunction(scope, 'console-pages', {
    name: 'console-pages',
    description: 'Goldspoke: keeps the web pages as this version has them',
    config,
    logsKey,
    statements: keepPagesIn(bucket),
    acknowledged: {
      [objectsFinding(bucket)]:
        'The names of pages change with the version, and the old ones must go.',
    },
    environment: {},
    filesBeside: {
      'pages/pages.json': () => Buffer.from(JSON.stringify(list)),
      ...Object.fromEntries(pages.map(({ path, body }) => [`pages${path}`, body])),
    },
    timeoutSeconds: 120,
  });
  const kept = new CustomResource(scope, 'KeptPages', {
    resourceType: 'Custom::GoldspokePages',
    serviceToken: keeper.functionArn,
    serviceTimeout: Duration.minutes(5),
    properties: { Bucket: bucket.bucketName, Version: versionOf(pages) },
  });
  // Emptied while the function may still do it, and filled only when it may.
  kept.node.addDependency(role, bucket);
}

/** cdk-nag's name for the wildcard in the ARN of a bucket's objects, within its own stack. */
const objectsFinding = (bucket: s3.Bucket): string => {
  const { 'Fn::GetAtt': arn } = Stack.of(bucket).resolve(bucket.bucketArn) as {
    'Fn::GetAtt': readonly [string, string];
  };
  return `AwsSolutions-IAM5[Resource::<${arn.join('.')}>/*]`;
};

/** Changes when a byte of a page, or how it is served, does: CloudFormation then asks for it anew. */
function versionOf(pages: readonly Page[]): string {
  const hash = createHash('sha256');
  for (const { path, contentType, cacheControl, body } of pages)
    hash.update(JSON.stringify([path, contentType, cacheControl])).update(body());
  return hash.digest('hex').slice(0, 16);
}
