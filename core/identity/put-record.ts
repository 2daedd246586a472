import { changedFact, withMember } from '#core/identity/assemble';
import type { Transition } from '#core/identity/change';
import type { Crosswalk, Customer, Member, SourceRecord } from '#core/identity/customer';
import type { TransitionContext } from '#core/identity/transition-context';
import { canonical } from '#core/kernel/canonical';
import { Refusal } from '#core/kernel/refusal';
import { compareText } from '#core/kernel/types';

export type PutRecord =
  /** `linked`: the record is new to the customer. `updated`: it replaced what the spoke said before. */
  | { readonly outcome: 'linked' | 'updated'; readonly transition: Transition }
  /** `unchanged`: the hub knows this already. `stale`: the hub knows something newer. */
  | { readonly outcome: 'unchanged' | 'stale' };

/**
 * Adds a source record to a constituent, or replaces the version that the customer holds. A record
 * that some member holds stays with that member, whatever constituent is named.
 *
 * Of two versions the later `updatedAt` wins. A spoke that sends two contents under one instant
 * gives nothing to order them by, so the one whose canonical text is greater wins: an arbitrary
 * choice, but the same one in every order of arrival. The same content with a later instant only
 * moves the instant; that is an update, since recency may decide an attribute.
 *
 * Refuses a record of another schema, and a constituent that is not of this customer.
 */
export function putRecord(
  customer: Customer,
  constituentId: string,
  record: SourceRecord,
  context: TransitionContext,
): PutRecord {
  if (record.schema !== customer.schema) throw new Refusal('record.schema-mismatch');
  const holder =
    customer.members.find((member) => member.records.some((each) => isSame(each, record))) ??
    customer.members.find((member) => member.customerId === constituentId);
  if (!holder) throw new Refusal('customer.not-found');

  const known = holder.records.find((each) => isSame(each, record));
  const order = known ? compareVersions(record, known) : 1;
  if (order === 0) return { outcome: 'unchanged' };
  if (order < 0) return { outcome: 'stale' };

  const next: Member = {
    ...holder,
    records: [...holder.records.filter((each) => each !== known), record].toSorted(byCrosswalk),
  };
  const after = withMember(customer, next, context);
  return {
    outcome: known ? 'updated' : 'linked',
    transition: { after: [after], facts: [changedFact(customer, after)] },
  };
}

/** Positive when `a` replaces `b`, 0 when it says the same at the same instant. */
const compareVersions = (a: SourceRecord, b: SourceRecord): number =>
  compareText(a.updatedAt, b.updatedAt) || compareText(contentOf(a), contentOf(b));

const contentOf = ({ attributes, provenance }: SourceRecord): string =>
  canonical({ attributes, provenance });

const isSame = (a: Crosswalk, b: Crosswalk): boolean =>
  a.spoke === b.spoke && a.sourceId === b.sourceId;

const byCrosswalk = (a: Crosswalk, b: Crosswalk): number =>
  compareText(a.spoke, b.spoke) || compareText(a.sourceId, b.sourceId);
