import { createHash, createPublicKey } from 'node:crypto';
import type { KMSClient } from '@aws-sdk/client-kms';
import { GetPublicKeyCommand, SignCommand } from '@aws-sdk/client-kms';
import type { PublicKey } from '#core/audit/checkpoint';

/** Signs with a key that never leaves KMS. */
export interface Signer {
  publicKey(): Promise<PublicKey>;
  /** ES256 as RFC 7518 writes it: r and s, 32 bytes each, base64url. */
  sign(text: string): Promise<string>;
}

/** `keyId`: an asymmetric key of the kind ECC_NIST_P256, for signing. */
export function kmsSigner(client: KMSClient, keyId: string): Signer {
  let held: Promise<PublicKey> | undefined;
  return {
    publicKey() {
      held ??= readPublicKey(client, keyId).catch((error: unknown) => {
        held = undefined;
        throw error;
      });
      return held;
    },
    async sign(text) {
      const { Signature } = await client.send(
        new SignCommand({
          KeyId: keyId,
          // KMS takes 4,096 bytes of a message, and a digest of any:
          // docs.aws.amazon.com/kms/latest/APIReference/API_Sign.html
          Message: createHash('sha256').update(text, 'utf8').digest(),
          MessageType: 'DIGEST',
          SigningAlgorithm: 'ECDSA_SHA_256',
        }),
      );
      if (Signature === undefined) throw new Error('KMS answered without a signature');
      return rawSignature(Signature).toString('base64url');
    },
  };
}

async function readPublicKey(client: KMSClient, keyId: string): Promise<PublicKey> {
  const { PublicKey: spki } = await client.send(new GetPublicKeyCommand({ KeyId: keyId }));
  if (spki === undefined) throw new Error('KMS answered without a public key');
  const key = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
  const { kty = '', crv = '', x = '', y = '' } = key.export({ format: 'jwk' });
  return { kty, crv, x, y };
}

/** KMS writes a signature as DER, a sequence of two integers (RFC 3279, 2.2.3); JWS takes them bare. */
export function rawSignature(der: Uint8Array): Buffer {
  const bytes = Buffer.from(der);
  const firstLength = bytes[3] ?? 0;
  const first = bytes.subarray(4, 4 + firstLength);
  const second = bytes.subarray(6 + firstLength);
  const isDer = bytes[0] === 0x30 && bytes[2] === 0x02 && bytes[4 + firstLength] === 0x02;
  if (!isDer || bytes[1] !== bytes.length - 2) throw new Error('not a signature of P-256 in DER');
  return Buffer.concat([first, second].map(in32Bytes));
}

/** Without the zero before a leading 1 bit, and filled up from the left. */
const in32Bytes = (integer: Buffer): Buffer => {
  const bare = integer.subarray(Math.max(0, integer.length - 32));
  return Buffer.concat([Buffer.alloc(32 - bare.length), bare]);
};
