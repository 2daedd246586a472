import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { startObjectStore } from '#local/objects';
import { temporaryFolder } from './support/temporary-folder.ts';

describe('the local object store, asked by the SDK', () => {
  it('keeps objects over a restart and knows no other key id', async () => {
    const directory = temporaryFolder();
    const credentials = { accessKeyId: 'goldspoke', secretAccessKey: 'goldspoke' };
    const start = () => startObjectStore({ directory, buckets: ['poison'], ...credentials });
    const clientOf = (endpoint: string, accessKeyId = 'goldspoke') =>
      new S3Client({
        endpoint,
        region: 'eu-west-1',
        credentials: { ...credentials, accessKeyId },
        maxAttempts: 1,
      });
    const first = await start();
    await clientOf(first.url).send(
      new PutObjectCommand({ Bucket: 'poison', Key: 'a/b.json', Body: '{"sealed":"…"}' }),
    );
    await first.close();

    const second = await start();
    const read = (client: S3Client) =>
      client.send(new GetObjectCommand({ Bucket: 'poison', Key: 'a/b.json' }));
    const found = await read(clientOf(second.url));

    expect(await found.Body?.transformToString()).toBe('{"sealed":"…"}');
    await expect(read(clientOf(second.url, 'another'))).rejects.toThrow();
    await second.close();
  });
});
