/**
 * Remembers what a pure function makes of a number, in `2 ** bits` places: a number that falls into
 * the place of another takes it over, so that memory is bounded.
 */
export function boundedMemo<T>(bits: number, make: (id: number) => T): (id: number) => T {
  const mask = (1 << bits) - 1;
  const ids = new Int32Array(1 << bits).fill(-1);
  const made = new Array<T | undefined>(1 << bits).fill(undefined);
  return (id) => {
    const place = id & mask;
    if (ids[place] === id) return made[place] as T;
    const fresh = make(id);
    ids[place] = id;
    made[place] = fresh;
    return fresh;
  };
}
