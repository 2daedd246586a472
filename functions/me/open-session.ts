import { randomBytes } from 'node:crypto';
import { Refusal } from '#core/kernel/refusal';
import { standardEmail } from '#core/standardise/email';
import { doorSecretPrefix } from '#functions/shared/authenticate';
import { Answer, type Call, type Handle, type Services } from '#functions/shared/handle';
import { actorOfPerson, personOf } from '#functions/shared/person';
import { hashOfToken } from '#functions/shared/token-hash';
import type { DoorSession } from '#store/door-sessions';
import type { endSession, openSession } from './contract.ts';
import {
  type CustomerAccounts,
  customerAccountsIn,
  idTokenReader,
  type ReadIdToken,
} from './customer-accounts.ts';
import { doorLink } from './request-link.ts';

const sessionMinutes = 30;

/** The business's own accounts, and who reads their tokens. */
export interface SignIn {
  readonly accounts: Pick<CustomerAccounts, 'spoke'>;
  readonly read: ReadIdToken;
}

let real: { readonly signIn: SignIn | undefined } | undefined;

/** That of a warm function; `undefined` where customers have no accounts. */
export const realSignIn = (): SignIn | undefined => {
  if (real === undefined) {
    const accounts = customerAccountsIn(process.env);
    real = { signIn: accounts && { accounts, read: idTokenReader(accounts, Date.now) } };
  }
  return real.signIn;
};

/** Who is let in, by what, and how that left a trace. */
interface Entrance {
  readonly session: Omit<DoorSession, 'expiresAt'>;
  /** The link or token itself, and until when it would open again. */
  readonly proof: string;
  readonly until: string;
  readonly by: 'link' | 'sign-in';
}

/**
 * Opens a session for half an hour. A link and a token each open one, once: whoever comes second with
 * the same is refused as with a wrong one. Writes the proof as used, the session, an audit entry.
 */
export const handleOpenSession =
  (signIn: () => SignIn | undefined): Handle<typeof openSession> =>
  async ({ body, correlationId }, services) => {
    const entrance =
      'link' in body ? await byLink(body.link, services) : await bySignIn(body, signIn(), services);
    if (entrance === undefined) throw new Refusal('door.not-opened');
    const { session, proof, until, by } = entrance;
    const found = await services.customers.find(session.customerId);
    if (found.status === 'removed' || found.status === 'unknown')
      throw new Refusal('door.not-opened');
    if (!(await services.doorSessions.useOnce(hashOfToken(signedPartOf(proof)), until)))
      throw new Refusal('door.not-opened');

    const token = `${doorSecretPrefix}${randomBytes(32).toString('base64url')}`;
    const now = Date.parse(services.clock());
    const expiresAt = new Date(now + sessionMinutes * 60_000).toISOString();
    await services.doorSessions.open({ ...session, expiresAt }, hashOfToken(token));
    await services.audit.record({
      actor: actorOfPerson(session.customerId),
      action: `me.opened-by-${by}`,
      about: `customer:${session.customerId}`,
      correlationId,
    });
    services.log('door opened', { customerId: session.customerId, by, correlationId });
    return new Answer({ token, expiresAt }, { status: 201 });
  };

/** Header and payload of a compact JWT: its signature can be spelt in several ways, and what is signed in one. */
const signedPartOf = (jwt: string): string => jwt.slice(0, jwt.lastIndexOf('.'));

async function byLink(
  link: string,
  { links }: Pick<Services, 'links'>,
): Promise<Entrance | undefined> {
  const claims = await links.open(doorLink, link);
  const pointToken = claims?.facts.point;
  if (claims === undefined || pointToken === undefined) return undefined;
  const { customerId, expiresAt: until } = claims;
  return { session: { customerId, pointToken }, proof: link, until, by: 'link' };
}

/** The account's own record says whose it is; an address counts only where the issuer made sure of it. */
async function bySignIn(
  { idToken, nonce }: Extract<Call<typeof openSession>['body'], { readonly idToken: string }>,
  signIn: SignIn | undefined,
  services: Pick<Services, 'customers' | 'doorSessions' | 'consents'>,
): Promise<Entrance | undefined> {
  const signedIn = await signIn?.read(idToken, nonce);
  if (signIn === undefined || signedIn === undefined) return undefined;
  const account = { spoke: signIn.accounts.spoke, sourceId: signedIn.subject };
  const customerId = await services.customers.crosswalk(account);
  if (customerId === undefined) return undefined;
  const email = standardEmail(signedIn.email ?? '');
  const [accountToken, pointToken] = await Promise.all([
    services.doorSessions.accountToken(account),
    // Several people may read at `info@`: it shows nothing of one of them.
    email === undefined || email.isRole
      ? undefined
      : services.consents.contactPoint('email', email.address),
  ]);
  const session = { customerId, accountToken, ...(pointToken !== undefined && { pointToken }) };
  return { session, proof: idToken, until: signedIn.expiresAt, by: 'sign-in' };
}

/** Closes the session that calls. */
export const handleEndSession: Handle<typeof endSession> = async (call, services) => {
  const { sessionHash, customerId } = personOf(call);
  await services.doorSessions.end(sessionHash);
  services.log('door closed', { customerId, correlationId: call.correlationId });
  return undefined;
};
