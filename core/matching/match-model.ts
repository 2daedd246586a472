import type { CustomerKind } from '#core/schema/customer-schema';
import type { MatchWeights } from './match-weights.ts';

/**
 * A Fellegi–Sunter model: per comparison the levels of agreement, each with the probability that a
 * pair shows it when both are one customer (m) and when they are not (u). Weight of a level in bits:
 * log2(m / u). Fellegi & Sunter, A Theory for Record Linkage, 1969.
 */
export interface MatchModel extends MatchWeights {
  readonly name: string;
  readonly version: number;
  readonly kind: CustomerKind;
}

/** What one comparison added to the score. `matchWeight` is in bits and may be negative. */
export interface Contribution {
  readonly comparison: string;
  readonly level: string;
  readonly m: number;
  readonly u: number;
  /** How many customers share the agreeing value, where that changed the weight. */
  readonly sharedBy?: number;
  readonly matchWeight: number;
}

/** `matchWeight` is `priorWeight` plus every contribution's, exactly in this order. */
export interface PairScore {
  readonly matchProbability: number;
  readonly matchWeight: number;
  readonly priorWeight: number;
  readonly contributions: readonly Contribution[];
  readonly model: { readonly name: string; readonly version: number };
}

export type MatchDecision = 'match' | 'possible-match' | 'no-match';

/** A token that candidates share. `text` is personal; it leaves core only through the keyed hash of the store. */
export interface MatchKey {
  /** `email`, `phone`, `identifier`, `name-birth`, `name-postcode`, `word`, … */
  readonly kind: string;
  readonly text: string;
  /** `search` keys serve `GET /v1/customers?…`; `block` keys bring candidates; `both` does both. */
  readonly use: 'block' | 'search' | 'both';
}

/** How common a value is among the customers stored. */
export interface Frequencies {
  /** Customers in the hub, at least 1. */
  readonly customers: number;
  /**
   * Customers that share the match key with this kind and text; `undefined` when more than the cap
   * share it (then it is "common") or when the key was not looked up.
   */
  readonly sharedBy: (key: Pick<MatchKey, 'kind' | 'text'>) => number | undefined;
  /** Whether more customers than the cap share the key. */
  readonly isCommon: (key: Pick<MatchKey, 'kind' | 'text'>) => boolean;
}
