import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { Item, TableClient } from './table-client.ts';

/** A part of a table, and where in it to go on. The cursor holds keys: ids and tokens, no values. */
export interface ScanPlace {
  readonly segment: number;
  readonly segments: number;
  readonly cursor?: string | undefined;
}

/** One page of a segment, strongly consistent. Without a cursor the segment is done. */
export async function scanSegment(
  client: TableClient,
  table: string,
  { segment, segments, cursor }: ScanPlace,
): Promise<{ readonly items: readonly Item[]; readonly cursor?: string }> {
  const answer = await client.send(
    new ScanCommand({
      TableName: table,
      Segment: segment,
      TotalSegments: segments,
      ConsistentRead: true,
      ...(cursor === undefined ? {} : { ExclusiveStartKey: keyIn(cursor) }),
    }),
  );
  const last = answer.LastEvaluatedKey;
  return {
    items: answer.Items ?? [],
    ...(last === undefined ? {} : { cursor: textOf([String(last.PK), String(last.SK)]) }),
  };
}

const textOf = (key: readonly string[]) =>
  Buffer.from(JSON.stringify(key), 'utf8').toString('base64url');

function keyIn(cursor: string): Record<string, unknown> {
  const [PK, SK] = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as string[];
  return { PK, SK };
}

const workers = 16;

/** Runs `work` over all items, so many at once; answers in no order. */
export async function inParallel<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const answers: R[] = [];
  const waiting = items.values();
  const worker = async () => {
    for (const item of waiting) answers.push(await work(item));
  };
  await Promise.all(Array.from({ length: Math.min(workers, items.length) }, worker));
  return answers;
}
