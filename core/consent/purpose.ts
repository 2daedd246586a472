import type { Channel } from './consent-event.ts';
import type { Period } from './period.ts';

/** GDPR art. 6(1) (a) to (f). */
export const legalBases = [
  'consent',
  'contract',
  'legal-obligation',
  'vital-interest',
  'public-task',
  'legitimate-interest',
] as const;
export type LegalBasis = (typeof legalBases)[number];

/** What the rules call what a purpose is about; data/regulations.json, `enums.purpose`. */
export const purposeKinds = [
  'direct_marketing',
  'personalised_marketing',
  'affiliate_marketing',
  'charitable_purpose',
  'fundraising',
  'service_message',
  'sale_share',
  'disclosure_third_party',
  'public_disclosure',
  'cross_border_transfer',
  'profiling',
  'automated_decision',
  'special_category',
  'sensitive_beyond_permitted',
  'treatment_payment_operations',
] as const;
export type PurposeKind = (typeof purposeKinds)[number];

/** Why data is used, as the business governs it. */
export interface Purpose {
  /** `^[a-z][a-z0-9-]{0,62}$` */
  readonly name: string;
  readonly title: string;
  /** What the customer has of it, in words for him. */
  readonly benefit?: string;
  /** A term of the W3C Data Privacy Vocabulary: `dpv:Marketing`. w3id.org/dpv */
  readonly dpv?: string;
  readonly kinds: readonly PurposeKind[];
  /** The grounds it may stand on, the preferred one first. */
  readonly legalBases: readonly LegalBasis[];
  readonly channels: readonly Channel[];
  /** What is given counts only when it was confirmed. */
  readonly isDoubleOptIn?: boolean;
  /** How long a consent holds that names no end itself. */
  readonly holdsFor?: Period;
  /** How long data is kept for it; for ever unless told. */
  readonly retention?: Retention;
}

/** Since when data has not been needed any more. docs/retention.md says what each counts from. */
export const retentionStarts = ['last-activity', 'relationship-end', 'consent-end'] as const;

export interface Retention extends Period {
  readonly after: (typeof retentionStarts)[number];
}
