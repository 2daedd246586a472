import { errors, jwtVerify, SignJWT } from 'jose';
import type { Instant } from '#core/kernel/types';
import type { Vault } from './vault.ts';

/** What a link opens: one thing for one customer. No personal value: links stand in logs of others. */
export interface LinkClaims {
  /** A link of one kind opens nothing of another. */
  readonly kind: string;
  readonly customerId: string;
  /** Ids and names that its kind needs more. */
  readonly facts: Readonly<Record<string, string>>;
  /** Not opened at this instant or later. */
  readonly expiresAt: Instant;
}

/** Links that the hub signs for itself: whoever has one may do what it says, until it ends. */
export interface Links {
  /** A compact JWT, HS256, of some 300 characters that need no escape in an address. */
  sign(claims: LinkClaims): Promise<string>;
  /** `undefined`: not signed by this hub, of another kind, or ended. */
  open(kind: string, token: string): Promise<LinkClaims | undefined>;
}

interface LinkOptions {
  readonly vault: Pick<Vault, 'linkKey'>;
  readonly tenant: string;
  readonly clock: () => Instant;
}

const seconds = (at: Instant) => Math.floor(Date.parse(at) / 1000);

export function makeLinks({ vault, tenant, clock }: LinkOptions): Links {
  return {
    async sign({ kind, customerId, facts, expiresAt }) {
      return new SignJWT({ facts })
        .setProtectedHeader({ alg: 'HS256', typ: `goldspoke-${kind}` })
        .setIssuer(tenant)
        .setSubject(customerId)
        .setExpirationTime(seconds(expiresAt))
        .sign(await vault.linkKey());
    },
    async open(kind, token) {
      try {
        const { payload } = await jwtVerify<Pick<LinkClaims, 'facts'>>(
          token,
          await vault.linkKey(),
          {
            algorithms: ['HS256'],
            typ: `goldspoke-${kind}`,
            issuer: tenant,
            requiredClaims: ['sub', 'exp'],
            currentDate: new Date(clock()),
          },
        );
        const { sub = '', exp = 0, facts } = payload;
        return { kind, customerId: sub, facts, expiresAt: new Date(exp * 1000).toISOString() };
      } catch (error) {
        if (error instanceof errors.JOSEError) return undefined;
        throw error;
      }
    },
  };
}
