import { canonical } from '#core/kernel/canonical';
import type { Json, JsonObject } from '#core/kernel/types';

/** As much of a `consent.changed.v1` as is signed. */
export interface SignedConsent {
  readonly metadata: { readonly eventId: string };
  readonly spoke: string;
  readonly customerId: string;
  readonly because: string;
  readonly entry?: object | undefined;
  readonly ended?: object | undefined;
  readonly basis?: object | undefined;
  readonly states: readonly object[];
}

/** The `typ` of the JWS that signs it. */
export const consentProofType = 'goldspoke-consent';

/**
 * What the hub signs of an event: which one it is, about whom, and the SHA-256 of all that it says, in
 * hex. The spoke is left out: those that are told the same are told it under one signature.
 */
export function consentClaims(
  { metadata, spoke, customerId, because, entry, ended, basis, states }: SignedConsent,
  hub: string,
  sha256: (text: string) => string,
): JsonObject {
  const said = { because, entry, ended, basis, states };
  const present = Object.entries(said).filter(([, value]) => value !== undefined);
  return {
    hub,
    id: metadata.eventId.slice(0, -spoke.length - 1),
    customerId,
    digest: sha256(canonical(Object.fromEntries(present) as Json)),
  };
}
