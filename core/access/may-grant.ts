import type { Classification } from '#core/schema/customer-schema';
import type { AccessDecision, AccessQuestion } from './access-question.ts';
import { breakGlassRole, type Permission, type RoleDefinition } from './roles.ts';

type Wanted = Pick<RoleDefinition, 'permissions' | 'reads' | 'readsNamed'>;

/**
 * Whether somebody holds, at a unit, all that a role would bring there: nobody gives more than he
 * has. `decide` answers for that somebody, by what he holds without conditions. A condition of the
 * role only narrows it, and is not asked for. The right to break the glass is held by whoever may do already what it would open.
 */
export function holdsAll(
  role: Wanted,
  orgUnit: string,
  decide: (question: AccessQuestion) => AccessDecision,
): boolean {
  const may = (permission: Permission) =>
    decide({ permission, thing: { kind: 'OrgUnit', units: [orgUnit] } }).isAllowed;
  const reads = (classification: Classification, isNamed: boolean) =>
    decide({
      permission: 'attribute:read',
      thing: { kind: 'Customer', units: [orgUnit], spokes: [] },
      classification,
      isNamed,
    }).isAllowed;
  const holds = (permission: Permission): boolean =>
    may(permission) ||
    (permission === 'access:break-glass' &&
      breakGlassRole.permissions.every(may) &&
      breakGlassRole.reads.every((each) => reads(each, false)));
  return (
    role.permissions.every(holds) &&
    role.reads.every((each) => reads(each, false)) &&
    (role.readsNamed !== true || reads('sensitive', true))
  );
}
