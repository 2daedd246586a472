import { createHash } from 'node:crypto';
import { KMSClient } from '@aws-sdk/client-kms';
import type { PublicKey } from '#core/audit/checkpoint';
import { canonical } from '#core/kernel/canonical';
import type { JsonObject } from '#core/kernel/types';
import { awsDefaults } from './aws-defaults.ts';
import { kmsSigner, type Signer } from './kms-signer.ts';
import type { ProofKeys } from './proof-keys.ts';
import { endpointOf, requiredSetting } from './required-setting.ts';

/** A public key as a set of keys lists it (RFC 7517). */
export interface ListedKey extends PublicKey {
  /** Its thumbprint (RFC 7638). */
  readonly kid: string;
  readonly alg: 'ES256';
  readonly use: 'sig';
}

/** What the hub signs for others to keep: receipts, certificates, the place of an event in its sequence. */
export interface Proofs {
  /** Under which name the hub signs: its deployment's. */
  readonly hub: string;
  publicKey(): Promise<ListedKey>;
  /** Every key under which anything was ever signed, oldest first: what was signed before a rotation verifies after it. */
  publicKeys(): Promise<readonly ListedKey[]>;
  /**
   * A compact JWS (RFC 7515), ES256, over canonical JSON. `typ` tells kinds apart: none is taken for
   * another. The key is kept before the first thing that it signs is handed out.
   */
  sign(typ: string, payload: JsonObject): Promise<string>;
}

interface ProofEnvironment {
  readonly PROOF_KEY_ID?: string | undefined;
  readonly AWS_ENDPOINT_URL_KMS?: string | undefined;
}

/** With the KMS key that the environment names. Makes the client with the first call: few functions ever make one. */
export function proofSigner(env: ProofEnvironment): Signer {
  let opened: Signer | undefined;
  const open = (): Signer => {
    opened ??= kmsSigner(
      new KMSClient({ ...awsDefaults, ...endpointOf(env.AWS_ENDPOINT_URL_KMS) }),
      requiredSetting(env, 'PROOF_KEY_ID'),
    );
    return opened;
  };
  return {
    publicKey: async () => open().publicKey(),
    sign: async (text) => open().sign(text),
  };
}

interface ProofParts {
  readonly signer: Signer;
  readonly keys: ProofKeys;
  readonly hub: string;
}

export function makeProofs({ signer, keys, hub }: ProofParts): Proofs {
  const publicKey = async () => listedKey(await signer.publicKey());
  let keptKid: string | undefined;
  return {
    hub,
    publicKey,
    publicKeys: keys.list,
    async sign(typ, payload) {
      const key = await publicKey();
      if (keptKid !== key.kid) await keys.keep(key);
      keptKid = key.kid;
      const header = canonical({ alg: 'ES256', kid: key.kid, typ });
      const input = [header, canonical(payload)].map(base64Url).join('.');
      return `${input}.${await signer.sign(input)}`;
    },
  };
}

function listedKey({ kty, crv, x, y }: PublicKey): ListedKey {
  const kid = createHash('sha256').update(canonical({ crv, kty, x, y })).digest('base64url');
  return { kty, crv, x, y, kid, alg: 'ES256', use: 'sig' };
}

const base64Url = (text: string): string => Buffer.from(text, 'utf8').toString('base64url');
