import { cursorOf, numbersOf } from '#store/cursor';

interface Paging {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/**
 * A page of a list that lies in so many parts, such as objects of the work bucket: part by part, in
 * their order. The cursor names a part and an item in it.
 */
export async function pageOfParts<T>(
  parts: number,
  { limit, cursor }: Paging,
  itemsIn: (part: number) => Promise<readonly T[]>,
): Promise<{ readonly items: readonly T[]; readonly cursor?: string }> {
  const [firstPart = 0, firstItem = 0] = cursor === undefined ? [] : numbersOf(cursor, 2);
  const items: T[] = [];
  for (let part = firstPart; part < parts; part += 1)
    for (const [at, item] of (await itemsIn(part)).entries()) {
      if (part === firstPart && at < firstItem) continue;
      if (items.length === limit) return { items, cursor: cursorOf([part, at]) };
      items.push(item);
    }
  return { items };
}
