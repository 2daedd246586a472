import { createHash } from 'node:crypto';

/**
 * The key by which API Gateway counts a client's requests against its plan: `plan` is a spoke's name
 * or `default`. Made, not kept, so that `lib` and the authorizer agree on it without a store; API
 * Gateway takes 20 to 128 letters and digits, unique in an account and region.
 *
 * It is no secret and opens nothing: API Gateway takes it from the authorizer's answer only
 * (`apiKeySourceType: AUTHORIZER`), never from a caller, and the authorizer gives it for a valid token.
 */
export const planKeyOf = (tenant: string, plan: string): string =>
  createHash('sha256').update(`goldspoke plan ${tenant} ${plan}`).digest('hex');

/** What the authorizer is told: the deployment, and the plans there are, joined by commas. */
export interface PlanEnvironment {
  readonly TENANT?: string | undefined;
  readonly USAGE_PLANS?: string | undefined;
}

/** The plan of customers at their own door, where the deployment has one of this name. */
export const customersPlan = 'me';

/** For the authorizer's answer: the plan of the caller's spoke, or the one that all others share. Nothing where there are no plans. */
export function usageIdentifier(
  spoke: string | undefined,
  { TENANT = '', USAGE_PLANS }: PlanEnvironment,
): { readonly usageIdentifierKey?: string } {
  if (USAGE_PLANS === undefined) return {};
  const hasOwnPlan = spoke !== undefined && USAGE_PLANS.split(',').includes(spoke);
  return { usageIdentifierKey: planKeyOf(TENANT, hasOwnPlan ? spoke : 'default') };
}
