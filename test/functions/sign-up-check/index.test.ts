import type { PreSignUpTriggerEvent } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { handler } from '#functions/sign-up-check/index';

const asked = (triggerSource: string, email?: string) =>
  ({
    triggerSource,
    request: { userAttributes: { ...(email && { email }) } },
    response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
  }) as unknown as PreSignUpTriggerEvent;

beforeEach(() => {
  vi.stubEnv('ALLOWED_EMAIL_DOMAINS', 'example.com,shop.example');
});
afterEach(() => vi.unstubAllEnvs());

describe('the check of new users', () => {
  it.each(['PreSignUp_AdminCreateUser', 'PreSignUp_SignUp', 'PreSignUp_ExternalProvider'])(
    'holds for %s, and confirms nobody by itself',
    async (source) => {
      const event = asked(source, 'ada@shop.example');
      expect(await handler(event)).toEqual(asked(source, 'ada@shop.example'));
      await expect(handler(asked(source, 'ada@example.org'))).rejects.toThrow();
      await expect(handler(asked(source))).rejects.toThrow();
    },
  );

  it('does not repeat the address', async () => {
    await expect(handler(asked('PreSignUp_AdminCreateUser', 'ada@example.org'))).rejects.toThrow(
      /^Users need an e-mail address in one of the domains of this deployment\.$/,
    );
  });

  it.each(['', undefined])('refuses everybody where the domains are %j', async (domains) => {
    vi.stubEnv('ALLOWED_EMAIL_DOMAINS', domains);
    await expect(handler(asked('PreSignUp_SignUp', 'ada@example.com'))).rejects.toThrow();
  });
});
