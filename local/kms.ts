import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  randomUUID,
  sign,
} from 'node:crypto';
import { p256 } from '@noble/curves/nist.js';
import { compareText } from '#core/kernel/types';
import { AwsError, type Operations } from './aws-json-server.ts';
import { secretFile } from './secret-file.ts';

/** The root key of this machine's hub, as it stands in `kms.json`. */
interface RootKey {
  readonly keyId: string;
  /** 32 bytes, base64. */
  readonly material: string;
  readonly createdAtSeconds: number;
}

const account = '000000000000';
const ivBytes = 12;
const tagBytes = 16;
const version = 1;

/**
 * KMS in the small: GenerateDataKey, Encrypt, Decrypt and DescribeKey under one root key kept in
 * `file` (mode 0600). AES-256-GCM; key ARN and encryption context are bound as associated data, so
 * a ciphertext under another context is refused with `InvalidCiphertextException`, as KMS does. Sign and
 * GetPublicKey under a second key, ECC_NIST_P256, kept in `signingFile`.
 */
export function localKms(
  file: string,
  signingFile = file.replace(/(\.json)?$/, '-signing.json'),
): { keyArn: string; signingKeyArn: string; operations: Operations } {
  const root = JSON.parse(secretFile(file, () => JSON.stringify(newRootKey()))) as RootKey;
  const keyArn = `arn:aws:kms:${process.env.AWS_REGION ?? 'eu-west-1'}:${account}:key/${root.keyId}`;
  const material = Buffer.from(root.material, 'base64');
  const known = new Set([root.keyId, keyArn]);
  // A region set differently at the next start must not make yesterday's keys unreadable.
  const boundTo = root.keyId;

  const checkKey = (keyId: unknown) => {
    if (!known.has(String(keyId)) && !String(keyId).endsWith(`:key/${root.keyId}`))
      throw new AwsError('NotFoundException', 'there is no such key');
  };
  const seal = (plain: Buffer, context: unknown): string => {
    const iv = randomBytes(ivBytes);
    const cipher = createCipheriv('aes-256-gcm', material, iv);
    cipher.setAAD(associatedData(boundTo, context));
    const body = Buffer.concat([cipher.update(plain), cipher.final()]);
    return Buffer.concat([Buffer.of(version), iv, cipher.getAuthTag(), body]).toString('base64');
  };

  const signing = localSigning(signingFile);
  return {
    keyArn,
    signingKeyArn: signing.keyArn,
    operations: {
      ...signing.operations,
      'TrentService.GenerateDataKey': ({ KeyId, KeySpec, NumberOfBytes, EncryptionContext }) => {
        checkKey(KeyId);
        const plain = randomBytes(dataKeyBytes(KeySpec, NumberOfBytes));
        return {
          KeyId: keyArn,
          Plaintext: plain.toString('base64'),
          CiphertextBlob: seal(plain, EncryptionContext),
        };
      },
      'TrentService.Encrypt': ({ KeyId, Plaintext, EncryptionContext }) => {
        checkKey(KeyId);
        const plain = bytesOf(Plaintext);
        if (plain.length < 1 || plain.length > 4096)
          throw new AwsError('ValidationException', 'Plaintext must be 1 to 4096 bytes');
        return {
          KeyId: keyArn,
          CiphertextBlob: seal(plain, EncryptionContext),
          EncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
        };
      },
      'TrentService.Decrypt': ({ KeyId, CiphertextBlob, EncryptionContext }) => {
        if (KeyId !== undefined) checkKey(KeyId);
        return {
          KeyId: keyArn,
          Plaintext: open(material, boundTo, bytesOf(CiphertextBlob), EncryptionContext),
          EncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
        };
      },
      'TrentService.DescribeKey': ({ KeyId }) => {
        checkKey(KeyId);
        return {
          KeyMetadata: {
            AWSAccountId: account,
            KeyId: root.keyId,
            Arn: keyArn,
            CreationDate: root.createdAtSeconds,
            Enabled: true,
            KeyState: 'Enabled',
            KeyUsage: 'ENCRYPT_DECRYPT',
            KeySpec: 'SYMMETRIC_DEFAULT',
            Origin: 'AWS_KMS',
            MultiRegion: false,
          },
        };
      },
    },
  };
}

