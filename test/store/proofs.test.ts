import { calculateJwkThumbprint, compactVerify, createLocalJWKSet, importJWK } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Signer } from '#store/kms-signer';
import { makeProofKeys } from '#store/proof-keys';
import { makeProofs } from '#store/proofs';
import { signerInProcess } from '#test/support/checkpointing';
import { type EmbeddedStore, embeddedStore } from '#test/support/embedded-table';

let store: EmbeddedStore;
beforeAll(async () => {
  store = await embeddedStore();
});
afterAll(() => store.stop());

let nowMs = Date.parse('2026-01-01T00:00:00Z');
const proofsWith = (signer: Signer) =>
  makeProofs({
    signer,
    keys: makeProofKeys({ client: store.client, table: store.names.main, nowMs: () => nowMs }),
    hub: 'test',
  });

describe('what is signed for others', () => {
  it('verifies with a library that knows nothing of us, under the key that its header names', async () => {
    const proofs = proofsWith(signerInProcess());
    const jwk = await proofs.publicKey();
    expect(jwk).toMatchObject({ kty: 'EC', crv: 'P-256', alg: 'ES256', use: 'sig' });
    expect(jwk.kid).toBe(await calculateJwkThumbprint({ ...jwk }));
    const jws = await proofs.sign('goldspoke-receipt', { b: 'Zoë', a: [1, null] });
    const { payload, protectedHeader } = await compactVerify(jws, await importJWK({ ...jwk }));
    expect(protectedHeader).toEqual({ alg: 'ES256', kid: jwk.kid, typ: 'goldspoke-receipt' });
    expect(Buffer.from(payload).toString('utf8')).toBe('{"a":[1,null],"b":"Zoë"}');
  });

  it('verifies after rotations, for every key that ever signed is listed, oldest first, and none that never did', async () => {
    const signed: { readonly jws: string; readonly month: number }[] = [];
    const kids: string[] = [];
    for (let month = 0; month < 3; month += 1) {
      nowMs += 30 * 24 * 3600 * 1000;
      const signer = signerInProcess();
      // Two warm functions with the same key.
      for (const proofs of [proofsWith(signer), proofsWith(signer)])
        signed.push({ jws: await proofs.sign('x', { month }), month });
      kids.push((await proofsWith(signer).publicKey()).kid);
    }
    const idle = proofsWith(signerInProcess());
    const keys = await idle.publicKeys();
    expect(keys.map(({ kid }) => kid).filter((kid) => kids.includes(kid))).toEqual(kids);
    expect(keys.map(({ kid }) => kid)).not.toContain((await idle.publicKey()).kid);
    const set = createLocalJWKSet({ keys: keys.map((key) => ({ ...key })) });
    for (const { jws, month } of signed) {
      const { payload } = await compactVerify(jws, set);
      expect(JSON.parse(Buffer.from(payload).toString('utf8'))).toEqual({ month });
    }
  });

  it('is handed out only when its key is kept', async () => {
    const proofs = makeProofs({
      signer: signerInProcess(),
      keys: {
        keep: () => Promise.reject(new Error('the table is away')),
        list: async () => [],
      },
      hub: 'test',
    });
    for (let attempt = 0; attempt < 2; attempt += 1)
      await expect(proofs.sign('x', {})).rejects.toThrow('the table is away');
  });
});
