import S3rver from 's3rver';
import account from 's3rver/lib/models/account.js';
import type { Endpoint } from './aws-json-server.ts';

export interface ObjectStoreOptions {
  /** Objects are files below it, one folder a bucket. */
  readonly directory: string;
  readonly buckets: readonly string[];
  /** The key id that requests must name. */
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** S3 on s3rver, on a free port of this machine's loopback interface. */
export async function startObjectStore(options: ObjectStoreOptions): Promise<Endpoint> {
  account.DUMMY_ACCOUNT.createKeyPair(options.accessKeyId, options.secretAccessKey);
  const server = new S3rver({
    address: '127.0.0.1',
    port: 0,
    silent: true,
    directory: options.directory,
    configureBuckets: options.buckets.map((name) => ({ name })),
  });
  const { port } = await server.run();
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      const closed = server.close();
      server.httpServer.closeAllConnections();
      await closed;
    },
  };
}
