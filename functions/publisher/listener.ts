import { type Lens, showsAttribute } from '#core/access/lens';
import type { Purpose } from '#core/consent/purpose';
import type { VersionNotice } from '#store/version-item';

/** A spoke that wants events, and the lens through which it hears of customers. */
export interface Listener {
  readonly name: string;
  readonly lens: Lens;
  /** That of the lens, where it is defined. */
  readonly purpose?: Purpose;
}

/**
 * Which changed attributes a spoke hears of; `undefined`: it hears nothing of this change. Through a
 * lens it hears of customers of the lens's schema alone, of a change only if that touches what the
 * lens shows, and where its purpose is not allowed, of moved and ended ids only.
 * Those are always told: whoever keeps ids must be able to follow them. In which units a customer lies no notice says; there
 * the lens holds when the customer is read.
 */
export function heardOf(
  { lens }: Pick<Listener, 'lens'>,
  { type, schema, changed, idMap }: Pick<VersionNotice, 'type' | 'schema' | 'changed' | 'idMap'>,
  isAllowed: boolean,
): readonly string[] | undefined {
  // A copy: what is no list fails here, and does not pass for a change that nobody hears of.
  const all = [...changed];
  if (lens.attributes === 'all') return all;
  if (lens.schema !== undefined && lens.schema !== schema) return undefined;
  const movesIds = type === 'merged' || type === 'split' || type === 'removed';
  const isAboutIds = movesIds || Object.keys(idMap ?? {}).length > 0;
  if (!isAllowed) return isAboutIds ? [] : undefined;
  const shown = all.filter((name) => showsAttribute(lens, name));
  return shown.length > 0 || isAboutIds || type === 'created' ? shown : undefined;
}
