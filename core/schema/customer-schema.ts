import type { MatchWeights } from '#core/matching/match-weights';

/**
 * A customer schema is data. It says which attributes a customer has, how each is typed, classified,
 * matched and survived. `validate.ts` checks records against it, `define.ts` checks the schema itself.
 */
export type CustomerKind = 'person' | 'organisation';

/** `public` may stand in clear; `personal` and `sensitive` are sealed, `sensitive` is also masked by default. */
export type Classification = 'public' | 'personal' | 'sensitive';

/**
 * How the golden value is picked. `union` keeps every distinct list item; the others pick one
 * source's whole value. Groups (addresses, names) survive as one: parts of two sources never mix.
 */
export type SurvivorshipRule =
  | 'most-trusted'
  | 'most-recent'
  | 'most-frequent'
  | 'most-complete'
  | 'union';

/** What an attribute means to matching. `none` keeps it out. Left away, the type decides. */
export type MatchRole =
  | 'person-name'
  | 'organisation-name'
  | 'birth-date'
  | 'gender'
  | 'email'
  | 'phone'
  | 'postal-address'
  | 'identifier'
  | 'social'
  | 'none';

/** A rule beyond the type. `id` is what a violation names; it is unique within its attribute. */
export type ValidationRule =
  | { readonly id: string; readonly kind: 'pattern'; readonly pattern: string }
  | { readonly id: string; readonly kind: 'length'; readonly min?: number; readonly max?: number }
  | { readonly id: string; readonly kind: 'range'; readonly min?: number; readonly max?: number }
  | {
      readonly id: string;
      readonly kind: 'date-range';
      readonly notBefore?: string;
      readonly notAfterToday?: boolean;
    }
  | { readonly id: string; readonly kind: 'one-of'; readonly values: readonly string[] };

/**
 * The shape of a value.
 * - `person-name`: `{ prefix, given, middle, family, familyPrevious, suffix, full }`, all text; `full` alone is parsed.
 * - `organisation-name`, `email`, `text`: text. `phone`: text; its group's `country` (ISO 3166-1 alpha-2) helps to read it.
 * - `postal-address`: `{ role, line1, line2, city, region, postcode, country, full }`.
 * - `identifier`: `{ type, value, country }`; the checksum of a known type is verified.
 * - `date`: `YYYY-MM-DD`, a day that exists.
 */
export type AttributeType =
  | { readonly type: 'person-name' }
  | { readonly type: 'organisation-name'; readonly maxLength?: number }
  | { readonly type: 'email' }
  | { readonly type: 'phone' }
  | { readonly type: 'postal-address'; readonly roles?: readonly string[] }
  | { readonly type: 'date' }
  | { readonly type: 'identifier'; readonly types?: readonly string[] }
  | { readonly type: 'enumeration'; readonly values: readonly string[] }
  | { readonly type: 'number'; readonly integer?: boolean }
  | { readonly type: 'text'; readonly maxLength?: number }
  | { readonly type: 'boolean' }
  | { readonly type: 'group'; readonly attributes: readonly AttributeDefinition[] }
  | { readonly type: 'list'; readonly items: AttributeType; readonly maxItems?: number };

/** Since when a value has not been needed any more. docs/retention.md says what each counts from. */
export const attributeRetentionStarts = [
  'last-update',
  'last-activity',
  'relationship-end',
] as const;

/** How long the values of an attribute are kept, whatever keeps the customer. */
export interface AttributeRetention {
  readonly value: number;
  readonly unit: 'calendar_days' | 'months' | 'years';
  readonly after: (typeof attributeRetentionStarts)[number];
}

export type AttributeDefinition = AttributeType & {
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  readonly classification: Classification;
  readonly required?: boolean;
  readonly match?: MatchRole;
  readonly survivorship?: SurvivorshipRule;
  readonly rules?: readonly ValidationRule[];
  /** For as long as the customer unless told. Of attributes of the first level that need not be there. */
  readonly retention?: AttributeRetention;
};

export interface CustomerSchema {
  /** `^[a-z][a-z0-9-]{0,62}$` */
  readonly name: string;
  readonly version: number;
  readonly kind: CustomerKind;
  readonly title: string;
  readonly description?: string;
  /** Where it belongs; the root unless told. */
  readonly orgUnit?: string;
  readonly attributes: readonly AttributeDefinition[];
  /** What its customers are matched by; the shipped model of the kind unless told. */
  readonly matchModel?: MatchWeights;
}
