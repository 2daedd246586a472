import type { Json } from '#core/kernel/types';
import type { HubClient } from './hub-client.ts';

export interface Counts {
  readonly goldenRecords: number;
  readonly reviewTasks: number;
}

/** Counts by walking the lists: exact, for a hub of some thousands. */
export async function countCustomersAndTasks(client: HubClient): Promise<Counts> {
  return {
    goldenRecords: await countOf(client, '/customers'),
    reviewTasks: await countOf(client, '/tasks'),
  };
}

async function countOf(client: HubClient, path: string): Promise<number> {
  let count = 0;
  let cursor = '';
  do {
    const { status, body } = await client.send('GET', `${path}?limit=200${cursor}`);
    if (status !== 200) throw new Error(`${path} answers ${status}`);
    const page = body as { readonly items: readonly Json[]; readonly cursor?: string };
    count += page.items.length;
    cursor = page.cursor === undefined ? '' : `&cursor=${encodeURIComponent(page.cursor)}`;
  } while (cursor !== '');
  return count;
}
