import type { ConsentProof } from '#core/consent/consent-proof';
import {
  holdGrounds,
  isOpenAt,
  type RestrictionEvent,
  restrictionGrounds,
  restrictionsOf,
} from '#core/consent/restriction';
import { Refusal, type Violation } from '#core/kernel/refusal';
import type { CustomerSchema } from '#core/schema/customer-schema';
import { followLiving, readSchema } from '#functions/shared/context';
import type { Call, Handle } from '#functions/shared/handle';
import { placeUpon } from '#functions/shared/place-upon';
import { membersOf } from '#functions/shared/record-consent';
import { remindOfOwed } from '#functions/shared/remind-of-owed';
import { withRetry } from '#functions/shared/retry';
import type { liftRestriction, placeRestriction } from './contract.ts';

/** What a clock may be wrong by. */
const mostAheadMs = 5 * 60_000;

/** Appends a restriction or a hold, under the id that the caller names: a merge does not move it. */
export const handlePlaceRestriction: Handle<typeof placeRestriction> = async (
  { params, body, actorId, correlationId, access },
  services,
) => {
  const asking = { access, permission: 'restriction:write' } as const;
  const now = services.clock();
  const change = { actor: actorId, action: `${body.kind}.placed`, correlationId, at: now };
  const event: RestrictionEvent = {
    eventId: services.newId('rst'),
    customerId: params.customerId,
    kind: body.kind,
    ground: body.ground,
    ...(body.until !== undefined && { until: body.until }),
    ...(body.restricts === true && { restricts: true }),
    ...(body.attributes !== undefined && { attributes: body.attributes }),
    at: body.at ?? now,
    recordedAt: now,
  };
  const read = async () => {
    const stored = await followLiving(services, asking, params.customerId);
    const schema = await readSchema(services, stored.customer.schema);
    const violations = violationsIn(body, schema, now);
    if (violations.length > 0) throw new Refusal('restriction.invalid', violations);
    return stored;
  };
  const { sequence } = await placeUpon(
    { read, event, proof: proofOf(body, actorId), change: { ...change, reason: body.reason } },
    services,
  );
  const { eventId: restrictionId, kind } = event;
  services.log('restriction placed', { restrictionId, kind, correlationId });
  return { restrictionId, sequence };
};

/** Appends its end. */
export const handleLiftRestriction: Handle<typeof liftRestriction> = async (
  { params, body, actorId, correlationId, access },
  services,
) => {
  const asking = { access, permission: 'restriction:write' } as const;
  const now = services.clock();
  const { restrictionId } = params;
  const { sequence } = await withRetry(async () => {
    const stored = await followLiving(services, asking, params.customerId);
    const members = membersOf(stored);
    const { restrictions } = await services.consents.read(members);
    const placed = restrictionsOf(restrictions, { members, knownAt: now }).find(
      (each) => each.restrictionId === restrictionId,
    );
    if (placed === undefined) throw new Refusal('restriction.not-found');
    const { customerId, kind } = placed;
    // Said again to who lifts it once more: the first call may have died before it said so.
    if (!isOpenAt(placed, now)) {
      if (kind === 'legal-hold') await remindOfOwed(members, services);
      throw new Refusal('restriction.ended');
    }
    const eventId = services.newId('rst');
    const lifted: RestrictionEvent = {
      eventId,
      customerId,
      lifts: restrictionId,
      at: now,
      recordedAt: now,
      kind: 'restriction-lifted',
    };
    const root = { customerId: stored.customer.customerId, revision: stored.revision };
    const change = { actor: actorId, action: `${kind}.lifted`, correlationId, at: now };
    const appended = await services.consents.append(lifted, proofOf(body, actorId), root, {
      ...change,
      reason: body.reason,
    });
    if (kind === 'legal-hold') await remindOfOwed(members, services);
    return appended;
  });
  services.log('restriction lifted', { restrictionId, correlationId });
  return { restrictionId, liftedAt: now, sequence };
};

const proofOf = (
  { reason, evidence }: { readonly reason: string; readonly evidence?: string | undefined },
  actor: string,
): ConsentProof => ({
  collection: { method: 'staff' },
  reason,
  ...(evidence !== undefined && { evidence }),
  actor,
});

function violationsIn(
  body: Call<typeof placeRestriction>['body'],
  { attributes }: Pick<CustomerSchema, 'attributes'>,
  now: string,
): readonly Violation[] {
  const violations: Violation[] = [];
  const report = (pointer: string, rule: string, message: string) =>
    violations.push({ pointer, rule, message });
  const { kind, ground, at = now, until, restricts } = body;
  const grounds: readonly string[] = kind === 'restriction' ? restrictionGrounds : holdGrounds;
  if (!grounds.includes(ground)) report('/ground', 'kind', `of these: ${grounds.join(', ')}`);
  if (Date.parse(at) - Date.parse(now) > mostAheadMs)
    report('/at', 'not-ahead', 'lies ahead of the hub’s clock');
  if (until !== undefined && (until <= at || until <= now))
    report('/until', 'after', 'is over already');
  if (kind === 'restriction' && restricts !== undefined)
    report('/restricts', 'hold', 'is a word about holds');
  if (kind === 'restriction' && body.attributes !== undefined)
    report('/attributes', 'hold', 'are named for holds; a restriction is of the whole customer');
  if (restricts === true && body.attributes !== undefined)
    report('/restricts', 'whole', 'restricts the whole customer; name no attributes');
  for (const [index, name] of (body.attributes ?? []).entries())
    if (!attributes.some((each) => each.name === name))
      report(`/attributes/${index}`, 'known', 'is not an attribute of the schema');
  return violations;
}
