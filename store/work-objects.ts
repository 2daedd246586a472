import { awsDefaults } from './aws-defaults.ts';
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

/** Objects that workflows work on. The bucket encrypts them, and they end by themselves after days. */
export interface WorkObjects {
  /** For one file of exactly this many bytes. */
  uploadUrl(objectKey: string, bytes: number, seconds: number): Promise<Upload>;
  /** In bytes; `undefined` where there is no such object. */
  size(objectKey: string): Promise<number | undefined>;
  /** From a byte up to, and without, another; in pieces as they arrive. */
  read(objectKey: string, from: number, to: number): AsyncIterable<Uint8Array>;
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
    async size(Key) {
      const { client, Bucket, s3 } = await open();
      try {
        const { ContentLength } = await client.send(new s3.HeadObjectCommand({ Bucket, Key }));
        return ContentLength;
      } catch (error) {
        if (error instanceof s3.NotFound || error instanceof s3.NoSuchKey) return undefined;
        throw error;
      }
    },
    async *read(Key, from, to) {
      if (to <= from) return;
      const { client, Bucket, s3 } = await open();
      const { Body } = await client.send(
        new s3.GetObjectCommand({ Bucket, Key, Range: `bytes=${from}-${to - 1}` }),
      );
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
