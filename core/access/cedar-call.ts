import type {
  AccessDecision,
  AccessQuestion,
  Circumstances,
  Principal,
  Thing,
} from './access-question.ts';
import { type OrgTree, wayToRoot } from './org-tree.ts';
import { actTemplate, boundaries, readTemplate, templatesOf } from './policies.ts';
import type { RoleDefinition } from './roles.ts';

interface Uid {
  readonly type: string;
  readonly id: string;
}
export interface Entity {
  readonly uid: Uid;
  readonly attrs: Readonly<Record<string, string | readonly string[]>>;
  readonly parents: readonly Uid[];
}

/** All policies that bear on one principal, in Cedar's JSON form of a policy set. */
export interface PolicySet {
  readonly staticPolicies: Readonly<Record<string, string>>;
  readonly templates: Readonly<Record<string, string>>;
  readonly templateLinks: readonly {
    readonly templateId: string;
    readonly newId: string;
    readonly values: Readonly<Record<'?principal' | '?resource', Uid>>;
  }[];
}

/** One request for a decision, in Cedar's JSON form. */
export interface CedarCall {
  readonly principal: Uid;
  readonly action: Uid;
  readonly resource: Uid;
  readonly context: Readonly<Record<string, string | boolean>>;
  readonly entities: readonly Entity[];
}

const uid = (type: string, id: string): Uid => ({ type: `Goldspoke::${type}`, id });

/**
 * The policies of who holds these grants. A role that is not defined permits nothing. Ids say what
 * they stand for: `role:steward@north`, `reads:steward@north`, `boundary:spoke`.
 */
export function policySetOf(
  { actorId, grants }: Principal,
  roleOf: (name: string) => RoleDefinition | undefined,
): PolicySet {
  const templates: Record<string, string> = {};
  const templateLinks: PolicySet['templateLinks'][number][] = [];
  for (const { role, orgUnit } of grants) {
    const definition = roleOf(role);
    if (definition === undefined) continue;
    const own = templatesOf(definition);
    Object.assign(templates, own);
    for (const templateId of [actTemplate(role), readTemplate(role)])
      if (own[templateId] !== undefined)
        templateLinks.push({
          templateId,
          newId: `${templateId}@${orgUnit}`,
          values: { '?principal': uid('Principal', actorId), '?resource': uid('OrgUnit', orgUnit) },
        });
  }
  const byId = new Map(templateLinks.map((each) => [each.newId, each]));
  return { staticPolicies: boundaries, templates, templateLinks: [...byId.values()] };
}

export function cedarCallOf(who: Principal, question: AccessQuestion, tree: OrgTree): CedarCall {
  const { thing, how = {} } = question;
  const resource = uid(thing.kind, resourceIdOf(thing));
  const isRead = question.permission === 'attribute:read';
  return {
    principal: uid('Principal', who.actorId),
    action: uid('Action', question.permission),
    resource,
    context: {
      ...contextOf(how),
      ...(isRead && { classification: question.classification, named: question.isNamed }),
    },
    entities: entitiesOf(who, thing, resource, tree),
  };
}

// Policies name no single customer: one decision holds for all that lie alike.
const resourceIdOf = (thing: Thing): string => {
  switch (thing.kind) {
    case 'OrgUnit':
      return thing.units[0];
    case 'Customer':
      return 'customer';
    case 'Spoke':
      return thing.name;
    case 'Configuration':
      return `${thing.type}:${thing.name}`;
  }
};

const contextOf = ({ purpose, lens }: Circumstances) => ({
  ...(purpose !== undefined && { purpose }),
  ...(lens !== undefined && { lens }),
});

function entitiesOf(who: Principal, thing: Thing, resource: Uid, tree: OrgTree): Entity[] {
  const units = new Map<string, Entity>();
  for (const unit of thing.units) {
    const way = wayToRoot(tree, unit);
    way.forEach((each, at) => {
      const above = way[at + 1];
      const parents = above === undefined ? [] : [uid('OrgUnit', above)];
      units.set(each, { uid: uid('OrgUnit', each), attrs: {}, parents });
    });
  }
  const { spoke, purposes } = who;
  const principal: Entity = {
    uid: uid('Principal', who.actorId),
    attrs: { ...(spoke !== undefined && { spoke }), ...(purposes !== undefined && { purposes }) },
    parents: [],
  };
  const itself: Entity[] =
    thing.kind === 'OrgUnit'
      ? []
      : [
          {
            uid: resource,
            attrs: attributesOf(thing),
            parents: thing.units.map((each) => uid('OrgUnit', each)),
          },
        ];
  return [principal, ...itself, ...units.values()];
}

const attributesOf = (thing: Exclude<Thing, { readonly kind: 'OrgUnit' }>): Entity['attrs'] => {
  switch (thing.kind) {
    case 'Customer':
      return { spokes: thing.spokes };
    case 'Spoke':
      return { name: thing.name };
    case 'Configuration':
      return { type: thing.type, name: thing.name };
  }
};

/** Decides by the policies; how, is the engine's. */
export type Decide = (policies: PolicySet, call: CedarCall) => AccessDecision;
