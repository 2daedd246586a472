/** What a column is taken for. */
export type Meaning =
  | 'given-name'
  | 'middle-name'
  | 'family-name'
  | 'family-name-previous'
  | 'name-suffix'
  | 'full-name'
  | 'organisation'
  | 'legal-form'
  | 'birth-date'
  | 'birth-year'
  | 'birth-month'
  | 'birth-day'
  | 'age'
  | 'gender'
  | 'email'
  | 'phone'
  | 'street'
  | 'street-2'
  | 'house-number'
  | 'unit'
  | 'city'
  | 'region'
  | 'postcode'
  | 'country'
  | 'full-address'
  | 'identifier'
  | 'identifier-type'
  | 'identifier-country'
  | 'record-id'
  | 'source'
  | 'updated-at'
  | 'ignored';

/** A column of the input, what it was taken for, and why. */
export interface Column {
  readonly name: string;
  readonly meaning: Meaning;
  /** `name` (what it is called), `contents` (what stands in it), `both`, `told` (configuration). */
  readonly because: 'name' | 'contents' | 'both' | 'told';
  /** Words of the group it belongs to (`billing`, `work`), so that two addresses stay apart; '' for the first. */
  readonly group: string;
  /** Of an identifier: `passport`, `loyalty`, … */
  readonly identifierType?: string;
  /** Of a birth date in digits with separators: which comes first. */
  readonly dayFirst?: boolean;
  /** Of a whole name: the family name stands first, without a comma. */
  readonly familyFirst?: boolean;
  /** Of e-mail addresses and phones: a cell may hold two. */
  readonly several?: boolean;
}
