/** How a value is shown without saying what it is. `year`: of a date; `last-four`: of text; `domain`: of an e-mail address. */
export type Mask = 'hidden' | 'year' | 'last-four' | 'domain';

/** A named projection of the golden record for one purpose. */
export interface Lens {
  /** `^[a-z][a-z0-9-]{0,62}$` */
  readonly name: string;
  readonly title: string;
  /** Customers of this schema only; of every one unless told. */
  readonly schema?: string;
  /** Top-level attributes that are seen through it. */
  readonly attributes: readonly string[];
  readonly masks?: Readonly<Record<string, Mask>>;
  readonly purpose?: string;
  /** Nothing is seen of a customer who has not agreed to the purpose. */
  readonly needsConsent?: boolean;
  /** Customers of these units and below only. */
  readonly orgUnits?: readonly string[];
  /** Where it belongs itself; the root unless told. */
  readonly orgUnit?: string;
}
