import { generateKeyPairSync } from 'node:crypto';
import { CompactSign, calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';
import { describe, expect, it } from 'vitest';
import { proofFile, readProofFile } from '#core/proof/proof-file';
import { type NamedKey, verifyJws } from '#core/proof/verify-jws';
import { nodeTools } from '../../../cli/audit/node-tools.ts';

const { privateKey, publicKey } = await generateKeyPair('ES256');
const jwk = await exportJWK(publicKey);
const kid = await calculateJwkThumbprint(jwk);
const key = { ...jwk, kid } as unknown as NamedKey;
const payload = Buffer.from('{"a":"Zoë","b":1}');
const signed = (header: object, with_ = privateKey) =>
  new CompactSign(payload).setProtectedHeader(header as { alg: string }).sign(with_);
const typ = 'goldspoke-receipt';
const verdictOf = (jws: string, keys: readonly NamedKey[] = [key]) =>
  verifyJws(jws, typ, keys, nodeTools);

describe('verifying what the hub signed', () => {
  it('takes what another library signed as we do', async () => {
    const jws = await signed({ alg: 'ES256', kid, typ });
    expect(verdictOf(jws)).toEqual({ isValid: true, payload: { a: 'Zoë', b: 1 }, key });
  });

  it('takes no thing of another type, and none under a key that is not trusted', async () => {
    expect(verdictOf(await signed({ alg: 'ES256', kid, typ: 'goldspoke-certificate' }))).toEqual({
      isValid: false,
      because: 'is a goldspoke-certificate and no goldspoke-receipt',
    });
    const jws = await signed({ alg: 'ES256', kid, typ });
    expect(verdictOf(jws, [])).toMatchObject({
      because: expect.stringContaining(`the key ${kid}, which is not among the trusted ones`),
    });
  });

  it('takes no signature of somebody else in the name of a trusted key', async () => {
    const other = await generateKeyPair('ES256');
    expect(verdictOf(await signed({ alg: 'ES256', kid, typ }, other.privateKey))).toMatchObject({
      isValid: false,
    });
  });

  it('trusts no key and no algorithm that comes along with what it signed', async () => {
    const other = await generateKeyPair('ES256', { extractable: true });
    const own = await exportJWK(other.publicKey);
    const brought = await signed({ alg: 'ES256', kid, typ, jwk: own }, other.privateKey);
    expect(verdictOf(brought)).toEqual({
      isValid: false,
      because: 'has a header that the hub does not write',
    });
    const unsigned = [{ alg: 'none', kid, typ }, { a: 1 }]
      .map((each) => Buffer.from(JSON.stringify(each)).toString('base64url'))
      .join('.');
    expect(verdictOf(`${unsigned}.`)).toMatchObject({ isValid: false });
    expect(verdictOf(`${unsigned}.AA`)).toMatchObject({ isValid: false });
    const hmac = await new CompactSign(payload)
      .setProtectedHeader({ alg: 'HS256', kid, typ })
      .sign(Buffer.from(JSON.stringify(jwk).padEnd(32)));
    expect(verdictOf(hmac)).toMatchObject({ isValid: false });
  });

  it('says no to keys of another kind, and to text of any form', async () => {
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const wrong = { ...rsa.publicKey.export({ format: 'jwk' }), kid } as unknown as NamedKey;
    const jws = await signed({ alg: 'ES256', kid, typ });
    expect(verdictOf(jws, [wrong])).toMatchObject({ isValid: false });
    for (const text of ['', '.', '..', 'a.b', 'a.b.c', `${jws}.x`, ` ${jws}`, `${jws}=`])
      expect(verdictOf(text), text).toMatchObject({ isValid: false });
  });

  it('fails with any changed letter, the spare bits of the last one included', async () => {
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const jws = await signed({ alg: 'ES256', kid, typ });
    for (let at = 0; at < jws.length; at += 1)
      for (const other of at === jws.length - 1 ? letters : 'AB.') {
        if (other === jws[at]) continue;
        const changed = jws.slice(0, at) + other + jws.slice(at + 1);
        expect(verdictOf(changed).isValid, `letter ${at}`).toBe(false);
      }
  });
});

describe('the file that a person keeps', () => {
  const file = proofFile('receipt', 'aa.bb.cc');

  it('is one JSON object with one member, and is read with or without a line feed at its end', () => {
    expect(JSON.parse(file)).toEqual({ receipt: 'aa.bb.cc' });
    expect(readProofFile('receipt', file)).toBe('aa.bb.cc');
    expect(readProofFile('receipt', `${file}\n`)).toBe('aa.bb.cc');
  });

  it('is written in one way only', () => {
    for (const other of [
      '',
      'aa.bb.cc',
      ` ${file}`,
      `${file} `,
      `${file}\n\n`,
      `${file}\r\n`,
      '{"receipt": "aa.bb.cc"}',
      '{"receipt":"aa.bb.cc","more":1}',
      '{"rece\\u0069pt":"aa.bb.cc"}',
      `\uFEFF${file}`,
    ])
      expect(readProofFile('receipt', other), JSON.stringify(other)).toBeUndefined();
    expect(readProofFile('certificate', file)).toBeUndefined();
  });
});
