/** What handlers may ask of storage. Implemented beside this file; tests use the embedded table, never a mock. */
import type { Lens } from '#core/access/lens';
import type { OrgUnit } from '#core/access/org-tree';
import type { RoleDefinition } from '#core/access/roles';
import type { Commit, ReviewTask, StoredCustomer } from '#core/identity/change';
import type { Crosswalk, GoldenRecord, Provenance } from '#core/identity/customer';
import type { Instant, JsonObject } from '#core/kernel/types';
import type { MatchKey } from '#core/matching/match-model';
import type { CustomerSchema } from '#core/schema/customer-schema';

export interface Page<T> {
  readonly items: readonly T[];
  readonly cursor?: string;
}
export interface Paging {
  /** 1 to 200. */
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** Where a customer id leads. */
export type Found =
  | { readonly status: 'living'; readonly stored: StoredCustomer }
  | { readonly status: 'merged'; readonly into: string }
  | { readonly status: 'removed' }
  | { readonly status: 'unknown' };

/** Who holds a source record, or when its spoke deleted it; neither when the hub knows nothing of it. */
export interface CrosswalkState {
  readonly customerId?: string;
  readonly deletedAt?: Instant;
}

/** Which customers share one match key. `customerIds` are constituent ids, at most the cap. */
export interface KeyHit {
  readonly key: MatchKey;
  readonly customerIds: readonly string[];
  /** More share it than the cap; `customerIds` is then empty: a capped key brings no candidates. */
  readonly capped: boolean;
}

/** One entry of a customer's history. `golden` is what was believed from `at` on; absent when merged away or removed. */
export interface CustomerVersion {
  readonly customerId: string;
  readonly sequence: number;
  readonly at: Instant;
  readonly type: string;
  readonly changed: readonly string[];
  readonly idMap?: Readonly<Record<string, string>>;
  readonly mergedInto?: string;
  readonly golden?: GoldenRecord;
  readonly actor: string;
  readonly action: string;
  readonly reason?: string;
  readonly correlationId: string;
}

export interface AuditEntry {
  /** `customer:cus_…`, `spoke:web`, `schema:person`, `token:tok_…` */
  readonly object: string;
  readonly sequence: number;
  readonly at: Instant;
  readonly actor: string;
  readonly action: string;
  readonly reason?: string;
  readonly correlationId: string;
  /** Names of what changed; never values. */
  readonly changed: readonly string[];
  /**
   * Hex SHA-256 of the reason as it is sealed. The reason may name a person and dies with the
   * subject's key; this stays, so that the chain can still be verified.
   */
  readonly reasonHash?: string;
  /** Hex SHA-256 over the canonical entry without `hash` and `reason`; includes `previousHash`. */
  readonly hash: string;
  readonly previousHash: string;
}

export interface CustomerSummary {
  readonly customerId: string;
  readonly schema: string;
  readonly golden: GoldenRecord;
  readonly revision: number;
  readonly updatedAt: Instant;
}

export interface Customers {
  /** Strongly consistent. A merged id costs one more read only when its root is then asked for. */
  find(customerId: string): Promise<Found>;
  /** Living customers of these ids, merged ones followed, each root once, removed and unknown ones left out. */
  load(customerIds: readonly string[]): Promise<readonly StoredCustomer[]>;
  /** Where each of these ids leads, by head alone; removed and unknown ids are left out. */
  roots(customerIds: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** The constituent that holds the record; `undefined` when nobody does. */
  crosswalk(crosswalk: Crosswalk): Promise<string | undefined>;
  /** As `crosswalk`; of a record that its spoke deleted, when that was. */
  crosswalkState(crosswalk: Crosswalk): Promise<CrosswalkState>;
  /** One strongly consistent query per key, in parallel. */
  candidates(keys: readonly MatchKey[]): Promise<readonly KeyHit[]>;
  /** Constituents that share any of these match-key tokens, as a version tells them; capped keys bring nobody. */
  sharers(tokens: readonly string[]): Promise<readonly string[]>;
  /**
   * Writes one transaction. Throws `CommitConflict` when a customer changed since it was read, or
   * someone else created the crosswalk; the caller reads and decides again.
   */
  commit(commit: Commit): Promise<readonly StoredCustomer[]>;
  list(query: { readonly schema?: string } & Paging): Promise<Page<CustomerSummary>>;
  /** Living customers under one search key, in the order of their ids. */
  search(key: MatchKey, paging: Paging): Promise<Page<CustomerSummary>>;
  versions(customerId: string, paging: Paging): Promise<Page<CustomerVersion>>;
  /** The version in force at `at`; `undefined` before the first. One read. */
  versionAt(customerId: string, at: Instant): Promise<CustomerVersion | undefined>;
  /** About how many living customers there are; at least 1. Kept by the stream. */
  count(): Promise<number>;
  countAdd(delta: number): Promise<void>;
  /** Deletes what a removed customer left behind (records, crosswalks, match keys, subject keys). Idempotent. */
  sweep(customerId: string): Promise<void>;
}

export interface Tasks {
  read(taskId: string): Promise<ReviewTask | undefined>;
  /** The task about this pair, open or decided. */
  byPair(customerIds: readonly [string, string]): Promise<ReviewTask | undefined>;
  listOpen(paging: Paging): Promise<Page<ReviewTask>>;
  /** Opens or decides a task without touching a customer. Conditional on its state. */
  open(task: ReviewTask): Promise<void>;
  decide(task: ReviewTask): Promise<void>;
}

export type SpokeStyle = 'registry' | 'consolidation' | 'coexistence' | 'centralised';

export interface Spoke {
  readonly name: string;
  readonly title?: string;
  readonly style: SpokeStyle;
  /** 0 to 100. */
  readonly trust: number;
  readonly lens?: string;
  /** Where it belongs, and with it the customers whose records it holds; the root unless told. */
  readonly orgUnit?: string;
  readonly purposes?: readonly string[];
  readonly provenance?: Provenance;
  readonly delivery?: { readonly events: boolean };
}

/** A governed configuration object with its revision (the ETag) and when it last changed. */
export interface Governed<T> {
  readonly value: T;
  readonly revision: number;
  readonly updatedAt: Instant;
}

export interface Change {
  readonly actor: string;
  readonly action: string;
  readonly correlationId: string;
  readonly reason?: string;
  readonly at: Instant;
}

/** Configuration objects of one type, by name. */
export interface Configurations<T> {
  read(name: string): Promise<Governed<T> | undefined>;
  /** Sorted by name. */
  list(): Promise<readonly Governed<T>[]>;
  /** The same again changes nothing. `ifRevision`: refuse with `precondition.failed` unless it is the current one. */
  put(value: T, change: Change, ifRevision?: number): Promise<Governed<T>>;
}

/** What the business configures. Reads are cached in a warm function for some seconds; a miss is read again at once. */
export interface Governance {
  /** The root is there from the start. */
  readonly orgUnits: Configurations<OrgUnit>;
  /** The built-in roles are there from the start. */
  readonly roles: Configurations<RoleDefinition>;
  readonly lenses: Configurations<Lens>;
  spoke(name: string): Promise<Governed<Spoke> | undefined>;
  spokes(): Promise<readonly Governed<Spoke>[]>;
  /** `ifRevision`: refuse with `precondition.failed` unless it is the current one. */
  putSpoke(spoke: Spoke, change: Change, ifRevision?: number): Promise<Governed<Spoke>>;
  /** The newest version, or the named one. The built-in templates are there from the start. */
  schema(name: string, version?: number): Promise<Governed<CustomerSchema> | undefined>;
  schemas(): Promise<readonly Governed<CustomerSchema>[]>;
  /** Stores a new version; the same definition again changes nothing. `version` of the input is ignored. */
  putSchema(
    schema: CustomerSchema,
    change: Change,
    ifRevision?: number,
  ): Promise<Governed<CustomerSchema>>;
}

export interface ApiToken {
  readonly tokenId: string;
  readonly title: string;
  readonly role: string;
  /** Where the role holds; the root unless told. */
  readonly orgUnit?: string;
  /** An integrator's token may be bound to one spoke. */
  readonly spoke?: string;
  /** With any, attributes are read for these purposes only. */
  readonly purposes?: readonly string[];
  readonly createdAt: Instant;
  readonly expiresAt?: Instant;
  readonly revokedAt?: Instant;
}

export interface Tokens {
  /** By the SHA-256 of its secret, hex. Constant work for known and unknown tokens. */
  byHash(hash: string): Promise<ApiToken | undefined>;
  read(tokenId: string): Promise<ApiToken | undefined>;
  list(paging: Paging): Promise<Page<ApiToken>>;
  create(token: ApiToken, hash: string, change: Change): Promise<void>;
  revoke(tokenId: string, change: Change): Promise<ApiToken | undefined>;
}

export interface Audit {
  /** Newest last. One query on the object's own partition. */
  entries(object: string, paging: Paging): Promise<Page<AuditEntry>>;
}

/** The first answer of a POST under its Idempotency-Key, sealed, for 24 h. */
export interface Idempotency {
  /** Reserves the key, or gives the stored answer, or says that it is in progress or was another request. */
  begin(
    scope: string,
    key: string,
    requestHash: string,
    nowSeconds: number,
  ): Promise<
    | { readonly state: 'new' }
    | { readonly state: 'done'; readonly answer: JsonObject }
    | { readonly state: 'in-progress' }
    | { readonly state: 'mismatch' }
  >;
  finish(scope: string, key: string, answer: JsonObject): Promise<void>;
  /** Frees the key after a failure, so that the request may be tried again. */
  release(scope: string, key: string): Promise<void>;
}
