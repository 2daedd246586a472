import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { canonical } from '#core/kernel/canonical';
import type { KeyContext, KeyWrapper } from '#store/key-wrapper';

/** Wraps with AES-256-GCM under `master`, a key of this process unless told; context bound. Counts its calls. */
export function inProcessKeys(master: Uint8Array = randomBytes(32)): KeyWrapper & {
  readonly calls: { generate: number; unwrap: number };
  readonly master: Uint8Array;
} {
  const calls = { generate: 0, unwrap: 0 };
  const bound = (context: KeyContext) => Buffer.from(canonical(context), 'utf8');
  return {
    calls,
    master,
    async generate(context) {
      calls.generate += 1;
      const plain = randomBytes(32);
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', master, nonce).setAAD(bound(context));
      const body = Buffer.concat([cipher.update(plain), cipher.final()]);
      return { plain, wrapped: Buffer.concat([nonce, body, cipher.getAuthTag()]) };
    },
    async unwrap(wrapped, context) {
      calls.unwrap += 1;
      const bytes = Buffer.from(wrapped);
      const opener = createDecipheriv('aes-256-gcm', master, bytes.subarray(0, 12));
      opener.setAAD(bound(context)).setAuthTag(bytes.subarray(-16));
      return Buffer.concat([opener.update(bytes.subarray(12, -16)), opener.final()]);
    },
  };
}
