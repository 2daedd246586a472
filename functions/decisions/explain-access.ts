import type { AccessQuestion, Thing } from '#core/access/access-question';
import { namesAttribute, wholeLens } from '#core/access/lens';
import { policySays } from '#core/access/policy-says';
import { Refusal } from '#core/kernel/refusal';
import type { Classification } from '#core/schema/customer-schema';
import { readsOfUnit } from '#functions/governance/of-unit';
import { accessOf } from '#functions/shared/access';
import { followLiving, readSchema } from '#functions/shared/context';
import type { Call, Caller, Handle, Services } from '#functions/shared/handle';
import type { explainAccess } from './contract.ts';

type Asked = Call<typeof explainAccess>;

/**
 * Decides for somebody as the hub would, and says by which policies. What the asking person may not
 * know of (a customer, a unit, a spoke, somebody's grants) is refused before anything is decided.
 */
export const handleExplainAccess: Handle<typeof explainAccess> = async (call, services) => {
  const principal = principalOf(call);
  const question = await questionOf(call, services);
  const decision = (await accessOf(principal, services)).decide(question);
  return {
    allowed: decision.isAllowed,
    because: decision.policies.map((policy) => ({ policy, says: policySays(policy) })),
    grants: principal.grants.map(({ role, orgUnit }) => ({ role, orgUnit })),
    needed: decision.isAllowed ? [] : await neededFor(principal, question, services),
    orgUnits: question.thing.units,
  };
};

function principalOf({ body, caller, access }: Asked): Caller {
  if (body.principal === undefined) return caller;
  const { grants, spoke, purposes } = body.principal;
  for (const { orgUnit } of grants) access.require('access:read', access.unit(orgUnit));
  return {
    actorId: 'explained',
    grants,
    ...(spoke !== undefined && { spoke }),
    ...(purposes !== undefined && { purposes }),
  };
}

async function questionOf(call: Asked, services: Services): Promise<AccessQuestion> {
  const { permission, attribute, customerId, purpose, lens: lensName } = call.body;
  const lens = await lensOf(lensName, call, services);
  const served = purpose ?? lens.purpose;
  const how = {
    ...(lensName !== undefined && { lens: lensName }),
    ...(served !== undefined && { purpose: served }),
  };
  if (permission !== 'attribute:read')
    return { permission, thing: await thingOf(call, services), how };
  const { customer } = await seen(customerId ?? '', call, services);
  const { attributes } = await readSchema(services, customer.schema);
  const classification: Classification =
    attributes.find(({ name }) => name === attribute)?.classification ?? 'sensitive';
  return {
    permission,
    thing: call.access.customer(customer.golden),
    classification,
    isNamed: attribute !== undefined && namesAttribute(lens, attribute),
    how,
  };
}

async function thingOf({ body, access }: Asked, services: Services): Promise<Thing> {
  const { customerId, spoke, orgUnit, configuration } = body;
  if (customerId !== undefined)
    return access.customer((await seen(customerId, { access }, services)).customer.golden);
  if (spoke !== undefined) return known(access.spoke(spoke), access);
  if (configuration === undefined) return known(access.unit(orgUnit), access);
  const { type, name, orgUnit: unit } = configuration;
  return known(access.configuration(type, name, unit), access);
}

/** Of units and spokes elsewhere he hears nothing, not even whether they are there. */
function known<T extends Thing>(thing: T, access: Asked['access']): T {
  const [unit] = thing.units;
  access.require('governance:read', thing.kind === 'Spoke' ? thing : access.unit(unit));
  return thing;
}

const seen = (customerId: string, { access }: Pick<Asked, 'access'>, services: Services) =>
  followLiving(services, { access, permission: 'customer:read' }, customerId);

async function lensOf(name: string | undefined, call: Asked, services: Services) {
  if (name === undefined) return wholeLens;
  const lens = (await services.governance.lenses.read(name))?.value;
  if (lens === undefined || !readsOfUnit(call, lens.orgUnit)) throw new Refusal('lens.not-found');
  return lens;
}

/** Roles that would permit it to the same principal, each with the units where one would. */
async function neededFor(
  principal: Caller,
  question: AccessQuestion,
  services: Services,
): Promise<readonly string[]> {
  const roles = await services.governance.roles.list();
  const grants = roles.flatMap(({ value }) =>
    question.thing.units.map((orgUnit) => ({ role: value.name, orgUnit })),
  );
  const would = grants.map(async (grant) => {
    const access = await accessOf({ ...principal, grants: [grant] }, services);
    return access.decide(question).isAllowed ? [`${grant.role}@${grant.orgUnit}`] : [];
  });
  return (await Promise.all(would)).flat();
}
