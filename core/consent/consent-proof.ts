/** How a spoke or the staff may tell that something was said. */
export const statedMethods = [
  'web-form',
  'app',
  'paper',
  'phone',
  'in-person',
  'email',
  'sms',
  'link',
  'signal',
  'import',
] as const;

/**
 * What only the hub writes: `request`, by the work on a privacy request; `staff`, by a decision of the
 * staff about a customer, such as a restriction, a hold or a correction.
 */
export const ownMethods = ['request', 'staff'] as const;

export type CollectionMethod = (typeof statedMethods)[number] | (typeof ownMethods)[number];

/** How a consent came about: what a regulator asks for. Sealed under a key of its own, which outlives the profile. */
export interface ConsentProof {
  readonly collection: {
    readonly method: CollectionMethod;
    readonly spoke?: string;
    readonly touchpoint?: string;
    readonly device?: 'desktop' | 'mobile' | 'tablet' | 'kiosk' | 'other';
    /** Of paper and phone: which script or form, in which version, and the hash of what was kept. */
    readonly script?: { readonly id: string; readonly version: string };
    readonly attachmentHash?: string;
    /** Who took it down. */
    readonly agent?: string;
  };
  readonly notice?: {
    readonly id: string;
    readonly version: number;
    readonly language?: string;
    /** Of the text that was shown, hex SHA-256. */
    readonly hash?: string;
  };
  /** What the collecting system keeps of it: a reference, no content. */
  readonly evidence?: string;
  /** Of a restriction or hold, or its end: why, in words. */
  readonly reason?: string;
  /** Who told the hub. */
  readonly actor: string;
}
