import { calculateJwkThumbprint, compactVerify, importJWK } from 'jose';
import { describe, expect, it } from 'vitest';
import { proofsOf } from '#store/proofs';
import { signerInProcess } from '#test/support/checkpointing';

describe('what is signed for others', () => {
  it('verifies with a library that knows nothing of us, under the key that its header names', async () => {
    const proofs = proofsOf(signerInProcess());
    const jwk = await proofs.publicKey();
    expect(jwk).toMatchObject({ kty: 'EC', crv: 'P-256', alg: 'ES256', use: 'sig' });
    expect(jwk.kid).toBe(await calculateJwkThumbprint({ ...jwk }));
    const jws = await proofs.sign('goldspoke-receipt', { b: 'Zoë', a: [1, null] });
    const { payload, protectedHeader } = await compactVerify(jws, await importJWK({ ...jwk }));
    expect(protectedHeader).toEqual({ alg: 'ES256', kid: jwk.kid, typ: 'goldspoke-receipt' });
    expect(Buffer.from(payload).toString('utf8')).toBe('{"a":[1,null],"b":"Zoë"}');
  });

  it('fails with any changed letter', async () => {
    const proofs = proofsOf(signerInProcess());
    const key = await importJWK({ ...(await proofs.publicKey()) });
    const jws = await proofs.sign('x', { a: 1 });
    for (let at = 0; at < jws.length; at += 1) {
      const changed = jws[at] === 'A' ? 'B' : 'A';
      const other = jws.slice(0, at) + changed + jws.slice(at + 1);
      // The last letter of 64 bytes carries two bits alone.
      if (Buffer.from(other, 'base64url').equals(Buffer.from(jws, 'base64url'))) continue;
      if (at === jws.length - 1) continue;
      await expect(compactVerify(other, key), `letter ${at}`).rejects.toThrow();
    }
  });
});
