/**
 * Memory to work in, the same at every call and longer where that is asked for. What stands in it is
 * whatever was left there.
 */
export function scratch<T extends { readonly length: number }>(
  of: new (length: number) => T,
): (length: number) => T {
  let kept = new of(0);
  return (length) => {
    if (kept.length < length) kept = new of(length);
    return kept;
  };
}
