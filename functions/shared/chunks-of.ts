import { listShards } from '#store/keys';
import type { ListRange, LivingIds } from '#store/living-ids';
import { inOrder, upTo } from './in-order.ts';

export interface CountedRange {
  readonly range: ListRange;
  readonly customers: number;
}

/** The living customers of a schema, cut into ranges of at most so many each. */
export async function chunksOf(
  schema: string,
  most: number,
  living: Pick<LivingIds, 'idsOf'>,
): Promise<readonly CountedRange[]> {
  const shards = await inOrder(upTo(listShards), listShards, (shard) =>
    rangesOf(schema, shard, most, living),
  );
  return shards.flat();
}

async function rangesOf(
  schema: string,
  shard: number,
  most: number,
  living: Pick<LivingIds, 'idsOf'>,
): Promise<readonly CountedRange[]> {
  const ranges: CountedRange[] = [];
  let [from, to, customers] = ['', '', 0];
  const close = () => {
    if (customers > 0) ranges.push({ range: { shard, from, to }, customers });
    customers = 0;
  };
  for await (const ids of living.idsOf(schema, shard))
    for (const id of ids) {
      if (customers === 0) from = id;
      [to, customers] = [id, customers + 1];
      if (customers === most) close();
    }
  close();
  return ranges;
}
