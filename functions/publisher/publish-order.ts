/** Something that waits to be published behind whatever stands before it in its lane. */
export interface InLane {
  readonly lane: string;
  /** Its place in the lane. */
  readonly sequence: number;
}

/**
 * What may be sent at once: the lowest sequence of every lane, in the order given. The others follow
 * when it has arrived. The one place that decides who goes first.
 *
 * By sequence and not by place in the stream: that keeps the order of one item's changes, and two
 * versions of one transaction are two items.
 */
export function nextWave<T extends InLane>(waiting: readonly T[]): readonly T[] {
  const lowest = new Map<string, number>();
  for (const { lane, sequence } of waiting)
    lowest.set(lane, Math.min(sequence, lowest.get(lane) ?? sequence));
  return waiting.filter(({ lane, sequence }) => lowest.get(lane) === sequence);
}
