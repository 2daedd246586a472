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
}: {
  readonly orgUnits?: readonly OrgUnit[];
  readonly roles?: readonly RoleDefinition[];
  readonly spokes?: readonly Spoke[];
}): Services['governance'] {
  const listOf = <T>(values: readonly T[]) => ({ list: async () => values.map(governed) });
  return {
    orgUnits: listOf(orgUnits),
    roles: listOf([...Object.values<RoleDefinition>(builtInRoles), ...roles]),
    spokes: listOf(spokes).list,
  } as unknown as Services['governance'];
}
