/**
 * What guards the keys that guard everything else. `context` is bound to the wrapped key: it unwraps
 * under the same context only. In the cloud this is KMS (kms-key-wrapper.ts).
 */
export interface KeyWrapper {
  /** A new random 32-byte key, in clear and wrapped. */
  generate(
    context: KeyContext,
  ): Promise<{ readonly plain: Uint8Array; readonly wrapped: Uint8Array }>;
  unwrap(wrapped: Uint8Array, context: KeyContext): Promise<Uint8Array>;
}

export type KeyContext = Readonly<Record<string, string>>;
