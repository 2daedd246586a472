/**
 * Remembers the results of a pure function by key, at most `limit` of them. When full, the older half
 * is dropped, so that a warm function's memory is bounded.
 */
export function memoise<V>(limit: number): (key: string, make: () => V) => V {
  let recent = new Map<string, V>();
  let older = new Map<string, V>();
  return (key, make) => {
    if (recent.has(key)) return recent.get(key) as V;
    const value = older.has(key) ? (older.get(key) as V) : make();
    if (recent.size >= limit / 2) {
      older = recent;
      recent = new Map();
    }
    recent.set(key, value);
    return value;
  };
}

/** The same for a function of a text alone, which never answers `undefined`. */
export function memoiseText<V extends object>(limit: number, make: (text: string) => V) {
  let recent = new Map<string, V>();
  let older = new Map<string, V>();
  return (text: string): V => {
    const known = recent.get(text);
    if (known !== undefined) return known;
    const value = older.get(text) ?? make(text);
    if (recent.size >= limit / 2) {
      older = recent;
      recent = new Map();
    }
    recent.set(text, value);
    return value;
  };
}
