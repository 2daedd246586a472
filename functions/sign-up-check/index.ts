import type { PreSignUpTriggerEvent } from 'aws-lambda';
import { isAllowedAddress } from '#functions/shared/is-allowed-address';
import { measure } from '#functions/shared/measure';
import { observed } from '#functions/shared/observed';

/**
 * Lets only addresses in the deployment's domains (`ALLOWED_EMAIL_DOMAINS`, joined by commas) become
 * users. Cognito asks for every new user, those that an administrator makes among them, and makes
 * none when this throws:
 * docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-sign-up.html
 */
const check = async (event: PreSignUpTriggerEvent): Promise<PreSignUpTriggerEvent> => {
  const domains = (process.env.ALLOWED_EMAIL_DOMAINS ?? '').split(',').filter(Boolean);
  if (!isAllowedAddress(event.request.userAttributes.email, domains)) {
    measure('SignUpsRefused', 1);
    throw new Error('Users need an e-mail address in one of the domains of this deployment.');
  }
  return event;
};

export const handler = observed(check);
