import { type Permission, permissions, type RoleDefinition } from './roles.ts';

/**
 * What policies may speak of. Every act is one of `permissions`, or the reading of an attribute.
 * docs.cedarpolicy.com/schema/human-readable-schema.html
 */
export const cedarSchema = `namespace Goldspoke {
  entity OrgUnit in [OrgUnit];
  entity Principal = { "spoke"?: String, "purposes"?: Set<String> };
  entity Customer in [OrgUnit] = { "spokes": Set<String> };
  entity Spoke in [OrgUnit] = { "name": String };
  entity Configuration in [OrgUnit] = { "type": String, "name": String };
  action ${permissions.map((each) => JSON.stringify(each)).join(', ')} appliesTo {
    principal: [Principal],
    resource: [OrgUnit, Customer, Spoke, Configuration],
    context: { "purpose"?: String, "lens"?: String }
  };
  action "attribute:read" appliesTo {
    principal: [Principal],
    resource: [Customer],
    context: { "purpose"?: String, "lens"?: String, "classification": String, "named": Bool }
  };
}
`;

/** Hold whatever a role permits. */
export const boundaries = {
  'boundary:spoke': `forbid (principal, action, resource is Goldspoke::Spoke)
when { principal has spoke && principal.spoke != resource.name };`,
  'boundary:purpose': `forbid (principal, action == Goldspoke::Action::"attribute:read", resource)
when { principal has purposes && !(context has purpose && principal.purposes.contains(context.purpose)) };`,
} as const;

/** Of policy templates; a grant links them to a principal and an org unit. */
export const actTemplate = (role: string): string => `role:${role}`;
export const readTemplate = (role: string): string => `reads:${role}`;

/** The two templates of a role, by id: what it may do, and which attributes it may read. */
export function templatesOf(role: RoleDefinition): Readonly<Record<string, string>> {
  // On lines of its own: a comment in it ends there.
  const condition = role.when === undefined ? '' : `\nwhen { ${role.when}\n}`;
  const acts = role.permissions.map(actionOf).join(', ');
  const reads = `${JSON.stringify(role.reads)}.contains(context.classification)`;
  const seen = role.readsNamed === true ? `${reads} || context.named` : reads;
  return {
    [actTemplate(role.name)]:
      `permit (principal == ?principal, action in [${acts}], resource in ?resource)${condition};`,
    ...((role.reads.length > 0 || role.readsNamed === true) && {
      [readTemplate(role.name)]:
        `permit (principal == ?principal, action == ${actionOf('attribute:read')}, resource in ?resource)\nwhen { ${seen} }${condition};`,
    }),
  };
}

const actionOf = (action: Permission | 'attribute:read') =>
  `Goldspoke::Action::${JSON.stringify(action)}`;
