/** Longer keys are rare, and not worth a walk over them. */
const longestKey = 256;

/**
 * Remembers the results of a pure function by key in `2 ** bits` places. A key that falls into the place of
 * another takes it over: memory is bounded, and to look is to compare one text, where a `Map` of as many
 * is walked and kept by the garbage collector.
 */
export function memoise<V>(bits: number): (key: string, make: (key: string) => V) => V {
  const keys = new Array<string | undefined>(2 ** bits).fill(undefined);
  const made = new Array<V | undefined>(2 ** bits).fill(undefined);
  return (key, make) => {
    const { length } = key;
    if (length > longestKey) return make(key);
    let hash = length;
    for (let at = 0; at < length; at++) hash = Math.imul(hash ^ key.charCodeAt(at), 0x9e3779b1);
    const place = hash >>> (32 - bits);
    if (keys[place] === key) return made[place] as V;
    const value = make(key);
    keys[place] = key;
    made[place] = value;
    return value;
  };
}
