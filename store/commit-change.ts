import type { ChangeFact, Commit, StoredCustomer } from '#core/identity/change';
import type { Customer, Member } from '#core/identity/customer';
import { type HeadItem, membersById } from './customer-items.ts';
import { type MatchKeyChange, matchKeyChange } from './match-key-changes.ts';
import type { Backing, CustomerTables } from './read-customers.ts';
import { isEqual } from './record-changes.ts';
import type { Tokeniser } from './tokeniser.ts';

/** What a commit does, said once: everything below reads it. */
export interface CommitChange {
  readonly before: ReadonlyMap<string, Member>;
  readonly after: ReadonlyMap<string, Member>;
  /** Member id → the living customer it belongs to afterwards. */
  readonly customerOf: ReadonlyMap<string, Customer>;
  readonly beforeRoots: ReadonlyMap<string, StoredCustomer>;
  readonly matchKeys: ReadonlyMap<string, MatchKeyChange>;
  readonly facts: ReadonlyMap<string, readonly ChangeFact[]>;
  /** Ids of roots, before or afterwards, of which anything is written. */
  readonly touched: ReadonlySet<string>;
}

/** A commit under way: what it does, and what its items are sealed and found with. */
export interface Writer {
  readonly tables: CustomerTables;
  readonly commit: Commit;
  readonly change: CommitChange;
  readonly heads: ReadonlyMap<string, HeadItem>;
  readonly subjectKeys: ReadonlyMap<string, Uint8Array>;
  readonly tokeniser: Tokeniser;
}

export function changeOf(commit: Commit, backing: Backing, tokeniser: Tokeniser): CommitChange {
  const before = membersById(commit.before.map((each) => each.customer));
  const after = membersById(commit.after);
  const customerOf = new Map(
    commit.after.flatMap((customer) => customer.members.map((each) => [each.customerId, customer])),
  );
  const beforeRoots = new Map(commit.before.map((each) => [each.customer.customerId, each]));
  const matchKeys = new Map(
    [...after.keys()].map((id) => [
      id,
      matchKeyChange(backing.heads.get(id), commit.matchKeys[id], tokeniser),
    ]),
  );
  const facts = Map.groupBy(commit.facts, (fact) => fact.customerId);

  const touched = new Set<string>();
  for (const customer of commit.after) {
    const was = beforeRoots.get(customer.customerId)?.customer;
    const isTouched =
      was === undefined ||
      !isEqual(was, customer) ||
      customer.members.some(({ customerId }) => {
        const keys = matchKeys.get(customerId);
        return facts.has(customerId) || (keys?.added.length ?? 0) + (keys?.removed.length ?? 0) > 0;
      });
    if (isTouched) touched.add(customer.customerId);
  }
  for (const id of beforeRoots.keys()) if (customerOf.get(id)?.customerId !== id) touched.add(id);
  return { before, after, customerOf, beforeRoots, matchKeys, facts, touched };
}

/**
 * The same change without the members of removed customers: their root alone says that it is removed,
 * and the sweep says it of them. They still lead to the root, so to nobody living.
 */
export function withoutRemovedMembers(change: CommitChange): CommitChange {
  const left = new Set(
    [...change.beforeRoots].flatMap(([rootId, { customer }]) =>
      change.after.has(rootId)
        ? []
        : customer.members
            .map((each) => each.customerId)
            .filter((id) => id !== rootId && !change.after.has(id)),
    ),
  );
  const kept = <T>(all: ReadonlyMap<string, T>) =>
    new Map([...all].filter(([id]) => !left.has(id)));
  return { ...change, before: kept(change.before), facts: kept(change.facts) };
}

export function keyOf(keys: ReadonlyMap<string, Uint8Array>, subject: string): Uint8Array {
  const key = keys.get(subject);
  if (key === undefined) throw new Error(`no key for ${subject}`);
  return key;
}
