import type { Classification } from '#core/schema/customer-schema';
import type { Grant } from './grant.ts';
import type { Permission } from './roles.ts';

/** Who asks, as far as policies look at it. */
export interface Principal {
  readonly actorId: string;
  readonly grants: readonly Grant[];
  /** The one spoke that a machine acts for. */
  readonly spoke?: string;
  /** A machine that has any reads attributes for these purposes only. */
  readonly purposes?: readonly string[];
}

/** What something is to be done to. `units`: where it lies; something may lie in several. */
export type Thing =
  | { readonly kind: 'OrgUnit'; readonly units: readonly [string] }
  | {
      readonly kind: 'Customer';
      readonly units: readonly string[];
      /** Spokes that hold a record of this customer. */
      readonly spokes: readonly string[];
    }
  | { readonly kind: 'Spoke'; readonly units: readonly [string]; readonly name: string }
  | {
      readonly kind: 'Configuration';
      readonly units: readonly [string];
      /** `schema`, `lens`, `role`, `token`, `user` … */
      readonly type: string;
      readonly name: string;
    };

/** How it is to be done. */
export interface Circumstances {
  readonly purpose?: string;
  readonly lens?: string;
}

export type AccessQuestion =
  | { readonly permission: Permission; readonly thing: Thing; readonly how?: Circumstances }
  | {
      readonly permission: 'attribute:read';
      readonly thing: Thing & { readonly kind: 'Customer' };
      readonly classification: Classification;
      /** Whether the lens names the attribute: somebody decided that it be shown. */
      readonly isNamed: boolean;
      readonly how?: Circumstances;
    };

export interface AccessDecision {
  readonly isAllowed: boolean;
  /** Ids of the policies that decided. None: nothing permits it. */
  readonly policies: readonly string[];
}
