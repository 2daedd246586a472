import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { startObjectStore } from '#local/objects';
import { makeWorkObjects, type WorkObjects } from '#store/work-objects';

/** A bucket for what workflows keep, on this machine, for the tests of a file; there once they begin. */
export function useWorkBucket(): () => WorkObjects {
  const folder = mkdtempSync(join(tmpdir(), 'goldspoke-work-'));
  let objects: Awaited<ReturnType<typeof startObjectStore>>;
  beforeAll(async () => {
    Object.assign(process.env, {
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
    });
    objects = await startObjectStore({
      directory: folder,
      buckets: ['work'],
      accessKeyId: 'test',
      secretAccessKey: 'test',
    });
  });
  afterAll(async () => {
    await objects.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return () => makeWorkObjects({ WORK_BUCKET: 'work', AWS_ENDPOINT_URL_S3: objects.url });
}
