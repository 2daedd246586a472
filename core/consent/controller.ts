/** Who answers for the customers' data (GDPR art. 4(7)), as receipts and certificates name it. */
export interface Controller {
  /** There is one. */
  readonly name: 'controller';
  /** Counted up by each change: a receipt names the one that it was written by. */
  readonly version: number;
  readonly legalName: string;
  /** A person or a role: `Data protection officer`. */
  readonly contact: string;
  readonly address: {
    readonly street: string;
    readonly locality?: string;
    readonly region?: string;
    readonly postcode?: string;
    /** ISO 3166-1, two letters. */
    readonly country: string;
  };
  readonly email: string;
  readonly phone: string;
  readonly policyUrl: string;
  /** Where a consent is withdrawn. */
  readonly withdrawalUrl: string;
  /** For how long the data is kept, in words that a customer understands. */
  readonly retention: string;
  /** Countries in which it is stored, ISO 3166-1. */
  readonly storedIn: readonly string[];
  /** Third parties that get it, each for some purposes, or for all where none is named. */
  readonly recipients: readonly { readonly name: string; readonly purposes?: readonly string[] }[];
}

export const controllerName = 'controller';
