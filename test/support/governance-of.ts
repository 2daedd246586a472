import { type Lens, wholeLens } from '#core/access/lens';
import type { OrgUnit } from '#core/access/org-tree';
import { builtInRoles, type RoleDefinition } from '#core/access/roles';
import type { Services } from '#functions/shared/handle';
import type { Spoke } from '#store/ports';

const governed = <T>(value: T) => ({ value, revision: 1, updatedAt: '2026-01-01T00:00:00.000Z' });

/** As much of the governance as decisions about access read. */
export function governanceOf({
  orgUnits = [{ name: 'root', title: 'All' }],
  roles = [],
  spokes = [],
  lenses = [],
}: {
  readonly orgUnits?: readonly OrgUnit[];
  readonly roles?: readonly RoleDefinition[];
  readonly spokes?: readonly Spoke[];
  readonly lenses?: readonly Lens[];
}): Services['governance'] {
  const listOf = <T extends { readonly name: string }>(values: readonly T[]) => {
    const all = values.map(governed);
    return {
      list: async () => all,
      read: async (name: string) => all.find(({ value }) => value.name === name),
    };
  };
  return {
    orgUnits: listOf(orgUnits),
    roles: listOf([...Object.values<RoleDefinition>(builtInRoles), ...roles]),
    lenses: listOf([wholeLens, ...lenses]),
    spokes: listOf(spokes).list,
    spoke: listOf(spokes).read,
  } as unknown as Services['governance'];
}
