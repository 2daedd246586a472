import type { Instant } from '#core/kernel/types';
import type { Channel, ConsentEvent, RelationshipEvent } from './consent-event.ts';
import type { LegalBasis, Purpose } from './purpose.ts';
import type { LawEdition, Sector, SignedOff } from './regulation.ts';

/** Everything that a contact decision rests on. */
export interface ContactCase {
  readonly purpose: Purpose;
  readonly channel: Channel;
  /** Token of the address or number that is meant. */
  readonly contactPoint?: string;
  readonly at: Instant;
  /** What the hub knew at this moment; `at`'s own past is asked with an earlier `at`. */
  readonly knownAt: Instant;
  /** The customer's constituents. */
  readonly members: readonly string[];
  /** Of the members, and of everybody at the contact point. */
  readonly events: readonly ConsentEvent[];
  readonly relationships: readonly RelationshipEvent[];
  /** `GB`, `US-CA`, `EU` …; none: nobody knows. */
  readonly jurisdictions: readonly string[];
  /** `YYYY-MM-DD`; who has none counts as grown up. */
  readonly birthDate?: string;
  /** `individual` unless told. */
  readonly subscriber?: 'individual' | 'corporate';
  /** When processing was restricted. */
  readonly restrictions?: readonly { readonly from: Instant; readonly until?: Instant }[];
  readonly isOnDoNotCallList?: boolean;
}

/** Under what law, and as what business, it is decided. */
export interface LawInForce {
  readonly edition: LawEdition;
  readonly signedOff: SignedOff;
  readonly sectors: readonly Sector[];
}

export interface DecisionReason {
  /** `consent.given`, `refused.withdrawn`, `rule.met`, `rule.not-met`, `house.opt-in` … */
  readonly code: string;
  readonly regulation?: string;
  readonly rule?: string;
  readonly citation?: string;
}

export interface ContactDecision {
  readonly allowed: boolean;
  readonly basis?: LegalBasis;
  readonly reasons: readonly DecisionReason[];
  /** The entry of the ledger that decided. */
  readonly evidence?: string;
  readonly obligations: readonly string[];
  /** When the answer next changes, if nothing else happens. */
  readonly until?: Instant;
  readonly edition: { readonly schemaVersion: string; readonly asOf: string };
}