/** The key that signs: made once, its private half in PKCS #8. */
function localSigning(file: string): { keyArn: string; operations: Operations } {
  const kept = JSON.parse(secretFile(file, () => JSON.stringify(newSigningKey()))) as {
    readonly keyId: string;
    readonly pkcs8: string;
  };
  const privateKey: KeyObject = createPrivateKey(kept.pkcs8);
  const keyArn = `arn:aws:kms:${process.env.AWS_REGION ?? 'eu-west-1'}:${account}:key/${kept.keyId}`;
  const checkKey = (keyId: unknown) => {
    if (String(keyId) !== kept.keyId && !String(keyId).endsWith(`:key/${kept.keyId}`))
      throw new AwsError('NotFoundException', 'there is no such key');
  };
  return {
    keyArn,
    operations: {
      'TrentService.Sign': ({ KeyId, Message, MessageType, SigningAlgorithm }) => {
        checkKey(KeyId);
        const message = bytesOf(Message);
        if (SigningAlgorithm !== 'ECDSA_SHA_256')
          throw new AwsError('ValidationException', 'only ECDSA_SHA_256');
        const isDigest = MessageType === 'DIGEST';
        if (isDigest ? message.length !== 32 : message.length < 1 || message.length > 4096)
          throw new AwsError(
            'ValidationException',
            'Message must be 1 to 4096 bytes, or a digest of 32',
          );
        const signature = isDigest
          ? signDigest(message, privateKey)
          : sign('sha256', message, privateKey);
        return { KeyId: keyArn, Signature: signature.toString('base64'), SigningAlgorithm };
      },
      'TrentService.GetPublicKey': ({ KeyId }) => {
        checkKey(KeyId);
        const spki = createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
        return {
          KeyId: keyArn,
          PublicKey: spki.toString('base64'),
          KeySpec: 'ECC_NIST_P256',
          KeyUsage: 'SIGN_VERIFY',
          SigningAlgorithms: ['ECDSA_SHA_256'],
        };
      },
    },
  };
}

/** Node signs messages alone. In DER, as KMS. */
function signDigest(digest: Buffer, key: KeyObject): Buffer {
  const { d = '' } = key.export({ format: 'jwk' });
  const secret = Buffer.from(d, 'base64url');
  return Buffer.from(p256.sign(digest, secret, { prehash: false, format: 'der' }));
}

const newSigningKey = () => ({
  keyId: randomUUID(),
  pkcs8: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({
    format: 'pem',
    type: 'pkcs8',
  }),
});

const newRootKey = (): RootKey => ({
  keyId: randomUUID(),
  material: randomBytes(32).toString('base64'),
  createdAtSeconds: Math.floor(Date.now() / 1000),
});

function open(material: Buffer, boundTo: string, sealed: Buffer, context: unknown): string {
  try {
    if (sealed[0] !== version || sealed.length < 1 + ivBytes + tagBytes) throw new Error('format');
    const iv = sealed.subarray(1, 1 + ivBytes);
    const decipher = createDecipheriv('aes-256-gcm', material, iv, { authTagLength: tagBytes });
    decipher.setAAD(associatedData(boundTo, context));
    decipher.setAuthTag(sealed.subarray(1 + ivBytes, 1 + ivBytes + tagBytes));
    const body = sealed.subarray(1 + ivBytes + tagBytes);
    return Buffer.concat([decipher.update(body), decipher.final()]).toString('base64');
  } catch {
    throw new AwsError('InvalidCiphertextException', 'not sealed under this key and context');
  }
}

/** The pairs sorted by name, as JSON: no two contexts give the same bytes. */
function associatedData(keyId: string, context: unknown): Buffer {
  const pairs = Object.entries((context ?? {}) as Record<string, string>);
  return Buffer.from(JSON.stringify([keyId, pairs.toSorted(([a], [b]) => compareText(a, b))]));
}

function dataKeyBytes(spec: unknown, count: unknown): number {
  if (spec === 'AES_256') return 32;
  if (spec === 'AES_128') return 16;
  if (Number.isInteger(count) && Number(count) >= 1 && Number(count) <= 1024) return Number(count);
  throw new AwsError('ValidationException', 'KeySpec or NumberOfBytes (1 to 1024) is required');
}

const bytesOf = (text: unknown): Buffer => Buffer.from(String(text ?? ''), 'base64');
