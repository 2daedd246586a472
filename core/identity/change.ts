import type { Crosswalk, Customer } from '#core/identity/customer';
import type { Instant } from '#core/kernel/types';
import type { MatchKey, PairScore } from '#core/matching/match-model';

export type ChangeType = 'created' | 'changed' | 'merged' | 'split' | 'removed';

/**
 * What happened to one customer id: becomes its version, its audit entry and its event. Ids and
 * attribute names only; no value stands here.
 */
export interface ChangeFact {
  readonly customerId: string;
  readonly type: ChangeType;
  /** Names of top-level golden attributes whose value changed, sorted. */
  readonly changed: readonly string[];
  /** Every id whose living customer changed → the id it now resolves to (merge, unmerge, split). */
  readonly idMap?: Readonly<Record<string, string>>;
  /** Of a removal: the privacy request that asked for it. What spokes still send of the person is refused. */
  readonly erasedFor?: string;
}

/** A transition's result: the living customers afterwards and what to tell about them. */
export interface Transition {
  readonly after: readonly Customer[];
  readonly facts: readonly ChangeFact[];
}

/** Who did it, why, and on which call. */
export interface Cause {
  readonly actor: string;
  /** For whom the actor acted, where that is somebody else. */
  readonly onBehalfOf?: string;
  /** The permission-like name of the act: `record.upsert`, `customer.merge`, `match.converge`, … */
  readonly action: string;
  readonly reason?: string;
  readonly correlationId: string;
  readonly causationId?: string;
}

/** A pair between the two thresholds, or held up by a steward's word or a guard, waiting for a steward. */
export interface ReviewTask {
  readonly taskId: string;
  readonly kind: 'possible-match';
  /** Two living customers, smaller id first. */
  readonly customerIds: readonly [string, string];
  /** Why a machine did not decide: `between-thresholds`, `marked-different`, `cluster-guard`, … */
  readonly because: string;
  readonly score: PairScore;
  readonly openedAt: Instant;
  readonly state: 'open' | 'decided';
  readonly decision?: 'same' | 'different' | 'later';
  readonly decidedBy?: string;
  readonly decidedAt?: Instant;
}

/** A living customer with what the store needs to write it again safely. */
export interface StoredCustomer {
  readonly customer: Customer;
  /** Goes up by one with every write of this customer or of a member. The ETag. */
  readonly revision: number;
  /** Number of the last version and event of this id; its first is 1. */
  readonly sequence: number;
  readonly updatedAt: Instant;
}

/**
 * One transaction: the customers as read, as they shall be, and what to tell. The store writes what
 * differs: heads, records, crosswalks, match keys, versions, audit entries, tasks. All or nothing.
 */
export interface Commit extends Transition {
  readonly before: readonly StoredCustomer[];
  /** For every member whose records changed or that is new: all its match keys from now on. */
  readonly matchKeys: Readonly<Record<string, readonly MatchKey[]>>;
  readonly opens?: readonly ReviewTask[];
  readonly decides?: readonly ReviewTask[];
  /**
   * Root ids that matching weighed before this write, at most 100: the re-check after commit skips
   * them. Absent: weigh everything.
   */
  readonly considered?: readonly string[];
  /** The customer has grown and may now resemble others more: weigh it again as a whole after the commit. */
  readonly weighAgain?: boolean;
  /** Records that are gone because their spoke deleted them: an older word does not bring them back. */
  readonly deletes?: readonly Crosswalk[];
  readonly cause: Cause;
  readonly at: Instant;
}
