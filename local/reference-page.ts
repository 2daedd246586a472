import { pageHeaders } from '#console/page';
import { referencePages } from '#console/reference-pages';
import type { StaticFile } from './server.ts';

const byPath = new Map(referencePages.map((page) => [page.path, page]));

/** The API reference, with the headers that CloudFront adds in the cloud. */
export async function referencePage(path: string): Promise<StaticFile | undefined> {
  const page = byPath.get(path === '/' ? '/index.html' : path);
  return (
    page && {
      contentType: page.contentType,
      headers: { ...pageHeaders, 'cache-control': page.cacheControl },
      body: page.body(),
    }
  );
}
