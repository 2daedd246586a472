import { awsDefaults } from './aws-defaults.ts';
import { endpointOf } from './required-setting.ts';

export interface PagesBucket {
  readonly put: (
    key: string,
    body: Uint8Array,
    served: { readonly contentType: string; readonly cacheControl: string },
  ) => Promise<void>;
  /** All keys, over every page of the listing. */
  readonly keys: () => Promise<readonly string[]>;
  readonly remove: (keys: readonly string[]) => Promise<void>;
}

/** The bucket that CloudFront serves the web pages from. S3's client is loaded with the first call. */
export function makePagesBucket(
  Bucket: string,
  { AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_S3 }: NodeJS.ProcessEnv,
): PagesBucket {
  const endpoint = AWS_ENDPOINT_URL_S3 ?? AWS_ENDPOINT_URL;
  const opened = import('@aws-sdk/client-s3').then((s3) => ({
    s3,
    client: new s3.S3Client({
      ...awsDefaults,
      ...endpointOf(endpoint),
      // A local endpoint has no host name per bucket.
      forcePathStyle: endpoint !== undefined,
    }),
  }));
  return {
    async put(Key, Body, { contentType: ContentType, cacheControl: CacheControl }) {
      const { s3, client } = await opened;
      await client.send(new s3.PutObjectCommand({ Bucket, Key, Body, ContentType, CacheControl }));
    },
    async keys() {
      const { s3, client } = await opened;
      const found: string[] = [];
      for await (const { Contents } of s3.paginateListObjectsV2({ client }, { Bucket }))
        found.push(...(Contents ?? []).flatMap(({ Key }) => Key ?? []));
      return found;
    },
    async remove(keys) {
      const { s3, client } = await opened;
      for (const Key of keys) await client.send(new s3.DeleteObjectCommand({ Bucket, Key }));
    },
  };
}
