/** Something that waits to be published behind whatever stands before it in its lane. */
export interface InLane {
  readonly lane: string;
}

/**
 * What may be sent at once: the first of every lane, in the order given. The others follow when
 * their predecessor has arrived. The one place that decides who goes first.
 */
export function nextWave<T extends InLane>(waiting: readonly T[]): readonly T[] {
  const taken = new Set<string>();
  return waiting.filter(({ lane }) => {
    if (taken.has(lane)) return false;
    taken.add(lane);
    return true;
  });
}
