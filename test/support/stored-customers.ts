import type { ChangeFact, Commit, StoredCustomer } from '#core/identity/change';
import type { Customer, GoldenRecord, Member, SourceRecord } from '#core/identity/customer';
import type { JsonObject } from '#core/kernel/types';
import type { MatchKey } from '#core/matching/match-model';

/** Invented customers for tests of storage: what core would hand to `commit`, without core's rules. */
export const at = '2026-01-01T00:00:00.000Z';

let made = 0;
/** A fresh id in the form of a ULID; ids are in the order of making. */
export const newCustomerId = (): string => `cus_${String(++made).padStart(26, '0')}`;

export const sourceRecord = (
  spoke: string,
  sourceId: string,
  attributes: JsonObject = { name: { given: 'Ada', family: 'Lovelace' } },
): SourceRecord => ({
  spoke,
  sourceId,
  schema: 'person',
  attributes,
  updatedAt: at,
  receivedAt: at,
  provenance: 'first-party',
});

export const golden = (attributes: JsonObject): GoldenRecord => ({
  schema: 'person',
  schemaVersion: 1,
  attributes,
  lineage: Object.fromEntries(
    Object.keys(attributes).map((name) => [
      name,
      {
        rule: 'most-trusted',
        sources: [
          { spoke: 'web', sourceId: 'w-1', updatedAt: at, trust: 50, provenance: 'first-party' },
        ],
        runnersUp: [],
      },
    ]),
  ),
});

export const member = (
  customerId: string,
  records: readonly SourceRecord[],
  more: Partial<Member> = {},
): Member => ({ customerId, createdAt: at, records, pins: [], differentFrom: [], ...more });

export const customer = (root: Member, ...others: readonly Member[]): Customer => ({
  customerId: root.customerId,
  schema: 'person',
  members: [root, ...others],
  golden: golden(root.records[0]?.attributes ?? {}),
});

export const cause = { actor: 'tok_test', action: 'record.upsert', correlationId: 'cor-1' };

export const changeOf = (
  parts: Partial<Commit> & { readonly after: readonly Customer[] },
): Commit => ({ before: [], facts: [], matchKeys: {}, cause, at, ...parts });

export const fact = (
  customerId: string,
  type: ChangeFact['type'],
  more: Partial<ChangeFact> = {},
): ChangeFact => ({ customerId, type, changed: [], ...more });

export const block = (kind: string, text: string): MatchKey => ({ kind, text, use: 'block' });
export const searchable = (kind: string, text: string): MatchKey => ({ kind, text, use: 'search' });

/** A commit that creates one customer with one record and these keys. */
export function creation(
  record: SourceRecord,
  keys: readonly MatchKey[] = [],
  customerId: string = newCustomerId(),
): Commit {
  return changeOf({
    after: [customer(member(customerId, [record]))],
    facts: [fact(customerId, 'created', { changed: Object.keys(record.attributes).toSorted() })],
    matchKeys: { [customerId]: keys },
  });
}

/** A commit that merges `second` into `first`. */
export function merging(first: StoredCustomer, second: StoredCustomer): Commit {
  const [root, ...others] = first.customer.members;
  const [duplicate, ...its] = second.customer.members;
  const moved = { ...duplicate, parent: root.customerId, mergedBy: 'steward' as const };
  const idMap = { [second.customer.customerId]: first.customer.customerId };
  return changeOf({
    before: [first, second],
    after: [
      {
        ...first.customer,
        members: [
          root,
          ...[...others, moved, ...its].toSorted((a, b) => (a.customerId < b.customerId ? -1 : 1)),
        ],
      },
    ],
    facts: [
      fact(first.customer.customerId, 'merged', { idMap }),
      fact(second.customer.customerId, 'merged', { idMap }),
    ],
    cause: { ...cause, action: 'customer.merge' },
  });
}
