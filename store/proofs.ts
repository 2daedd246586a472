import { createHash } from 'node:crypto';
import { KMSClient } from '@aws-sdk/client-kms';
import type { PublicKey } from '#core/audit/checkpoint';
import { canonical } from '#core/kernel/canonical';
import type { JsonObject } from '#core/kernel/types';
import { awsDefaults } from './aws-defaults.ts';
import { kmsSigner, type Signer } from './kms-signer.ts';
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
  publicKey(): Promise<ListedKey>;
  /** A compact JWS (RFC 7515), ES256, over canonical JSON. `typ` tells kinds apart: none is taken for another. */
  sign(typ: string, payload: JsonObject): Promise<string>;
}

interface ProofEnvironment {
  readonly PROOF_KEY_ID?: string | undefined;
  readonly AWS_ENDPOINT_URL_KMS?: string | undefined;
}

/** Over the KMS key that the environment names. Makes the client with the first call: few functions ever make one. */
export function makeProofs(env: ProofEnvironment): Proofs {
  let opened: Proofs | undefined;
  const open = (): Proofs => {
    opened ??= proofsOf(
      kmsSigner(
        new KMSClient({ ...awsDefaults, ...endpointOf(env.AWS_ENDPOINT_URL_KMS) }),
        requiredSetting(env, 'PROOF_KEY_ID'),
      ),
    );
    return opened;
  };
  return {
    publicKey: async () => open().publicKey(),
    sign: async (typ, payload) => open().sign(typ, payload),
  };
}

export function proofsOf(signer: Signer): Proofs {
  const publicKey = async () => listedKey(await signer.publicKey());
  return {
    publicKey,
    async sign(typ, payload) {
      const { kid } = await publicKey();
      const header = canonical({ alg: 'ES256', kid, typ });
      const input = [header, canonical(payload)].map(base64Url).join('.');
      return `${input}.${await signer.sign(input)}`;
    },
  };
}

export function listedKey({ kty, crv, x, y }: PublicKey): ListedKey {
  const kid = createHash('sha256').update(canonical({ crv, kty, x, y })).digest('base64url');
  return { kty, crv, x, y, kid, alg: 'ES256', use: 'sig' };
}

const base64Url = (text: string): string => Buffer.from(text, 'utf8').toString('base64url');
