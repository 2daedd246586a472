import type { Readable } from 'node:stream';
import { awsDefaults } from './aws-defaults.ts';
import { ObjectChanged } from './object-changed.ts';
import { endpointOf, requiredSetting } from './required-setting.ts';

export interface WorkEnvironment {
  readonly WORK_BUCKET?: string | undefined;
  readonly AWS_ENDPOINT_URL_S3?: string | undefined;
}

/** How a file is sent to the work bucket by somebody who has no credentials of ours. */
export interface Upload {
  readonly url: string;
  readonly method: 'PUT';
  readonly headers: Readonly<Record<string, string>>;
}

export interface ObjectDescription {
  readonly bytes: number;
  /** Another one with every content: S3's ETag. */
  readonly tag: string;
}

/** Objects that workflows work on. The bucket encrypts them, and they end by themselves after days. */
export interface WorkObjects {
  /** For one file of exactly this many bytes. */
  uploadUrl(objectKey: string, bytes: number, seconds: number): Promise<Upload>;
  /** In bytes; `undefined` where there is no such object. */
  size(objectKey: string): Promise<number | undefined>;
  /** `undefined` where there is no such object. */
  describe(objectKey: string): Promise<ObjectDescription | undefined>;
  /**
   * From a byte up to, and without, another; in pieces as they arrive. With a `tag`, of the object that
   * bears it and no other: throws `ObjectChanged` where that is replaced or gone.
   */
  read(objectKey: string, from: number, to: number, tag?: string): AsyncIterable<Uint8Array>;
  /** All of a small object; `undefined` where there is none. */
  text(objectKey: string): Promise<string | undefined>;
  put(objectKey: string, body: string | Uint8Array): Promise<void>;
  remove(objectKey: string): Promise<void>;
}

/** Makes the client with the first call: most functions have no work bucket. */
export function makeWorkObjects(env: WorkEnvironment): WorkObjects {
  let opened: ReturnType<typeof openBucket> | undefined;
  const open = () => {
    opened ??= openBucket(env);
    return opened;
  };
  return {
    async uploadUrl(Key, bytes, expiresIn) {
      const [{ client, Bucket, s3 }, { getSignedUrl }] = await Promise.all([
        open(),
        import('@aws-sdk/s3-request-presigner'),
      ]);
      const command = new s3.PutObjectCommand({ Bucket, Key, ContentLength: bytes });
      const url = await getSignedUrl(client, command, {
        expiresIn,
        // S3 then takes a body of this size and no other.
        signableHeaders: new Set(['content-length', 'host']),
      });
      return { url, method: 'PUT', headers: { 'content-length': String(bytes) } };
    },
    async size(objectKey) {
      return (await this.describe(objectKey))?.bytes;
    },
    async describe(Key) {
      const { client, Bucket, s3 } = await open();
      try {
        const found = await client.send(new s3.HeadObjectCommand({ Bucket, Key }));
        return { bytes: found.ContentLength ?? 0, tag: found.ETag ?? '' };
      } catch (error) {
        if (error instanceof s3.NotFound || error instanceof s3.NoSuchKey) return undefined;
        throw error;
      }
    },
    async *read(Key, from, to, tag) {
      if (to <= from) return;
      const { client, Bucket, s3 } = await open();
      const command = new s3.GetObjectCommand({
        Bucket,
        Key,
        Range: `bytes=${from}-${to - 1}`,
        ...(tag === undefined ? {} : { IfMatch: tag }),
      });
      const { Body, ETag } = await client.send(command).catch((error: unknown) => {
        const isChanged = error instanceof s3.NoSuchKey || statusOf(error) === 412;
        throw tag !== undefined && isChanged ? new ObjectChanged() : error;
      });
      // S3 on this machine answers whatever is there.
      if (tag !== undefined && ETag !== tag) {
        (Body as Readable | undefined)?.destroy();
        throw new ObjectChanged();
      }
      if (Body !== undefined) yield* Body as AsyncIterable<Uint8Array>;
    },
    async text(Key) {
      const { client, Bucket, s3 } = await open();
      try {
        const { Body } = await client.send(new s3.GetObjectCommand({ Bucket, Key }));
        return await Body?.transformToString();
      } catch (error) {
        if (error instanceof s3.NoSuchKey) return undefined;
        throw error;
      }
    },
    async put(Key, Body) {
      const { client, Bucket, s3 } = await open();
      await client.send(new s3.PutObjectCommand({ Bucket, Key, Body }));
    },
    async remove(Key) {
      const { client, Bucket, s3 } = await open();
      await client.send(new s3.DeleteObjectCommand({ Bucket, Key }));
    },
  };
}

const statusOf = (error: unknown): number | undefined =>
  (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;

async function openBucket(env: WorkEnvironment) {
  const s3 = await import('@aws-sdk/client-s3');
  const client = new s3.S3Client({
    ...awsDefaults,
    ...endpointOf(env.AWS_ENDPOINT_URL_S3),
    // A local endpoint has no host name per bucket.
    forcePathStyle: env.AWS_ENDPOINT_URL_S3 !== undefined,
    // Else a signed address would hold the checksum of an empty body.
    requestChecksumCalculation: 'WHEN_REQUIRED',
  });
  return { client, Bucket: requiredSetting(env, 'WORK_BUCKET'), s3 };
}
