import type { AccessQuestion, Thing } from '#core/access/access-question';
import { rootUnit } from '#core/access/grant';
import { namesAttribute, wholeLens } from '#core/access/lens';
import { policySays } from '#core/access/policy-says';
import type { GoldenRecord } from '#core/identity/customer';
import { Refusal } from '#core/kernel/refusal';
import type { Classification } from '#core/schema/customer-schema';
import { readsOfUnit } from '#functions/governance/of-unit';
import { type Access, accessOf } from '#functions/shared/access';
import { findTraces, followLiving, readSchema } from '#functions/shared/context';
import { governanceAt } from '#functions/shared/governance-at';
import type { Call, Caller, Handle, Services } from '#functions/shared/handle';
import type { GovernanceReads } from '#store/ports';
import { actorAt } from './actor-at.ts';
import type { explainAccess } from './contract.ts';

type Asked = Call<typeof explainAccess>;

/** By what is decided: for the past, units, roles, spokes, lenses and schemas of then. */
interface Then {
  readonly access: Access;
  readonly governance: GovernanceReads;
}

/**
 * Decides for somebody as the hub would, or would have at `asOf`, and says by which policies. What the
 * asking person may not know of today (a customer, a unit, a spoke, somebody's grants) is refused
 * before anything is decided.
 */
export const handleExplainAccess: Handle<typeof explainAccess> = async (call, services) => {
  const principal = await principalOf(call, services);
  const governance = await heldFor(call, services);
  const access = await accessOf(principal, { governance });
  const question = await questionOf(call, { access, governance }, services);
  const decision = access.decide(question);
  // A customer may lie in units of which the asking person knows nothing.
  const orgUnits = question.thing.units.filter((each) =>
    call.access.may('governance:read', call.access.unit(each)),
  );
  return {
    allowed: decision.isAllowed,
    because: decision.policies.map((policy) => ({ policy, says: policySays(policy) })),
    grants: principal.grants.map(({ role, orgUnit }) => ({ role, orgUnit })),
    needed: decision.isAllowed
      ? []
      : await neededFor(principal, { question, orgUnits }, { governance }),
    orgUnits,
  };
};

async function principalOf(
  { body: { principal, asOf }, caller, access }: Asked,
  services: Services,
): Promise<Caller> {
  if (principal === undefined)
    return asOf === undefined ? caller : actorAt(caller.actorId, asOf, services);
  const { actorId, grants = [], spoke, purposes } = principal;
  const explained: Caller =
    actorId === undefined
      ? {
          actorId: 'explained',
          grants,
          ...(spoke !== undefined && { spoke }),
          ...(purposes !== undefined && { purposes }),
        }
      : await actorAt(actorId, asOf ?? services.clock(), services);
  // Who has no grants belongs to the root, and so does who is not there: the two answer alike.
  const units = explained.grants.map(({ orgUnit }) => orgUnit);
  for (const unit of units.length === 0 ? [rootUnit] : units)
    access.require('access:read', access.unit(unit));
  return explained;
}

/** The lists that each decision needs, read once: roles that would permit it are tried one by one. */
async function heldFor({ body: { asOf } }: Asked, services: Services): Promise<GovernanceReads> {
  const governance = governanceAt(services, asOf);
  if (asOf === undefined) return governance;
  const { orgUnits, roles } = governance;
  const [units, all, spokes] = await Promise.all([
    orgUnits.list(),
    roles.list(),
    governance.spokes(),
  ]);
  return {
    ...governance,
    orgUnits: { ...orgUnits, list: async () => units },
    roles: { ...roles, list: async () => all },
    spokes: async () => spokes,
  };
}

async function questionOf(call: Asked, then: Then, services: Services): Promise<AccessQuestion> {
  const { permission, attribute, customerId, purpose, lens: lensName } = call.body;
  const lens = await lensOf(lensName, call, then, services);
  const served = purpose ?? lens.purpose;
  const how = {
    ...(lensName !== undefined && { lens: lensName }),
    ...(served !== undefined && { purpose: served }),
  };
  if (permission !== 'attribute:read')
    return { permission, thing: await thingOf(call, then, services), how };
  const golden = await seen(customerId ?? '', call, services);
  const { attributes } = await readSchema(then, golden.schema);
  const classification: Classification =
    attributes.find(({ name }) => name === attribute)?.classification ?? 'sensitive';
  return {
    permission,
    thing: then.access.customer(golden),
    classification,
    isNamed: attribute !== undefined && namesAttribute(lens, attribute),
    how,
  };
}

async function thingOf(call: Asked, { access }: Then, services: Services): Promise<Thing> {
  const { customerId, spoke, orgUnit, configuration } = call.body;
  if (customerId !== undefined) return access.customer(await seen(customerId, call, services));
  if (spoke !== undefined) {
    call.access.require('governance:read', call.access.spoke(spoke));
    return access.spoke(spoke);
  }
  const unit = configuration === undefined ? orgUnit : configuration.orgUnit;
  // Of units and spokes elsewhere he hears nothing, not even whether they are there.
  call.access.require('governance:read', call.access.unit(unit));
  if (configuration === undefined) return access.unit(unit);
  return access.configuration(configuration.type, configuration.name, unit);
}

// Versions of one merge may differ by moments, so that a moment between two acts shows a circle.
const mostSteps = 20;

/** Of a customer whom the caller may see now: what is believed of him, or was. */
async function seen(
  customerId: string,
  { access, body: { asOf } }: Asked,
  services: Services,
): Promise<GoldenRecord> {
  const asking = { access, permission: 'customer:read' } as const;
  if (asOf === undefined) return (await followLiving(services, asking, customerId)).customer.golden;
  await findTraces(services, asking, customerId);
  let version = await services.customers.versionAt(customerId, asOf);
  for (let step = 0; version?.mergedInto !== undefined && step < mostSteps; step += 1)
    version = await services.customers.versionAt(version.mergedInto, asOf);
  if (version === undefined) throw new Refusal('customer.not-found');
  if (version.mergedInto !== undefined) throw new Refusal('conflict.busy');
  if (version.golden === undefined) throw new Refusal('customer.removed');
  return version.golden;
}

async function lensOf(name: string | undefined, call: Asked, then: Then, services: Services) {
  if (name === undefined) return wholeLens;
  const today = (await services.governance.lenses.read(name))?.value;
  const lens = (await then.governance.lenses.read(name))?.value;
  if (today === undefined || lens === undefined || !readsOfUnit(call, today.orgUnit))
    throw new Refusal('lens.not-found');
  return lens;
}

/** Roles that would permit it to the same principal, each with those of the units where one would. */
async function neededFor(
  principal: Caller,
  {
    question,
    orgUnits,
  }: { readonly question: AccessQuestion; readonly orgUnits: readonly string[] },
  { governance }: Pick<Then, 'governance'>,
): Promise<readonly string[]> {
  const roles = await governance.roles.list();
  const grants = roles.flatMap(({ value }) =>
    orgUnits.map((orgUnit) => ({ role: value.name, orgUnit })),
  );
  const would = grants.map(async (grant) => {
    const access = await accessOf({ ...principal, grants: [grant] }, { governance });
    return access.decide(question).isAllowed ? [`${grant.role}@${grant.orgUnit}`] : [];
  });
  return (await Promise.all(would)).flat();
}
