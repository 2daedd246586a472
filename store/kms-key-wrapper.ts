import { DecryptCommand, GenerateDataKeyCommand, type KMSClient } from '@aws-sdk/client-kms';
import type { KeyWrapper } from './key-wrapper.ts';

/** Told of each call, after its repeats, whether KMS answered: what KMS costs, and how it is. */
export type OnKmsCall = (hasAnswered: boolean) => void;

/** Wraps with a KMS key; the context becomes KMS's encryption context and stands in CloudTrail. */
export const kmsKeyWrapper = (
  client: KMSClient,
  keyId: string,
  onCall: OnKmsCall = () => {},
): KeyWrapper => ({
  async generate(context) {
    const made = await told(
      client.send(
        new GenerateDataKeyCommand({
          KeyId: keyId,
          KeySpec: 'AES_256',
          EncryptionContext: context,
        }),
      ),
      onCall,
    );
    return { plain: present(made.Plaintext), wrapped: present(made.CiphertextBlob) };
  },
  async unwrap(wrapped, context) {
    const opened = await told(
      client.send(
        new DecryptCommand({ KeyId: keyId, CiphertextBlob: wrapped, EncryptionContext: context }),
      ),
      onCall,
    );
    return present(opened.Plaintext);
  },
});

async function told<T>(call: Promise<T>, onCall: OnKmsCall): Promise<T> {
  try {
    const answer = await call;
    onCall(true);
    return answer;
  } catch (error) {
    onCall(false);
    throw error;
  }
}

function present(bytes: Uint8Array | undefined): Uint8Array {
  if (bytes === undefined) throw new Error('KMS answered without key material');
  return bytes;
}
