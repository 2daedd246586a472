/** What handlers may ask of storage. Implemented beside this file; tests use the embedded table, never a mock. */
import type { Lens } from '#core/access/lens';
import type { OrgUnit } from '#core/access/org-tree';
import type { RoleDefinition } from '#core/access/roles';
import type { AuditEntry } from '#core/audit/audit-entry';
import type { Checkpoint, CheckpointClaims } from '#core/audit/checkpoint';
import type { Controller } from '#core/consent/controller';
import type { PrivacyNotice, RuleSignOff } from '#core/consent/notice';
import type { Purpose } from '#core/consent/purpose';
import type { Commit, ReviewTask, StoredCustomer } from '#core/identity/change';
import type { Crosswalk, GoldenRecord, Provenance } from '#core/identity/customer';
import type { RecordErasure } from '#core/identity/erased-record';
import type { Instant, JsonObject } from '#core/kernel/types';
import type { MatchKey } from '#core/matching/match-model';
import type { Agent } from '#core/privacy-request/agent';
import type { PrivacyTargets } from '#core/privacy-request/privacy-targets';
import type { CustomerSchema } from '#core/schema/customer-schema';
import type { LetterAddress } from './letters.ts';

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

/** Who holds a source record, or when its spoke deleted it, or its person was erased; nothing when the hub knows nothing of it. */
export interface CrosswalkState {
  readonly customerId?: string;
  readonly deletedAt?: Instant;
  /** Of a record that went with an erased person. */
  readonly erasure?: RecordErasure;
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
  /** Takes attributes out of every version of these ids. Idempotent. */
  forget(customerIds: readonly string[], attributes: ReadonlySet<string>): Promise<void>;
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
  readonly delivery?: {
    readonly events: boolean;
    /** To which kinds of address it sends letters for the hub. */
    readonly letters?: readonly LetterAddress['kind'][] | undefined;
  };
}

/** A governed configuration object with its revision (the ETag) and when it last changed. */
export interface Governed<T> {
  readonly value: T;
  readonly revision: number;
  readonly updatedAt: Instant;
}

export interface Change {
  readonly actor: string;
  /** For whom the actor acted, where that is somebody else. */
  readonly onBehalfOf?: string;
  readonly action: string;
  readonly correlationId: string;
  readonly reason?: string;
  readonly at: Instant;
}

/** Configuration objects of one type, by name. */
export interface ConfigurationReads<T> {
  read(name: string): Promise<Governed<T> | undefined>;
  /** Sorted by name. */
  list(): Promise<readonly Governed<T>[]>;
}

export interface Configurations<T> extends ConfigurationReads<T> {
  /** The same again changes nothing. `ifRevision`: refuse with `precondition.failed` unless it is the current one. */
  put(value: T, change: Change, ifRevision?: number): Promise<Governed<T>>;
  /** The same of several, at most 20: all or none. */
  putAll(values: readonly Expected<T>[], change: Change): Promise<readonly Governed<T>[]>;
  /** A state that stood once, by its version; by its revision where it has none. Never changes. */
  version(name: string, number: number): Promise<Governed<T> | undefined>;
}

/** A value to put, and which revision it is to replace; 0: none. */
export interface Expected<T> {
  readonly value: T;
  readonly ifRevision?: number;
}

/** What the business configured, as it stands or stood at one moment. */
export interface GovernanceReads {
  /** The root is there from the start. */
  readonly orgUnits: ConfigurationReads<OrgUnit>;
  /** The built-in roles are there from the start. */
  readonly roles: ConfigurationReads<RoleDefinition>;
  /** The lens `whole` is there from the start. */
  readonly lenses: ConfigurationReads<Lens>;
  readonly purposes: ConfigurationReads<Purpose>;
  readonly notices: ConfigurationReads<PrivacyNotice>;
  /** Of rules of law that no source confirms. */
  readonly signOffs: ConfigurationReads<RuleSignOff>;
  /** One: who answers for the data. Nobody before it is said. */
  readonly controllers: ConfigurationReads<Controller>;
  /** One: what the business asks of itself with privacy requests. It is there from the start. */
  readonly privacyTargets: ConfigurationReads<PrivacyTargets>;
  /** Who asks in the name of others, by the Data Rights Protocol. */
  readonly agents: ConfigurationReads<Agent>;
  spoke(name: string): Promise<Governed<Spoke> | undefined>;
  spokes(): Promise<readonly Governed<Spoke>[]>;
  /** The newest version, or the named one. The built-in templates are there from the start. */
  schema(name: string, version?: number): Promise<Governed<CustomerSchema> | undefined>;
  schemas(): Promise<readonly Governed<CustomerSchema>[]>;
}

