import type { Instant, Json, JsonObject, NonEmpty } from '#core/kernel/types';

/** Zero-party: volunteered by the person; first: observed by us; second: a partner's; third: bought or public. */
export type Provenance = 'zero-party' | 'first-party' | 'second-party' | 'third-party';

/** Where a record lives outside: spoke + the spoke's own id. */
export interface Crosswalk {
  readonly spoke: string;
  readonly sourceId: string;
}

/** One customer as one spoke knows it. `attributes` passed validation and are kept as the spoke sent them, normalised in form. */
export interface SourceRecord extends Crosswalk {
  readonly schema: string;
  readonly attributes: JsonObject;
  /** When the spoke last changed it. Decides order between two versions of one record. */
  readonly updatedAt: Instant;
  readonly receivedAt: Instant;
  readonly provenance: Provenance;
  /** Of a record that was born in the hub: where it belongs. Others belong where their spoke does. */
  readonly orgUnit?: string;
}

/** A steward's word on one top-level attribute. `value: null` says that it has no value. */
export interface Pin {
  readonly attribute: string;
  readonly value: Json;
  readonly actor: string;
  readonly pinnedAt: Instant;
  readonly reason?: string;
}

/**
 * The part of a customer that a merge moves as one: the records, pins and differences that came
 * under one customer id. Merging never mixes constituents and unmerging never has to guess:
 * a customer is a root and the constituents merged into it, each untouched.
 */
export interface Constituent {
  readonly customerId: string;
  readonly createdAt: Instant;
  readonly records: readonly SourceRecord[];
  readonly pins: readonly Pin[];
  /** Ids of constituents that a steward said are someone else. Symmetric: it stands on both sides. */
  readonly differentFrom: readonly string[];
}

/**
 * A constituent in its place. `parent` is the constituent it was merged into by one decision: the
 * members form a tree, so that each merge can be undone by itself. The root has none.
 */
export interface Member extends Constituent {
  readonly parent?: string;
  readonly mergedBy?: 'auto' | 'steward';
}

/** A living customer as one value. */
export interface Customer {
  /** The root's id; the ids of the other members resolve to it. */
  readonly customerId: string;
  readonly schema: string;
  /** The root first, then by id. Every member but the root has its parent among the members. */
  readonly members: NonEmpty<Member>;
  readonly golden: GoldenRecord;
}

/** How one spoke's word counts. `tier` follows from its style: 2 contributes, 1 speaks only when nobody in 2 does. */
export interface SpokeStanding {
  readonly trust: number;
  readonly tier: 1 | 2;
}
export type TrustTable = Readonly<Record<string, SpokeStanding>>;

/** Where a golden value came from. */
export interface ValueSource extends Crosswalk {
  readonly updatedAt: Instant;
  readonly trust: number;
  readonly provenance: Provenance;
  readonly orgUnit?: string;
}

/** The lineage of one golden attribute: why this value, and what it beat, best first. */
export interface AttributeLineage {
  readonly rule: string;
  readonly sources: readonly ValueSource[];
  readonly pin?: Omit<Pin, 'value' | 'attribute'>;
  readonly runnersUp: readonly { readonly value: Json; readonly sources: readonly ValueSource[] }[];
}

/** The one trusted record. A pure function of source records, schema, trust table and pins. */
export interface GoldenRecord {
  readonly schema: string;
  readonly schemaVersion: number;
  readonly attributes: JsonObject;
  /** By top-level attribute; items of a `union` list have one entry each under `/emails/0`. */
  readonly lineage: Readonly<Record<string, AttributeLineage>>;
}
