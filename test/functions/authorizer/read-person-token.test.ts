import { createSign, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { FetchError } from 'aws-jwt-verify/error';
import { SimpleJwksCache } from 'aws-jwt-verify/jwk';
import { describe, expect, it } from 'vitest';
import { builtInRoles } from '#core/access/roles';
import { personTokenReader } from '#functions/authorizer/read-person-token';
import { authenticate } from '#functions/shared/authenticate';

const userPoolId = 'eu-central-1_Abc123456';
const issuer = `https://cognito-idp.eu-central-1.amazonaws.com/${userPoolId}`;
const sub = '0b1c2d3e-4f50-4a6b-8c7d-9e0f1a2b3c4d';
const pair = () => generateKeyPairSync('rsa', { modulusLength: 2048 });
const [pool, stranger] = [pair(), pair()];
const jwk = (key: KeyObject, kid: string) => ({
  ...key.export({ format: 'jwk' }),
  kid,
  alg: 'RS256',
  use: 'sig',
});

/** Answers the pool's keys, and counts how often it is asked. */
function poolKeys(answer: () => unknown = () => ({ keys: [jwk(pool.publicKey, 'pool')] })) {
  const asked: string[] = [];
  const fetcher = {
    fetch: async (uri: string) => {
      asked.push(uri);
      return new TextEncoder().encode(JSON.stringify(answer())).buffer as ArrayBuffer;
    },
  };
  return { asked, read: personTokenReader(userPoolId, new SimpleJwksCache({ fetcher })) };
}

const nowSeconds = Math.floor(Date.now() / 1000);
const claims = {
  sub,
  iss: issuer,
  client_id: '4consoleclientid',
  token_use: 'access',
  scope: 'openid goldspoke/api',
  iat: nowSeconds - 10,
  exp: nowSeconds + 890,
  username: sub,
  'cognito:groups': ['steward'],
};
const encoded = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');

function signed(more: object = {}, { header = {}, key = pool.privateKey } = {}): string {
  const body = `${encoded({ alg: 'RS256', kid: 'pool', ...header })}.${encoded({ ...claims, ...more })}`;
  return `${body}.${createSign('RSA-SHA256').update(body).sign(key, 'base64url')}`;
}

const steward = { actorId: `usr_${sub}`, grants: [{ role: 'steward', orgUnit: 'root' }] };

describe('a person’s token', () => {
  it.each(Object.keys(builtInRoles))('of the group %s opens with that role', async (role) => {
    const { read } = poolKeys();
    expect(await read(signed({ 'cognito:groups': [role] }))).toEqual({
      actorId: `usr_${sub}`,
      grants: [{ role, orgUnit: 'root' }],
    });
  });

  it('names its actor as events admit it, without an address', async () => {
    const caller = await poolKeys().read(signed({ email: 'ada@example.com' }));
    expect(caller?.actorId).toMatch(/^[A-Za-z0-9][A-Za-z0-9_.:/#-]{0,127}$/);
    expect(JSON.stringify(caller)).not.toContain('ada');
  });

  it('opens with its one role whatever groups that are no role stand beside it', async () => {
    const groups = ['office', 'reader', 'constructor'];
    expect(await poolKeys().read(signed({ 'cognito:groups': groups }))).toMatchObject({
      grants: [{ role: 'reader', orgUnit: 'root' }],
    });
  });

  it.each([
    ['no group', { 'cognito:groups': undefined }],
    ['groups that are no role', { 'cognito:groups': ['office', 'constructor', '__proto__'] }],
    ['two roles', { 'cognito:groups': ['reader', 'steward'] }],
    ['an end that has passed', { exp: nowSeconds - 1 }],
    ['no end', { exp: undefined }],
    ['another pool', { iss: `${issuer}x` }],
    ['a look-alike issuer', { iss: `https://cognito-idp.example/${userPoolId}` }],
    ['another API’s scope', { scope: 'openid other/api' }],
    ['a scope that only begins alike', { scope: 'goldspoke/api2' }],
    ['the scope of a sign-in without the console', { scope: 'aws.cognito.signin.user.admin' }],
    ['no scope', { scope: undefined }],
    ['the use of an ID token', { token_use: 'id', aud: claims.client_id }],
    ['no use', { token_use: undefined }],
    ['a subject that is no id of the pool', { sub: 'ada@example.com' }],
    ['no subject', { sub: undefined }],
    ['a start that is to come', { nbf: nowSeconds + 60 }],
  ])('opens nothing with %s', async (_, more) => {
    expect(await poolKeys().read(signed(more))).toBeUndefined();
  });

  it('opens nothing when another key signed it, or nobody', async () => {
    const { read } = poolKeys();
    const [header, payload, signature] = signed().split('.') as [string, string, string];
    const promoted = encoded({ ...claims, 'cognito:groups': ['administrator'] });
    const none = encoded({ alg: 'none', kid: 'pool' });
    const byPublicKey = encoded({ alg: 'HS256', kid: 'pool' });
    for (const token of [
      signed({}, { key: stranger.privateKey }),
      `${header}.${promoted}.${signature}`,
      `${header}.${payload}.${signature.slice(0, -8)}AAAAAAAA`,
      `${header}.${payload}.A`,
      `${none}.${payload}.A`,
      `${none}.${payload}.${signature}`,
      `${byPublicKey}.${payload}.${signature}`,
      `${encoded({ alg: 'RS256' })}.${payload}.${signature}`,
      `${encoded({ alg: 'RS256', kid: 'pool', jwk: jwk(stranger.publicKey, 'pool') })}.${payload}.${signature}`,
      'eyJ.eyJ.eyJ',
    ])
      expect(await read(token)).toBeUndefined();
    expect(await read(signed())).toEqual(steward);
  });

  it('fetches the pool’s keys once, and not again and again for keys that nobody knows', async () => {
    const { asked, read } = poolKeys();
    for (const _ of Array(3)) await read(signed());
    expect(asked).toEqual([`${issuer}/.well-known/jwks.json`]);
    for (const kid of ['made-up-1', 'made-up-2', 'made-up-3'])
      expect(await read(signed({}, { header: { kid } }))).toBeUndefined();
    expect(asked).toHaveLength(2);
    expect(await read(signed())).toEqual(steward);
  });

  it('takes a key that the pool began to use', async () => {
    const keys = [jwk(pool.publicKey, 'pool')];
    const { read } = poolKeys(() => ({ keys }));
    await read(signed());
    keys.push(jwk(stranger.publicKey, 'next'));
    expect(await read(signed({}, { header: { kid: 'next' }, key: stranger.privateKey }))).toEqual(
      steward,
    );
  });

  it('is neither accepted nor refused while the pool’s keys cannot be read', async () => {
    const gone = poolKeys(() => {
      throw new FetchError('jwks', 'gone');
    });
    await expect(gone.read(signed())).rejects.toThrow(FetchError);
    await expect(poolKeys(() => 'not keys').read(signed())).rejects.toThrow();
  });
});

describe('authenticate', () => {
  const asked: string[] = [];
  const tokens = {
    byHash: async (hash: string) => {
      asked.push(hash);
      return undefined;
    },
  } as unknown as Parameters<typeof authenticate>[1]['tokens'];
  const services = { tokens, clock: () => new Date().toISOString() };

  it('takes a signed token to the pool and every other to the table', async () => {
    const readPersonToken = poolKeys().read;
    expect(await authenticate(`Bearer ${signed()}`, { ...services, readPersonToken })).toEqual({
      actorId: `usr_${sub}`,
      grants: [{ role: 'steward', orgUnit: 'root' }],
    });
    expect(asked).toEqual([]);
    await authenticate('Bearer gsp_some-machine', { ...services, readPersonToken });
    expect(asked).toHaveLength(1);
  });

  it('opens nothing for a signed token where there is no pool', async () => {
    expect(await authenticate(`Bearer ${signed()}`, services)).toBeUndefined();
  });
});
