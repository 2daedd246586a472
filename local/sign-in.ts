import { createHash, randomBytes } from 'node:crypto';
import type { APIGatewayProxyResult } from 'aws-lambda';
import { apiScopeInToken } from '#functions/shared/api-scope';
import { signInPage } from './sign-in-page.ts';
import { accessTokenSeconds, type TokenSigner } from './token-signer.ts';
import { issuerOf, type UserPool } from './user-pool.ts';

/** The public client of the console, and of whoever signs in from a command line. */
export const consoleClient = 'console';

/** A working day, as in the cloud. */
const refreshMs = 12 * 60 * 60 * 1000;
const codeMs = 5 * 60 * 1000;
const mostCodes = 1000;

export interface SignInRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly authorization: string | undefined;
  readonly body: string;
}

interface Code {
  readonly id: string;
  readonly challenge: string;
  readonly redirectUri: string;
  readonly endsAtMs: number;
}

/** Whether a path is the issuer's. */
export const isSignInPath = (path: string): boolean =>
  path.startsWith('/oauth2/') || path.startsWith(`${issuerOf('')}/`);

/**
 * The issuer of tokens on this machine, at the paths of Cognito's: authorization code with PKCE
 * (RFC 7636), refresh tokens that are used once, client credentials (RFC 6749, 4.4), and, for command
 * lines and tests only, a person's password (4.3). `hubUrl` is the hub's address; the issuer's begins with it.
 */
export function signIn(
  pool: UserPool,
  signer: TokenSigner,
  hubUrl: () => string,
  nowMs: () => number = Date.now,
) {
  const codes = new Map<string, Code>();

  return async ({ method, path, query, authorization, body }: SignInRequest) => {
    const form = new URLSearchParams(body);
    switch (`${method} ${path}`) {
      case `GET ${issuerOf('')}/.well-known/openid-configuration`:
        return json(200, configurationOf(hubUrl()));
      case `GET ${issuerOf('')}/.well-known/jwks.json`:
        return json(200, signer.keys);
      case 'GET /oauth2/authorize':
        return authorize(query, undefined);
      case 'POST /oauth2/authorize':
        return authorize(form, form.get('password') ?? '');
      case 'POST /oauth2/token':
        return tokenFor(form, authorization);
      default:
        return json(404, { error: 'not_found' });
    }
  };

  /** Shows the page, or, with a password, sends the browser back with a code. */
  async function authorize(asked: URLSearchParams, password: string | undefined) {
    const redirectUri = asked.get('redirect_uri') ?? '';
    // Sent nowhere else: a code in a foreign hand would be a sign-in.
    const isOurs = redirectUri.startsWith(`${hubUrl()}/`);
    const challenge = asked.get('code_challenge') ?? '';
    const isRight =
      asked.get('response_type') === 'code' &&
      asked.get('client_id') === consoleClient &&
      asked.get('code_challenge_method') === 'S256' &&
      /^[\w-]{43}$/.test(challenge);
    if (!isOurs || !isRight) return json(400, { error: 'invalid_request' });
    if (password === undefined) return signInPage(asked, false);
    const id = await pool.personWith(asked.get('email') ?? '', password);
    if (id === undefined) return signInPage(asked, true);
    const code = randomBytes(32).toString('base64url');
    if (codes.size >= mostCodes) codes.clear();
    codes.set(code, { id, challenge, redirectUri, endsAtMs: nowMs() + codeMs });
    const back = new URL(redirectUri);
    back.searchParams.set('code', code);
    const state = asked.get('state');
    if (state !== null) back.searchParams.set('state', state);
    return { statusCode: 302, headers: { ...notKept, location: back.href }, body: '' };
  }

  async function tokenFor(form: URLSearchParams, authorization: string | undefined) {
    const grant = form.get('grant_type');
    if (grant === 'client_credentials') return tokenOfClient(form, authorization);
    if (form.get('client_id') !== consoleClient) return json(400, { error: 'invalid_client' });
    const id = await personFor(grant, form);
    if (id === undefined || !pool.isOpen(id)) return json(400, { error: 'invalid_grant' });
    const token = await signer.sign(issuerOf(hubUrl()), {
      sub: id,
      clientId: consoleClient,
      isPerson: true,
    });
    return json(200, { ...answerWith(token), refresh_token: pool.remember(id, refreshMs) });
  }

  async function personFor(grant: string | null, form: URLSearchParams) {
    switch (grant) {
      case 'password':
        return pool.personWith(form.get('username') ?? '', form.get('password') ?? '');
      case 'refresh_token':
        return pool.recall(form.get('refresh_token') ?? '');
      case 'authorization_code': {
        const code = form.get('code') ?? '';
        const known = codes.get(code);
        codes.delete(code);
        const proof = createHash('sha256')
          .update(form.get('code_verifier') ?? '')
          .digest('base64url');
        const isRight =
          known !== undefined &&
          known.endsAtMs > nowMs() &&
          known.redirectUri === form.get('redirect_uri') &&
          known.challenge === proof;
        return isRight ? known.id : undefined;
      }
      default:
        return undefined;
    }
  }

  async function tokenOfClient(form: URLSearchParams, authorization: string | undefined) {
    const [clientId, secret] = clientIn(form, authorization);
    const scope = form.get('scope');
    if (!pool.isClient(clientId, secret)) return json(400, { error: 'invalid_client' });
    if (scope !== null && scope !== apiScopeInToken) return json(400, { error: 'invalid_scope' });
    const token = await signer.sign(issuerOf(hubUrl()), {
      sub: clientId,
      clientId,
      isPerson: false,
    });
    return json(200, answerWith(token));
  }
}

const answerWith = (token: string) => ({
  access_token: token,
  token_type: 'Bearer',
  expires_in: accessTokenSeconds,
});

/** By HTTP Basic, or in the form. */
function clientIn(form: URLSearchParams, authorization: string | undefined) {
  const basic = /^Basic +([\w+/=]+)$/i.exec(authorization ?? '')?.[1];
  if (basic === undefined)
    return [form.get('client_id') ?? '', form.get('client_secret') ?? ''] as const;
  const [id = '', secret = ''] = Buffer.from(basic, 'base64').toString('utf8').split(':');
  return [id, secret] as const;
}

const notKept = { 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' };

const json = (statusCode: number, body: unknown): APIGatewayProxyResult => ({
  statusCode,
  headers: { ...notKept, 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

const configurationOf = (hubUrl: string) => ({
  issuer: issuerOf(hubUrl),
  authorization_endpoint: `${hubUrl}/oauth2/authorize`,
  token_endpoint: `${hubUrl}/oauth2/token`,
  jwks_uri: `${issuerOf(hubUrl)}/.well-known/jwks.json`,
  response_types_supported: ['code'],
  grant_types_supported: ['authorization_code', 'refresh_token', 'client_credentials', 'password'],
  code_challenge_methods_supported: ['S256'],
  token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'none'],
  id_token_signing_alg_values_supported: ['RS256'],
  subject_types_supported: ['public'],
  scopes_supported: [apiScopeInToken],
});