/** What the business configures. Reads are cached in a warm function for some seconds; a miss is read again at once. */
export interface Governance extends GovernanceReads {
  readonly orgUnits: Configurations<OrgUnit>;
  readonly roles: Configurations<RoleDefinition>;
  readonly lenses: Configurations<Lens>;
  readonly purposes: Configurations<Purpose>;
  readonly notices: Configurations<PrivacyNotice>;
  readonly signOffs: Configurations<RuleSignOff>;
  readonly controllers: Configurations<Controller>;
  readonly privacyTargets: Configurations<PrivacyTargets>;
  readonly agents: Configurations<Agent>;
  /** `ifRevision`: refuse with `precondition.failed` unless it is the current one. */
  putSpoke(spoke: Spoke, change: Change, ifRevision?: number): Promise<Governed<Spoke>>;
  /** Stores a new version; the same definition again changes nothing. `version` of the input is ignored. */
  putSchema(
    schema: CustomerSchema,
    change: Change,
    ifRevision?: number,
  ): Promise<Governed<CustomerSchema>>;
  /** All of it as it stood at that moment. Reads the table: nothing of it is held. */
  asOf(at: Instant): GovernanceReads;
}

export interface ApiToken {
  readonly tokenId: string;
  /** `secret` unless told: its secret is the bearer token. `oauth-client`: it gets tokens at the user pool. */
  readonly kind?: 'oauth-client';
  /** Of an `oauth-client`. */
  readonly clientId?: string;
  readonly title: string;
  readonly role: string;
  /** Where the role holds; the root unless told. */
  readonly orgUnit?: string;
  /** The one spoke that it acts for. */
  readonly spoke?: string;
  /** With any, attributes are read for these purposes only. */
  readonly purposes?: readonly string[];
  readonly createdAt: Instant;
  readonly expiresAt?: Instant;
  readonly rotatedAt?: Instant;
  readonly revokedAt?: Instant;
}

/** A token as one of its secrets opens it. */
export interface OpenedToken extends ApiToken {
  /** When this secret stops to open it: a newer one has taken its place. */
  readonly closesAt?: Instant;
  /** When this secret was used last, to the hour. */
  readonly lastUsedAt?: Instant;
}

/** What a token's new secret is found by, and until when the one before opens it, too. */
export interface Rotation {
  readonly hash: string;
  readonly clientId?: string;
  readonly closesAt: Instant;
}

export interface Tokens {
  /** By the SHA-256 of its secret, hex. Constant work for known and unknown tokens. */
  byHash(hash: string): Promise<OpenedToken | undefined>;
  read(tokenId: string): Promise<ApiToken | undefined>;
  /** With when each was used last. */
  list(paging: Paging): Promise<Page<ApiToken & Pick<OpenedToken, 'lastUsedAt'>>>;
  create(token: ApiToken, hash: string, change: Change): Promise<void>;
  /**
   * Gives a token another secret. The one before opens it until `closesAt`, one before that no longer.
   * Answers the client whose place is taken by nobody any more, where there is one. `undefined`: no such
   * token. Throws `CommitConflict` when somebody else changed it at the same time.
   */
  rotate(
    tokenId: string,
    next: Rotation,
    change: Change,
  ): Promise<{ readonly token: ApiToken; readonly closedClientId?: string } | undefined>;
  /** With the clients by which it could be opened. */
  revoke(
    tokenId: string,
    change: Change,
  ): Promise<{ readonly token: ApiToken; readonly clientIds: readonly string[] } | undefined>;
  /** Notes that a secret was used, unless somebody noted it within the hour before `at`. */
  noteUse(hash: string, at: Instant): Promise<void>;
}

/** Which entries: of one chain, or those that were written from an instant on, up to another one. */
export interface AuditQuery {
  readonly object?: string | undefined;
  readonly actor?: string | undefined;
  readonly action?: string | undefined;
  /** What a read or a refusal was about. */
  readonly about?: string | undefined;
  readonly from?: Instant | undefined;
  /** Not included. */
  readonly to?: Instant | undefined;
}

/** What concerns no change of an object: a read of a sensitive attribute, an export, a refused change. */
export interface AuditRecord {
  readonly actor: string;
  readonly onBehalfOf?: string;
  /** `customer.read-sensitive`, `audit.export`, the permission that was refused. */
  readonly action: string;
  /** `customer:cus_…`; ids and names only. */
  readonly about?: string;
  /** Of a refusal: its code. */
  readonly refused?: string;
  readonly reason?: string;
  readonly correlationId: string;
  /** Names of attributes that were read; never values. */
  readonly changed?: readonly string[];
}

export interface Audit {
  /** Newest last. One query on the object's chain, and one where entries of release 0.1.0 lie. */
  entries(object: string, paging: Paging): Promise<Page<AuditEntry>>;
  /**
   * Newest last. With an object its chain, else by the index, where `from` and `to` are needed. A page
   * may be short and still have a cursor: a search looks at so many entries and no more.
   */
  search(query: AuditQuery, paging: Paging): Promise<Page<AuditEntry>>;
  /**
   * Writes an entry into a chain of the actor, of the day and of this warm function, so that nobody
   * waits for anybody. Throws where it could not be written: what must leave a trace must not go on.
   */
  record(fact: AuditRecord): Promise<void>;
  /** Oldest first, without their leaves. */
  checkpoints(paging: Paging): Promise<Page<CheckpointSummary>>;
  checkpoint(number: number): Promise<Checkpoint | undefined>;
}

export interface CheckpointSummary extends CheckpointClaims {
  readonly jws: string;
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
