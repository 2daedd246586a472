import { compareText } from '#core/kernel/types';
import type { MatchKey } from '#core/matching/match-model';
import type { HeadItem } from './customer-items.ts';
import type { Tokeniser } from './tokeniser.ts';

/** What happens to one constituent's match keys. Tokens are `<kind>#<token>`. */
export interface MatchKeyChange {
  readonly now: readonly string[];
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** Those added that bring candidates, and not for search alone. */
  readonly addedBlocks: readonly string[];
}

/** `keys` absent: the constituent keeps what it has. */
export function matchKeyChange(
  head: HeadItem | undefined,
  keys: readonly MatchKey[] | undefined,
  tokeniser: Tokeniser,
): MatchKeyChange {
  const before = head?.matchKeys ?? [];
  if (keys === undefined) return { now: before, added: [], removed: [], addedBlocks: [] };
  const blocks = new Map<string, boolean>();
  for (const key of keys) {
    const token = tokeniser.matchKey(key);
    blocks.set(token, key.use !== 'search' || (blocks.get(token) ?? false));
  }
  const now = [...blocks.keys()].toSorted(compareText);
  const known = new Set(before);
  const added = now.filter((token) => !known.has(token));
  return {
    now,
    added,
    removed: before.filter((token) => !blocks.has(token)),
    addedBlocks: added.filter((token) => blocks.get(token) === true),
  };
}
