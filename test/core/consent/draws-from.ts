/** Numbers from 0 up to 1 from a seed: Mulberry32. */
function numbersFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** What a seed decides: always the same of one seed, and quicker than arbitraries where cases are a million. */
export function drawsFrom(seed: number) {
  const number = numbersFrom(seed);
  const chance = (share: number) => number() < share;
  const below = (count: number) => Math.floor(number() * count);
  const one = <T>(of: readonly T[]): T => of[below(of.length)] as T;
  const some = <T>(most: number, make: (index: number) => T): readonly T[] =>
    Array.from({ length: below(most + 1) }, (_, index) => make(index));
  const several = <T>(of: readonly T[], most: number): readonly T[] => [
    ...new Set(some(most, () => one(of))),
  ];
  const shuffled = <T>(all: readonly T[]): readonly T[] => {
    const rest = [...all];
    return all.map(() => rest.splice(below(rest.length), 1)[0] as T);
  };
  return { chance, below, one, some, several, shuffled };
}
