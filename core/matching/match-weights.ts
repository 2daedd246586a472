/** What a match model says; `MatchModel` says besides which model it is. */
export interface MatchWeights {
  /** log2 of the prior odds that two records who share a match key are one customer. */
  readonly priorWeight: number;
  readonly comparisons: readonly ComparisonModel[];
  readonly thresholds: {
    /** From this probability on a record is linked without asking. */
    readonly link: number;
    /** From this probability on, and below `link`, a steward is asked. */
    readonly review: number;
  };
}

export interface ComparisonModel {
  /** `name`, `birthDate`, `email`, `phone`, `address`, `identifier`, `gender`, … */
  readonly comparison: string;
  /** Best first. A value missing on either side is never a level: it weighs nothing. */
  readonly levels: readonly { readonly level: string; readonly m: number; readonly u: number }[];
  /** Agreement on a rarer value than usual weighs more, on a commoner one less. */
  readonly termFrequency?: boolean;
}
