import type { Checkpoint } from '#core/audit/checkpoint';
import { awsDefaults } from './aws-defaults.ts';
import { endpointOf, requiredSetting } from './required-setting.ts';

/** Checkpoints with their leaves, each in an object that nobody can replace or delete before its time. */
export interface CheckpointObjects {
  /** `undefined` where there is none. */
  get(number: number): Promise<Checkpoint | undefined>;
  /** False where there is one already: that one stays. */
  putNew(number: number, checkpoint: Checkpoint): Promise<boolean>;
}

interface CheckpointEnvironment {
  readonly CHECKPOINT_BUCKET?: string | undefined;
  readonly AWS_ENDPOINT_URL_S3?: string | undefined;
}

export const checkpointFolder = 'checkpoints';

const objectKey = (number: number) =>
  `${checkpointFolder}/${String(number).padStart(12, '0')}.json`;

/** Over an S3 bucket. Makes the client with the first call: few functions ever make one. */
export function makeCheckpointObjects(env: CheckpointEnvironment): CheckpointObjects {
  let opened: ReturnType<typeof openBucket> | undefined;
  const open = () => {
    opened ??= openBucket(env);
    return opened;
  };
  return {
    async get(number) {
      const { client, s3, Bucket } = await open();
      try {
        const answer = await client.send(
          new s3.GetObjectCommand({ Bucket, Key: objectKey(number) }),
        );
        // Written by `putNew` alone; its signature is held against it by whoever relies on it.
        return JSON.parse((await answer.Body?.transformToString()) ?? '') as Checkpoint;
      } catch (error) {
        if (error instanceof s3.NoSuchKey) return undefined;
        throw error;
      }
    },
    async putNew(number, checkpoint) {
      const { client, s3, Bucket } = await open();
      try {
        await client.send(
          new s3.PutObjectCommand({
            Bucket,
            Key: objectKey(number),
            Body: JSON.stringify(checkpoint),
            ContentType: 'application/json',
            // The bucket's policy takes no put without it.
            IfNoneMatch: '*',
          }),
        );
        return true;
      } catch (error) {
        if (isThere(error)) return false;
        throw error;
      }
    },
  };
}

/** 412: it is there; 409: another put of it was faster. */
const isThere = (error: unknown): boolean => {
  const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
  return status === 412 || status === 409;
};

async function openBucket(env: CheckpointEnvironment) {
  const Bucket = requiredSetting(env, 'CHECKPOINT_BUCKET');
  const s3 = await import('@aws-sdk/client-s3');
  const client = new s3.S3Client({
    ...awsDefaults,
    ...endpointOf(env.AWS_ENDPOINT_URL_S3),
    // A local endpoint has no host name per bucket.
    forcePathStyle: env.AWS_ENDPOINT_URL_S3 !== undefined,
  });
  return { client, s3, Bucket };
}
