import { awsDefaults } from './aws-defaults.ts';
import { endpointOf, requiredSetting } from './required-setting.ts';

export interface ObjectsEnvironment {
  readonly POISON_BUCKET?: string | undefined;
  readonly AWS_ENDPOINT_URL_S3?: string | undefined;
}

/**
 * The bucket where stream records lie that can never be published. Most functions never meet one:
 * S3's client, 0.1 MB of code, is loaded with the first.
 */
export function makeObjects(env: ObjectsEnvironment) {
  const Bucket = requiredSetting(env, 'POISON_BUCKET');
  let opened: Promise<OpenedBucket> | undefined;
  return {
    /** `body` is JSON. The same key again overwrites: a retry leaves one object. */
    async putPoison(objectKey: string, body: string): Promise<void> {
      opened ??= openBucket(env);
      const { client, PutObjectCommand } = await opened;
      await client.send(
        new PutObjectCommand({
          Bucket,
          Key: objectKey,
          Body: body,
          ContentType: 'application/json',
        }),
      );
    },
  };
}

type OpenedBucket = Awaited<ReturnType<typeof openBucket>>;

async function openBucket(env: ObjectsEnvironment) {
  const { PutObjectCommand, S3Client } = await import('@aws-sdk/client-s3');
  const client = new S3Client({
    ...awsDefaults,
    ...endpointOf(env.AWS_ENDPOINT_URL_S3),
    // A local endpoint has no host name per bucket.
    forcePathStyle: env.AWS_ENDPOINT_URL_S3 !== undefined,
  });
  return { client, PutObjectCommand };
}
