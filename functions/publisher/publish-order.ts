/** Something that waits to be published behind whatever stands before it in its lane. */
export interface InLane {
  readonly lane: string;
  /** Its place in the lane. */
  readonly sequence: number;
  /** It goes before everything in the lane that does not, whatever its place. */
  readonly overtakes?: true;
}

/**
 * What may be sent at once: what overtakes, else the lowest sequence, of every lane, in the order
 * given. The others follow when it has arrived. The one place that decides who goes first.
 *
 * By sequence and not by place in the stream: that keeps the order of one item's changes, and two
 * versions of one transaction are two items.
 */
export function nextWave<T extends InLane>(waiting: readonly T[]): readonly T[] {
  const first = new Map<string, InLane>();
  for (const each of waiting) {
    const before = first.get(each.lane);
    if (before === undefined || inOrder(each, before) < 0) first.set(each.lane, each);
  }
  return waiting.filter((each) => inOrder(each, first.get(each.lane) ?? each) === 0);
}

const inOrder = (a: InLane, b: InLane): number => rank(a) - rank(b) || a.sequence - b.sequence;
const rank = ({ overtakes }: InLane): number => (overtakes ? 0 : 1);
