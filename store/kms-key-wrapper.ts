import { DecryptCommand, GenerateDataKeyCommand, type KMSClient } from '@aws-sdk/client-kms';
import type { KeyWrapper } from './key-wrapper.ts';

/** Wraps with a KMS key; the context becomes KMS's encryption context and stands in CloudTrail. */
export const kmsKeyWrapper = (client: KMSClient, keyId: string): KeyWrapper => ({
  async generate(context) {
    const made = await client.send(
      new GenerateDataKeyCommand({ KeyId: keyId, KeySpec: 'AES_256', EncryptionContext: context }),
    );
    return { plain: present(made.Plaintext), wrapped: present(made.CiphertextBlob) };
  },
  async unwrap(wrapped, context) {
    const opened = await client.send(
      new DecryptCommand({ KeyId: keyId, CiphertextBlob: wrapped, EncryptionContext: context }),
    );
    return present(opened.Plaintext);
  },
});

function present(bytes: Uint8Array | undefined): Uint8Array {
  if (bytes === undefined) throw new Error('KMS answered without key material');
  return bytes;
}
