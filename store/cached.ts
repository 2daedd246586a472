/**
 * Loads each name at most once per `holdMs`, also under parallel calls: they share the promise that
 * is under way. A load that fails is forgotten at once; `worthHolding` may refuse an answer too.
 */
export function cached<T>(
  load: (name: string) => Promise<T>,
  {
    holdMs,
    nowMs,
    worthHolding = () => true,
  }: { holdMs: number; nowMs: () => number; worthHolding?: (value: T) => boolean },
): Cached<T> {
  const held = new Map<string, { readonly value: Promise<T>; readonly untilMs: number }>();
  const dropExpired = () => {
    for (const [name, entry] of held) if (entry.untilMs <= nowMs()) held.delete(name);
  };
  const hold = (name: string, value: Promise<T>) =>
    held.set(name, { value, untilMs: nowMs() + holdMs });
  const forgetIfStill = (name: string, value: Promise<T>) => {
    if (held.get(name)?.value === value) held.delete(name);
  };
  return {
    async get(name) {
      dropExpired();
      const known = held.get(name);
      if (known !== undefined) return known.value;
      const loading = load(name);
      hold(name, loading);
      try {
        const value = await loading;
        if (!worthHolding(value)) forgetIfStill(name, loading);
        return value;
      } catch (error) {
        forgetIfStill(name, loading);
        throw error;
      }
    },
    forget: (name) => held.delete(name),
  };
}

export interface Cached<T> {
  readonly get: (name: string) => Promise<T>;
  readonly forget: (name: string) => void;
}
