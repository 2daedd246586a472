import type { Edges } from './weigh.ts';

/** Looks up what a pair of records (`a` below `b`) weighs; `undefined` for a pair that is no edge. */
export function edgeWeights(
  records: number,
  { a, b, weight }: Edges,
): (a: number, b: number) => number | undefined {
  const starts = new Int32Array(records + 1);
  for (let each = 0; each < a.length; each++) {
    const next = (a[each] as number) + 1;
    starts[next] = (starts[next] as number) + 1;
  }
  for (let record = 0; record < records; record++)
    starts[record + 1] = (starts[record + 1] as number) + (starts[record] as number);
  const free = starts.slice();
  const order = new Int32Array(a.length);
  for (let each = 0; each < a.length; each++) {
    const record = a[each] as number;
    const place = free[record] as number;
    order[place] = each;
    free[record] = place + 1;
  }
  return (one, other) => {
    const end = starts[one + 1] as number;
    for (let place = starts[one] as number; place < end; place++) {
      const edge = order[place] as number;
      if (b[edge] === other) return weight[edge] as number;
    }
    return undefined;
  };
}
