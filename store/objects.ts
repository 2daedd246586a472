import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { awsDefaults } from './aws-defaults.ts';
import { endpointOf, requiredSetting } from './required-setting.ts';

export interface ObjectsEnvironment {
  readonly POISON_BUCKET?: string | undefined;
  readonly AWS_ENDPOINT_URL_S3?: string | undefined;
}

/** The bucket where stream records lie that can never be published. */
export function makeObjects(env: ObjectsEnvironment) {
  const client = new S3Client({
    ...awsDefaults,
    ...endpointOf(env.AWS_ENDPOINT_URL_S3),
    // A local endpoint has no host name per bucket.
    forcePathStyle: env.AWS_ENDPOINT_URL_S3 !== undefined,
  });
  const Bucket = requiredSetting(env, 'POISON_BUCKET');
  return {
    /** `body` is JSON. The same key again overwrites: a retry leaves one object. */
    async putPoison(objectKey: string, body: string): Promise<void> {
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
