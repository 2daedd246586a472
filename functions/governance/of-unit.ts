import type { Thing } from '#core/access/access-question';
import { rootUnit } from '#core/access/grant';
import { Refusal } from '#core/kernel/refusal';
import type { Call, Services } from '#functions/shared/handle';

type Who = Pick<Call<never>, 'access' | 'caller'>;

/**
 * Whether a configuration object may be read that belongs to this unit: where the caller reads
 * configuration, and above it, for what is set above holds below.
 */
export const readsOfUnit = ({ access, caller }: Who, orgUnit: string = rootUnit): boolean =>
  [orgUnit, ...caller.grants.map((grant) => grant.orgUnit)].some(
    (unit) => access.isWithin(unit, orgUnit) && access.may('governance:read', access.unit(unit)),
  );

interface Placed {
  readonly name: string;
  readonly orgUnit?: string;
}

/** The same of how something was: it must be readable as it lay then, and as it lies today. */
export const readsThenAndToday = (
  who: Who,
  then: Placed,
  today: readonly { readonly value: Placed }[],
): boolean =>
  [then, ...today.flatMap(({ value }) => (value.name === then.name ? [value] : []))].every(
    ({ orgUnit }) => readsOfUnit(who, orgUnit),
  );

/** Something that is to be written: where it lay, and where it is to lie; the root unless told. */
interface Moved {
  readonly before: string | undefined;
  readonly after: string | undefined;
  /** It as it lies in a unit. */
  readonly in: (orgUnit: string) => Thing;
}

/** Whoever moves something to another unit must be allowed to change it in both. */
export async function requireUnits(
  { access }: Pick<Who, 'access'>,
  { before, after, in: lyingIn }: Moved,
  { governance }: Pick<Services, 'governance'>,
): Promise<void> {
  for (const unit of new Set([before ?? after ?? rootUnit, after ?? rootUnit]))
    access.require('governance:write', lyingIn(unit));
  const found = after === undefined ? undefined : await governance.orgUnits.read(after);
  if (after !== undefined && (found === undefined || found.value.isRemoved))
    throw new Refusal('org-unit.not-found', [
      { pointer: '/orgUnit', rule: 'known', message: 'names a unit that does not exist' },
    ]);
}
