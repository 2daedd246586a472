import { createSign, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { FetchError } from 'aws-jwt-verify/error';
import { SimpleJwksCache } from 'aws-jwt-verify/jwk';
import { describe, expect, it } from 'vitest';
import { signedTokenReader } from '#functions/authorizer/read-signed-token';
import { type Authentication, authenticate } from '#functions/shared/authenticate';
import { hashOfClient } from '#functions/shared/token-hash';

const issuer = 'https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_Abc123456';
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
  return { asked, read: signedTokenReader(issuer, new SimpleJwksCache({ fetcher })) };
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
};
const encoded = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');

function signed(more: object = {}, { header = {}, key = pool.privateKey } = {}): string {
  const body = `${encoded({ alg: 'RS256', kid: 'pool', ...header })}.${encoded({ ...claims, ...more })}`;
  return `${body}.${createSign('RSA-SHA256').update(body).sign(key, 'base64url')}`;
}

const person = { kind: 'person', id: sub };
const clientId = '5machineclientid';
const ofClient = { sub: clientId, client_id: clientId, username: undefined };

describe('a signed token', () => {
  it('names a person by the id that the pool gave, and nothing else of him', async () => {
    const more = { email: 'ada@example.com', 'cognito:groups': ['administrator'] };
    expect(await poolKeys().read(signed(more))).toEqual(person);
  });

  it('names a client that got it for itself', async () => {
    expect(await poolKeys().read(signed(ofClient))).toEqual({ kind: 'client', clientId });
  });

  it.each([
    ['a client that is not who it is for', { ...ofClient, client_id: 'another' }],
    ['a client that says it is a person', { ...ofClient, username: clientId }],
    ['a person without a name in the pool', { username: undefined }],
    ['an end that has passed', { exp: nowSeconds - 1 }],
    ['no end', { exp: undefined }],
    ['another pool', { iss: `${issuer}x` }],
    ['a look-alike issuer', { iss: 'https://cognito-idp.example/eu-central-1_Abc123456' }],
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
    const promoted = encoded({ ...claims, sub: sub.replace('0', '1') });
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
    expect(await read(signed())).toEqual(person);
  });

  it('fetches the pool’s keys once, and not again and again for keys that nobody knows', async () => {
    const { asked, read } = poolKeys();
    for (const _ of Array(3)) await read(signed());
    expect(asked).toEqual([`${issuer}/.well-known/jwks.json`]);
    for (const kid of ['made-up-1', 'made-up-2', 'made-up-3'])
      expect(await read(signed({}, { header: { kid } }))).toBeUndefined();
    expect(asked).toHaveLength(2);
    expect(await read(signed())).toEqual(person);
  });

  it('takes a key that the pool began to use', async () => {
    const keys = [jwk(pool.publicKey, 'pool')];
    const { read } = poolKeys(() => ({ keys }));
    await read(signed());
    keys.push(jwk(stranger.publicKey, 'next'));
    expect(await read(signed({}, { header: { kid: 'next' }, key: stranger.privateKey }))).toEqual(
      person,
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
  } as unknown as Authentication['tokens'];
  const grants = [{ role: 'steward', orgUnit: 'north' }];
  const people = (state: 'active' | 'ended') =>
    ({
      access: async (userId: string) =>
        userId === `usr_${sub}` ? { userId, grants, state } : undefined,
    }) as unknown as Authentication['users'];
  const services = {
    tokens,
    users: people('active'),
    doorSessions: {} as Authentication['doorSessions'],
    clock: () => new Date().toISOString(),
    log: () => undefined,
  };
  const read = poolKeys().read;

  it('gives a person the grants of the hub’s own record, and asks no token for him', async () => {
    const caller = await authenticate(`Bearer ${signed()}`, { ...services, readSignedToken: read });
    expect(caller).toEqual({ actorId: `usr_${sub}`, grants });
    expect(caller?.actorId).toMatch(/^[A-Za-z0-9][A-Za-z0-9_.:/#-]{0,127}$/);
    expect(asked).toEqual([]);
  });

  it('opens nothing for a person who left, or of whom the hub never heard', async () => {
    const left = { ...services, users: people('ended'), readSignedToken: read };
    expect(await authenticate(`Bearer ${signed()}`, left)).toBeUndefined();
    const stranger = signed({ sub: sub.replace('0', '1'), username: sub.replace('0', '1') });
    const known = { ...services, readSignedToken: read };
    expect(await authenticate(`Bearer ${stranger}`, known)).toBeUndefined();
  });

  it('looks a client up by its id, which nobody can send as a secret', async () => {
    const signedIn = { ...services, readSignedToken: read };
    await authenticate(`Bearer ${signed(ofClient)}`, signedIn);
    expect(asked.splice(0)).toEqual([hashOfClient(clientId)]);
    await authenticate(`Bearer oauth-client ${clientId}`, signedIn);
    expect(asked.splice(0)).toEqual([]);
    await authenticate(`Bearer ${clientId}`, signedIn);
    expect(asked.splice(0)).not.toContain(hashOfClient(clientId));
  });

  it('opens nothing for a signed token where there is no issuer', async () => {
    expect(await authenticate(`Bearer ${signed()}`, services)).toBeUndefined();
  });
});
