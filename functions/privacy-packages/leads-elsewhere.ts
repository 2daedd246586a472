import type { Crosswalk } from '#core/identity/customer';
import type { Services } from '#functions/shared/handle';

/** Constituents, and source records, that were one person once. */
export interface OnceOne {
  readonly customerIds: readonly string[];
  readonly records: readonly Crosswalk[];
}

/**
 * Whether any of these is somebody else by now: a wrong merge was undone, or a record split off. Who
 * and what is gone leads nowhere; who was merged with the person since is not among them.
 */
export async function leadsElsewhere(
  customerId: string,
  { customerIds, records }: OnceOne,
  { customers }: Pick<Services, 'customers'>,
): Promise<boolean> {
  const holders = await Promise.all(records.map((each) => customers.crosswalk(each)));
  const ids = [...customerIds, ...holders.flatMap((each) => each ?? [])];
  const roots = await customers.roots([...new Set([customerId, ...ids])]);
  return [...roots.values()].some((root) => root !== roots.get(customerId));
}
