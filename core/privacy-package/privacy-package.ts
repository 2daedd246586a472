import type { Channel } from '#core/consent/consent-event';
import type { Provenance } from '#core/identity/customer';
import type { Instant, Json, JsonObject } from '#core/kernel/types';
import type { RequestRight, RequestState } from '#core/privacy-request/privacy-request';
import type { Classification, CustomerKind } from '#core/schema/customer-schema';

/** The rights that are answered with a package. */
export const packageRights = ['access', 'portability'] as const;
export type PackageRight = (typeof packageRights)[number];

export const isPackageRight = (right: RequestRight): right is PackageRight =>
  right === 'access' || right === 'portability';

/** For how long a package can be had once its request is closed, in days: another letter may be needed. */
export const packageDays = 14;

/** One record as a system sent it. */
export interface PackageRecord {
  readonly spoke: string;
  readonly title?: string;
  readonly sourceId: string;
  readonly updatedAt: Instant;
  readonly receivedAt: Instant;
  readonly provenance: Provenance;
  /** Volunteered, or observed while a service was used: what GDPR art. 20 speaks of. */
  readonly isProvided: boolean;
  readonly attributes: JsonObject;
}

/** What the person said in the own door. */
export interface OwnWord {
  readonly attribute: string;
  /** `null`: there is no such value. */
  readonly value: Json;
  readonly at: Instant;
}

export interface PackageSource {
  readonly spoke: string;
  readonly title?: string;
  readonly since: Instant;
}

/** One attribute of the golden record, which the hub made of the records. */
export interface ProfileEntry {
  readonly attribute: string;
  readonly title?: string;
  readonly classification: Classification;
  readonly value: Json;
  readonly saidBy: 'sources' | 'you' | 'staff';
  readonly sources: readonly PackageSource[];
}

export interface PackagePurpose {
  readonly purpose: string;
  readonly title: string;
  readonly benefit?: string;
  readonly legalBases: readonly string[];
  readonly attributes: readonly string[];
}

/** A system of the business that holds records of the person, hears of changes, or may look. */
export interface PackageRecipient {
  readonly spoke: string;
  readonly title?: string;
  readonly holdsRecords: boolean;
  readonly hearsOfChanges: boolean;
  /** What it may read. */
  readonly attributes: readonly string[];
  readonly purposes: readonly string[];
}

export interface PackageConsent {
  readonly eventId: string;
  readonly kind: string;
  readonly purpose: string;
  readonly title?: string;
  readonly channels: readonly Channel[];
  readonly isOfOneAddress: boolean;
  readonly at: Instant;
  readonly recordedAt: Instant;
  readonly expiresAt?: Instant;
  readonly corrects?: string;
  /** How it came about; absent once its key is destroyed. */
  readonly proof?: JsonObject;
}

export interface PackageContact {
  readonly purpose: string;
  readonly title: string;
  readonly channels: readonly {
    readonly channel: Channel;
    readonly status: string;
    readonly isUsed: boolean;
    readonly legalBasis?: string;
    readonly because: readonly string[];
  }[];
}

export interface PackageRestriction {
  readonly kind: 'restriction' | 'legal-hold';
  readonly ground: string;
  readonly from: Instant;
  readonly until?: Instant;
  readonly attributes?: readonly string[];
  readonly isOpen: boolean;
}

export interface PackageRequest {
  readonly requestId: string;
  readonly rights: readonly RequestRight[];
  readonly state: RequestState;
  readonly receivedAt: Instant;
  readonly endedAt?: Instant;
}

export interface PackageHistory {
  readonly at: Instant;
  readonly says: string;
  readonly by: 'you' | 'staff' | 'system' | 'hub';
  readonly changed: readonly string[];
}

export interface PackageController {
  readonly legalName: string;
  readonly contact: string;
  readonly address: JsonObject;
  readonly email: string;
  readonly phone: string;
  readonly policyUrl: string;
}

/** What only the right of access tells: GDPR art. 15(1)(a) to (h). */
export interface AccessPart {
  readonly profile: readonly ProfileEntry[];
  readonly categories: readonly {
    readonly category: Classification;
    readonly attributes: readonly string[];
  }[];
  readonly purposes: readonly PackagePurpose[];
  readonly recipients: readonly PackageRecipient[];
  readonly thirdParties: readonly {
    readonly name: string;
    readonly purposes?: readonly string[];
  }[];
  readonly storedIn: readonly string[];
  /** For how long, in the controller's words. */
  readonly retention?: string;
  readonly sources: readonly {
    readonly spoke: string;
    readonly title?: string;
    readonly provenance: readonly Provenance[];
    readonly records: number;
  }[];
  readonly rights: readonly { readonly right: string; readonly says: string }[];
  readonly complaint: string;
  readonly automatedDecisions: {
    readonly says: string;
    readonly comparedBy: readonly string[];
    /** Records that were put to the first one, and by whom. */
    readonly joinedByMachine: number;
    readonly joinedByStaff: number;
  };
  readonly consents: readonly PackageConsent[];
  readonly contact: readonly PackageContact[];
  readonly restrictions: readonly PackageRestriction[];
  readonly requests: readonly PackageRequest[];
  readonly history: readonly PackageHistory[];
  /** False: only the first entries are told. */
  readonly isHistoryWhole: boolean;
}

/** What a spoke adds of its own. */
export interface Annex {
  readonly receivedAt: Instant;
  readonly data: JsonObject;
}

/** What a person gets who asked for access, for portability or for both. docs/privacy-package.md */
export interface PrivacyPackage {
  readonly format: 'goldspoke.privacy-package.v1';
  readonly madeAt: Instant;
  readonly request: {
    readonly requestId: string;
    readonly rights: readonly PackageRight[];
    readonly jurisdictions: readonly string[];
    readonly receivedAt: Instant;
  };
  readonly controller?: PackageController;
  readonly kind: CustomerKind;
  /** Ids under which the hub knows the person. */
  readonly customerIds: readonly string[];
  /** For portability alone those that the person provided. */
  readonly records: readonly PackageRecord[];
  readonly ownWords: readonly OwnWord[];
  readonly portable?: { readonly jsonLd: JsonObject; readonly jCard: readonly Json[] };
  readonly access?: AccessPart;
  /** By spoke. */
  readonly annexes: Readonly<Record<string, Annex>>;
}
