import { Aws, CfnOutput, Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { apiScope } from '#functions/shared/api-scope';
import { CapabilityFunction } from '#lib/functions/capability-function';
import { acknowledge } from '../acknowledge.ts';
import type { DeploymentConfig } from '../deployment-config.ts';

export interface IdentityStackProps extends StackProps {
  readonly config: DeploymentConfig;
  /** Encrypts the logs. */
  readonly logsKey: kms.IKey;
}

/**
 * Who the people are: the user pool, and the page where they sign in. What they may do stands in the
 * hub (`PUT /v1/users/…`), and no group of the pool counts. Users cannot be exported with their passwords
 * and second factors, so this outlives the API and the console.
 */
export class IdentityStack extends Stack {
  readonly userPool: cognito.UserPool;
  /** What the console may ask for, and what the authorizer looks for. */
  readonly apiScope: cognito.OAuthScope;
  readonly domain: cognito.UserPoolDomain;
  /** What the access function is told of the pool. */
  readonly settings: Readonly<Record<string, string>>;
  /** What the customers' own door is told of the accounts that they have elsewhere. */
  readonly customerSettings: Readonly<Record<string, string>>;

  constructor(scope: Construct, id: string, props: IdentityStackProps) {
    const { config } = props;
    super(scope, id, { ...props, terminationProtection: config.protectData });

    this.userPool = this.makeUserPool(config);
    this.userPool.addTrigger(
      cognito.UserPoolOperation.PRE_SIGN_UP,
      this.makeSignUpCheck(config, props.logsKey),
    );
    if (config.identity.threatProtection) this.answerThreats();

    const scopeOfApi = new cognito.ResourceServerScope({
      scopeName: apiScope.name,
      scopeDescription: 'The API, within what the grants of the caller allow',
    });
    const api = this.userPool.addResourceServer('Api', {
      identifier: apiScope.resourceServer,
      userPoolResourceServerName: 'Goldspoke API',
      scopes: [scopeOfApi],
    });
    this.apiScope = cognito.OAuthScope.resourceServer(api, scopeOfApi);

    this.domain = this.userPool.addDomain('SignIn', {
      // One region knows a prefix once, whoever's account it is in.
      cognitoDomain: { domainPrefix: `${config.name}-${config.account ?? Aws.ACCOUNT_ID}` },
      managedLoginVersion: cognito.ManagedLoginVersion.NEWER_MANAGED_LOGIN,
    });
    // What a pool that stays holds stays with it.
    if (config.protectData)
      for (const each of [api, this.domain]) each.applyRemovalPolicy(RemovalPolicy.RETAIN);

    this.settings = {
      USER_POOL_ID: this.userPool.userPoolId,
      ALLOWED_EMAIL_DOMAINS: config.identity.allowedEmailDomains.join(','),
      OAUTH_TOKEN_URL: `${this.domain.baseUrl()}/oauth2/token`,
    };
    const { customerAccounts } = config.identity;
    this.customerSettings =
      customerAccounts === undefined ? {} : { CUSTOMER_ACCOUNTS: JSON.stringify(customerAccounts) };
    new CfnOutput(this, 'UserPoolId', { value: this.userPool.userPoolId });
    new CfnOutput(this, 'SignInUrl', { value: this.domain.baseUrl() });
  }

  private makeUserPool(config: DeploymentConfig): cognito.UserPool {
    const { threatProtection } = config.identity;
    const userPool = new cognito.UserPool(this, 'People', {
      userPoolName: config.name,
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      signInCaseSensitive: false,
      autoVerify: { email: true },
      // A new address counts only when it is verified; until then the old one signs in.
      keepOriginal: { email: true },
      accountRecovery: cognito.AccountRecovery.EMAIL_ONLY,
      // A pool requires a second factor of everybody or of nobody, and administrators need one. No
      // text messages: they can be intercepted, and cost money.
      mfa: cognito.Mfa.REQUIRED,
      mfaSecondFactor: { otp: true, sms: false },
      passwordPolicy: {
        minLength: 14,
        requireLowercase: true,
        requireUppercase: true,
        requireDigits: true,
        requireSymbols: true,
        passwordHistorySize: 5,
        tempPasswordValidity: Duration.days(3),
      },
      featurePlan: threatProtection ? cognito.FeaturePlan.PLUS : cognito.FeaturePlan.ESSENTIALS,
      standardThreatProtectionMode: threatProtection
        ? cognito.StandardThreatProtectionMode.FULL_FUNCTION
        : cognito.StandardThreatProtectionMode.NO_ENFORCEMENT,
      deletionProtection: config.protectData,
      removalPolicy: config.protectData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    if (!threatProtection)
      acknowledge(userPool, {
        'AwsSolutions-COG8':
          'The deployment does without threat protection, which the Plus plan charges by user; a second factor is required all the same.',
      });
    return userPool;
  }

  /** Known passwords and risky sign-ins are blocked, without a letter to the person. */
  private answerThreats(): void {
    const action = (eventAction: string) => ({ eventAction, notify: false });
    new cognito.CfnUserPoolRiskConfigurationAttachment(this, 'Threats', {
      userPoolId: this.userPool.userPoolId,
      clientId: 'ALL',
      compromisedCredentialsRiskConfiguration: { actions: { eventAction: 'BLOCK' } },
      accountTakeoverRiskConfiguration: {
        actions: {
          lowAction: action('NO_ACTION'),
          mediumAction: action('MFA_REQUIRED'),
          highAction: action('BLOCK'),
        },
      },
    });
  }

  private makeSignUpCheck(config: DeploymentConfig, logsKey: kms.IKey) {
    return new CapabilityFunction(this, 'sign-up-check', {
      name: 'sign-up-check',
      description: 'Goldspoke: only addresses of the named domains become users',
      config,
      logsKey,
      statements: [],
      environment: { ALLOWED_EMAIL_DOMAINS: config.identity.allowedEmailDomains.join(',') },
      memoryMb: 256,
      // Cognito waits five seconds: docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html
      timeoutSeconds: 5,
    }).function;
  }
}
