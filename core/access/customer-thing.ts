import type { GoldenRecord, ValueSource } from '#core/identity/customer';
import type { Thing } from './access-question.ts';
import { rootUnit } from './grant.ts';

/** Where each spoke belongs, by name. */
export type SpokeUnits = Readonly<Record<string, string>>;

/**
 * A customer as policies see it. It lies wherever a spoke lies that says anything of it: every
 * source stands in the lineage, as winner or as runner-up.
 */
export function customerThing(
  { lineage }: Pick<GoldenRecord, 'lineage'>,
  spokeUnits: SpokeUnits,
): Thing & { readonly kind: 'Customer' } {
  const sources = Object.values(lineage).flatMap((each) => [
    ...each.sources,
    ...each.runnersUp.flatMap((other) => other.sources),
  ]);
  const units = new Set(sources.map((source) => unitOf(source, spokeUnits)));
  return {
    kind: 'Customer',
    units: units.size === 0 ? [rootUnit] : [...units].toSorted(),
    spokes: [...new Set(sources.map(({ spoke }) => spoke))].toSorted(),
  };
}

const unitOf = ({ spoke, orgUnit }: Pick<ValueSource, 'spoke' | 'orgUnit'>, units: SpokeUnits) =>
  orgUnit ?? (Object.hasOwn(units, spoke) ? units[spoke] : undefined) ?? rootUnit;
