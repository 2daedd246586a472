import type { NonEmpty } from '#core/kernel/types';
import type { StandardRecord } from '#core/standardise/standard-record';

/** What a run knows of one living customer while it compares. Personal: it stands in work objects only. */
export interface Card {
  readonly customerId: string;
  /** The source records of all its members, standardised. */
  readonly records: NonEmpty<StandardRecord>;
  /** Hashes of its block keys, sorted, each once. */
  readonly keys: readonly string[];
  /** Hashes of the facts that part a block which is too frequent, sorted, each once. */
  readonly secondKeys: readonly string[];
}
