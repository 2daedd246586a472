import { Match, type Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { deploymentConfig } from '#lib/deployment-config';
import { resourcesOf, synthesized } from '../synthesized.ts';

const production = synthesized();
const throwaway = synthesized({
  name: 'goldspoke-test',
  protectData: false,
  identity: {
    threatProtection: false,
    customerAccounts: {
      issuer: 'https://accounts.example.com/',
      audience: 'shop-pages',
      spoke: 'web',
    },
  },
});

describe('the user pool', () => {
  it('is the same pool for ever: under a new logical id it would be a new one, without people', () => {
    const pools = resourcesOf(production.identity).filter(
      ([, { Type }]) => Type === 'AWS::Cognito::UserPool',
    );
    expect(pools.map(([id]) => id)).toEqual(['PeopleE38C8D03']);
  });

  it('takes nobody in by itself and knows people by their address, in whatever case', () => {
    production.identity.hasResourceProperties('AWS::Cognito::UserPool', {
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
      UsernameAttributes: ['email'],
      UsernameConfiguration: { CaseSensitive: false },
      AutoVerifiedAttributes: ['email'],
      UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ['email'] },
    });
  });

  it('requires a second factor, by an authenticator and never by text message', () => {
    production.identity.hasResourceProperties('AWS::Cognito::UserPool', {
      MfaConfiguration: 'ON',
      EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
      SmsConfiguration: Match.absent(),
    });
  });

  it('asks for long passwords that were not used before, and recovers by verified e-mail only', () => {
    production.identity.hasResourceProperties('AWS::Cognito::UserPool', {
      Policies: {
        PasswordPolicy: {
          MinimumLength: 14,
          RequireLowercase: true,
          RequireUppercase: true,
          RequireNumbers: true,
          RequireSymbols: true,
          PasswordHistorySize: 5,
          TemporaryPasswordValidityDays: 3,
        },
      },
      AccountRecoverySetting: {
        RecoveryMechanisms: [{ Name: 'verified_email', Priority: 1 }],
      },
    });
  });

  it('blocks known passwords and risky sign-ins, unless the deployment does without', () => {
    production.identity.hasResourceProperties('AWS::Cognito::UserPool', {
      UserPoolTier: 'PLUS',
      UserPoolAddOns: { AdvancedSecurityMode: 'ENFORCED' },
    });
    production.identity.hasResourceProperties('AWS::Cognito::UserPoolRiskConfigurationAttachment', {
      ClientId: 'ALL',
      CompromisedCredentialsRiskConfiguration: { Actions: { EventAction: 'BLOCK' } },
      AccountTakeoverRiskConfiguration: {
        Actions: { HighAction: { EventAction: 'BLOCK', Notify: false } },
      },
    });
    throwaway.identity.hasResourceProperties('AWS::Cognito::UserPool', {
      UserPoolTier: 'ESSENTIALS',
    });
    throwaway.identity.resourceCountIs('AWS::Cognito::UserPoolRiskConfigurationAttachment', 0);
  });

  it('has no groups: what people may do stands in the hub', () => {
    production.identity.resourceCountIs('AWS::Cognito::UserPoolGroup', 0);
  });

  it('asks the check of new users, which knows the domains and may do nothing', () => {
    production.identity.hasResourceProperties('AWS::Cognito::UserPool', {
      LambdaConfig: { PreSignUp: { 'Fn::GetAtt': [Match.stringLikeRegexp('signupcheck'), 'Arn'] } },
    });
    production.identity.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'goldspoke-sign-up-check',
      Environment: { Variables: Match.objectLike({ ALLOWED_EMAIL_DOMAINS: 'example.com' }) },
    });
    production.identity.hasResourceProperties('AWS::Lambda::Permission', {
      Principal: 'cognito-idp.amazonaws.com',
      SourceArn: { 'Fn::GetAtt': ['PeopleE38C8D03', 'Arn'] },
    });
  });

  it('is named to the authorizer, which reads tokens by its keys and may do nothing in it', () => {
    production.api.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'goldspoke-authorizer',
      Environment: {
        Variables: Match.objectLike({
          TOKEN_ISSUER: {
            'Fn::Join': [
              '',
              [
                'https://',
                { 'Fn::ImportValue': Match.stringLikeRegexp('goldspoke-identity:.*ProviderName') },
              ],
            ],
          },
          USER_POOL_ID: Match.absent(),
        }),
      },
    });
  });

  it('is managed by the function for access alone, which knows the domains and where clients ask', () => {
    const managing = resourcesOf(production.api).flatMap(([id, { Type, Properties }]) =>
      Type === 'AWS::IAM::Policy' && JSON.stringify(Properties).includes('cognito-idp:')
        ? [id]
        : [],
    );
    expect(managing).toEqual([expect.stringMatching(/^access/)]);
    production.api.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'goldspoke-access',
      Environment: {
        Variables: Match.objectLike({
          ALLOWED_EMAIL_DOMAINS: 'example.com',
          USER_POOL_ID: {
            'Fn::ImportValue': Match.stringLikeRegexp('goldspoke-identity:.*People'),
          },
        }),
      },
    });
  });
});

describe('people', () => {
  const lasting = [
    'AWS::Cognito::UserPool',
    'AWS::Cognito::UserPoolResourceServer',
    'AWS::Cognito::UserPoolDomain',
  ];

  it.each(lasting)('stay with their %s when the stack goes', (Type) => {
    production.identity.allResources(Type, {
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
    });
  });

  it('are protected in the pool and in the stack', () => {
    expect(production.stacks.identity.terminationProtection).toBe(true);
    expect(throwaway.stacks.identity.terminationProtection).toBe(false);
    for (const [{ identity }, DeletionProtection] of [
      [production, 'ACTIVE'],
      [throwaway, 'INACTIVE'],
    ] as const)
      identity.hasResourceProperties('AWS::Cognito::UserPool', { DeletionProtection });
  });
});

describe('accounts of customers', () => {
  const told = (template: Template) =>
    resourcesOf(template)
      .filter(([, { Type }]) => Type === 'AWS::Lambda::Function')
      .flatMap(([, { Properties }]) => {
        const { FunctionName, Environment } = Properties as {
          FunctionName: string;
          Environment?: { Variables: Record<string, string> };
        };
        const accounts = Environment?.Variables.CUSTOMER_ACCOUNTS;
        return accounts === undefined ? [] : [[FunctionName, JSON.parse(accounts)]];
      });

  it('are told to the customers’ own door alone, with the address of the issuer’s keys', () => {
    expect(told(production.api)).toEqual([]);
    expect(told(throwaway.api)).toEqual([
      [
        'goldspoke-test-me',
        {
          issuer: 'https://accounts.example.com/',
          audience: 'shop-pages',
          spoke: 'web',
          jwksUri: 'https://accounts.example.com/.well-known/jwks.json',
        },
      ],
    ]);
  });

  it.each(['http://accounts.example.com', 'https://169.254.169.254', 'https://localhost:8080/x'])(
    'are nowhere but at a public address under TLS: not %s',
    (issuer) => {
      const customerAccounts = { issuer, audience: 'a', spoke: 'web' };
      const parsed = deploymentConfig.safeParse({ name: 'hub', identity: { customerAccounts } });
      expect(parsed.success).toBe(false);
    },
  );
});
