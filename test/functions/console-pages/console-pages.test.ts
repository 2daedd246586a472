import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { answerCloudFormation } from '#functions/console-pages/answer-cloudformation';
import { handler, keepPages } from '#functions/console-pages/index';
import { startObjectStore } from '#local/objects';
import { makePagesBucket, type PagesBucket } from '#store/pages-bucket';

const scratch = mkdtempSync(join(tmpdir(), 'goldspoke-pages-'));
const credentials = { accessKeyId: 'LOCAL', secretAccessKey: 'local' };
let store: Awaited<ReturnType<typeof startObjectStore>>;
let bucket: PagesBucket;
beforeAll(async () => {
  store = await startObjectStore({
    directory: join(scratch, 'objects'),
    buckets: ['pages'],
    ...credentials,
  });
  vi.stubEnv('AWS_ACCESS_KEY_ID', credentials.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', credentials.secretAccessKey);
  vi.stubEnv('AWS_REGION', 'eu-central-1');
  vi.stubEnv('AWS_ENDPOINT_URL_S3', store.url);
  bucket = makePagesBucket('pages', process.env);
});
beforeEach(() => keepPages('Delete', bucket));
afterAll(async () => {
  vi.unstubAllEnvs();
  await store.close();
  rmSync(scratch, { recursive: true, force: true });
});

/** What lies beside a function that was bundled with these pages: key → text. */
function bundledWith(pages: Readonly<Record<string, string>>): URL {
  const folder = mkdtempSync(join(scratch, 'bundle-'));
  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  };
  for (const [key, text] of Object.entries(pages)) write(key, text);
  const list = Object.keys(pages).map((key) => ({
    key,
    contentType: 'text/html; charset=utf-8',
    cacheControl: 'no-cache',
  }));
  write('pages.json', JSON.stringify(list));
  return pathToFileURL(`${folder}/`);
}

const read = async (key: string) => {
  const { GetObjectCommand, S3Client } = await import('@aws-sdk/client-s3');
  const client = new S3Client({ endpoint: store.url, forcePathStyle: true });
  const { Body, ContentType, CacheControl } = await client.send(
    new GetObjectCommand({ Bucket: 'pages', Key: key }),
  );
  return { text: await Body?.transformToString(), ContentType, CacheControl };
};

describe('the pages’ bucket', () => {
  it('holds the pages of this version, with how they are served, and no others', async () => {
    await keepPages('Create', bucket, bundledWith({ 'index.html': 'one', 'a/old.js': 'x' }));
    await keepPages('Update', bucket, bundledWith({ 'index.html': 'two', 'a/new.js': 'y' }));

    expect((await bucket.keys()).toSorted()).toEqual(['a/new.js', 'index.html']);
    expect(await read('index.html')).toEqual({
      text: 'two',
      ContentType: 'text/html; charset=utf-8',
      CacheControl: 'no-cache',
    });
  });

  it('is empty when the stack goes, whatever else lies in it', async () => {
    await keepPages('Create', bucket, bundledWith({ 'index.html': 'one' }));
    await bucket.put('put-by-hand', Buffer.from('x'), { contentType: 'a/b', cacheControl: 'x' });
    await keepPages('Delete', bucket);
    expect(await bucket.keys()).toEqual([]);
  });
});

describe('CloudFormation', () => {
  const received: { readonly type: string | undefined; readonly body: unknown }[] = [];
  let status = 200;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body: unknown = JSON.parse(Buffer.concat(chunks).toString());
      received.push({ type: request.headers['content-type'], body });
      response.writeHead(status).end();
    });
  });
  beforeAll(() => new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve)));
  afterAll(() => void server.close());
  beforeEach(() => {
    received.length = 0;
    status = 200;
  });
  const asking = (RequestType: 'Create' | 'Delete', Bucket: string) =>
    ({
      RequestType,
      ResponseURL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/answer?signed`,
      StackId: 'stack',
      RequestId: 'request',
      LogicalResourceId: 'KeptPages',
      ResourceProperties: { ServiceToken: 'arn', Bucket },
    }) as unknown as CloudFormationCustomResourceEvent;
  const answer = {
    StackId: 'stack',
    RequestId: 'request',
    LogicalResourceId: 'KeptPages',
    PhysicalResourceId: 'pages',
  };

  it('hears that it is done, in a request that its signature allows', async () => {
    await handler(asking('Delete', 'pages'));
    expect(received).toEqual([
      { type: expect.toSatisfy((type) => !type), body: { ...answer, Status: 'SUCCESS' } },
    ]);
  });

  it('hears that it failed, and of the error its name only', async () => {
    // No pages lie beside the sources of the function.
    await handler(asking('Create', 'pages'));
    expect(received.map(({ body }) => body)).toEqual([
      { ...answer, Status: 'FAILED', Reason: "Error; see the function's log" },
    ]);
  });

  it('is told again by Lambda’s own repeat when it did not take the answer', async () => {
    status = 403;
    await expect(answerCloudFormation(asking('Delete', 'pages'), 'pages')).rejects.toThrow('403');
  });
});
