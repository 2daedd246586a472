import type { MatchKey } from './match-model.ts';

/** The level two values reach, and the key that tells how common the agreeing value is. */
export interface Finding {
  readonly level: string;
  readonly rarity?: Pick<MatchKey, 'kind' | 'text'>;
}

/** What the comparisons before found, since some evidence is read in the light of other evidence. */
export interface Context {
  /** The names leave open which member of a family it is: they share an initial, or the family name alone. */
  readonly open: 'initial' | 'family' | undefined;
  /** Level of the address. */
  readonly address: string | undefined;
}
