import type { Layout } from './layout.ts';

/** Names looked at, taken evenly from all. */
const mostNames = 50_000;
/** A word of so many different names, or of such a share of them, is common. */
const [leastNames, commonShare] = [8, 0.005];

/**
 * Words that many companies of the data have in their names: what they trade in, what the country calls a
 * company, the town. Depends on the values alone.
 */
export function commonWords(
  rows: Int32Array,
  { stride, organisations }: Pick<Layout, 'stride' | 'organisations'>,
  wordsOf: (id: number) => readonly string[],
  values: number,
): ReadonlySet<string> {
  const isName = new Uint8Array(organisations.length === 0 ? 0 : values);
  for (const { words } of organisations)
    for (let at = words; at < rows.length; at += stride) isName[rows[at] as number] = 1;
  isName[0] = 0;
  const all = isName.reduce((sum, each) => sum + each, 0);
  const step = Math.max(1, Math.ceil(all / mostNames));
  const names = new Map<string, number>();
  let [nth, looked] = [0, 0];
  for (let id = 0; id < isName.length; id++) {
    if (isName[id] === 0 || nth++ % step !== 0) continue;
    looked++;
    for (const word of new Set(wordsOf(id))) names.set(word, (names.get(word) ?? 0) + 1);
  }
  const least = Math.max(leastNames, looked * commonShare);
  return new Set([...names].filter(([, count]) => count >= least).map(([word]) => word));
}
