import { readFile } from 'node:fs/promises';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import * as z from 'zod';
import { logFailure } from '#functions/shared/log';
import { observed } from '#functions/shared/observed';
import { makePagesBucket, type PagesBucket } from '#store/pages-bucket';
import { answerCloudFormation } from './answer-cloudformation.ts';

/** What lies beside this function in its bundle: the pages' files, and the list of them. */
const pageList = z.array(
  z.object({
    /** In the bucket, and below `pages/`. */
    key: z.string().min(1),
    contentType: z.string(),
    cacheControl: z.string(),
  }),
);

const pagesFolder = () => new URL('./pages/', import.meta.url);

/**
 * Keeps the pages' bucket equal to the pages that this version of the hub has; when the stack goes,
 * empties the bucket, for CloudFormation deletes none that holds anything. Called by CloudFormation,
 * which waits for the answer.
 */
const answer = async (event: CloudFormationCustomResourceEvent): Promise<void> => {
  const bucket = String(event.ResourceProperties.Bucket);
  const error = await keepPages(event.RequestType, makePagesBucket(bucket, process.env)).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error !== undefined) logFailure('pages not kept', error, { request: event.RequestType });
  // The bucket's name is the resource's identity: another bucket is another resource, and the old is emptied.
  await answerCloudFormation(event, bucket, error);
};

export const handler = observed(answer, (event) => event.RequestId);

export async function keepPages(
  request: CloudFormationCustomResourceEvent['RequestType'],
  bucket: PagesBucket,
  folder: URL = pagesFolder(),
): Promise<void> {
  const pages =
    request === 'Delete'
      ? []
      : pageList.parse(JSON.parse(await readFile(new URL('pages.json', folder), 'utf8')));
  for (const { key, contentType, cacheControl } of pages)
    await bucket.put(key, await readFile(new URL(key, folder)), { contentType, cacheControl });
  // Only now: whoever has the old page open may still ask for what belongs to it.
  const kept = new Set(pages.map(({ key }) => key));
  await bucket.remove((await bucket.keys()).filter((key) => !kept.has(key)));
}
