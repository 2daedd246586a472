import type { TrustTable } from '#core/identity/customer';
import type { Instant } from '#core/kernel/types';
import type { CustomerSchema } from '#core/schema/customer-schema';

/** What every transition needs besides the customers: golden records are made again with this schema and trust. */
export interface TransitionContext {
  readonly schema: CustomerSchema;
  readonly trust: TrustTable;
  readonly at: Instant;
}
