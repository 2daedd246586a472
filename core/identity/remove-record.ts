import { changedFact, hasRecords, withMember } from '#core/identity/assemble';
import type { Transition } from '#core/identity/change';
import type { Crosswalk, Customer, SourceRecord } from '#core/identity/customer';
import { removeCustomer } from '#core/identity/remove-customer';
import type { TransitionContext } from '#core/identity/transition-context';
import { Refusal } from '#core/kernel/refusal';

/**
 * Takes a source record away because its spoke no longer holds it. A member without records stays
 * as an empty one, so that its id resolves. A customer whose last record goes is removed, pins or
 * not: a steward's word corrects what sources say and is no source itself.
 */
export function removeRecord(
  customer: Customer,
  crosswalk: Crosswalk,
  context: TransitionContext,
): Transition {
  const isIt = (record: SourceRecord) =>
    record.spoke === crosswalk.spoke && record.sourceId === crosswalk.sourceId;
  const holder = customer.members.find((member) => member.records.some(isIt));
  if (!holder) throw new Refusal('record.not-found');

  const next = { ...holder, records: holder.records.filter((record) => !isIt(record)) };
  const isHeldByAny = hasRecords(customer.members.map((each) => (each === holder ? next : each)));
  if (!isHeldByAny) return removeCustomer(customer);

  const after = withMember(customer, next, context);
  return { after: [after], facts: [changedFact(customer, after)] };
}
