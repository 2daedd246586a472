import { CfnOutput, Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import type * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as origins from 'aws-cdk-lib/aws-cloudfront-origins';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { contentSecurityPolicy, pageHeaders } from '#console/page';
import { referencePages } from '#console/reference-pages';
import type { IdentityStack } from '#lib/identity/identity-stack';
import { acknowledge } from '../acknowledge.ts';
import type { DeploymentConfig } from '../deployment-config.ts';
import { keepPages } from './keep-pages.ts';

export interface ConsoleStackProps extends StackProps {
  readonly config: DeploymentConfig;
  readonly api: apigateway.RestApi;
  readonly identity: IdentityStack;
  /** Encrypts the logs. */
  readonly logsKey: kms.IKey;
}

/**
 * The web pages behind CloudFront, and the API behind the same origin, so that the pages need no
 * CORS; and the client by which the pages sign people in. Nothing here cannot be made again.
 */
export class ConsoleStack extends Stack {
  readonly distribution: cloudfront.Distribution;
  readonly client: cognito.UserPoolClient;

  constructor(scope: Construct, id: string, props: ConsoleStackProps) {
    super(scope, id, props);
    const { config } = props;
    const bucket = this.makeBucket();
    this.distribution = this.makeDistribution(config, bucket, props.api);
    keepPages(this, { config, bucket, pages: referencePages, logsKey: props.logsKey });

    const url = `https://${config.console.domain?.name ?? this.distribution.distributionDomainName}`;
    this.client = this.makeClient(props.identity, `${url}/`);

    new CfnOutput(this, 'ConsoleUrl', { description: 'Address of the web pages', value: url });
    new CfnOutput(this, 'ConsoleClientId', { value: this.client.userPoolClientId });
    if (config.console.domain !== undefined)
      new CfnOutput(this, 'ConsoleTarget', {
        description: `Where the DNS record of ${config.console.domain.name} points`,
        value: this.distribution.distributionDomainName,
      });
  }

  /** Holds files of this repository and nothing else, so it goes with the stack. */
  private makeBucket(): s3.Bucket {
    const bucket = new s3.Bucket(this, 'Pages', {
      // Under a key of its own CloudFront would need a grant, to protect what everybody may read.
      encryption: s3.BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    acknowledge(bucket, {
      'AwsSolutions-S1': 'Only CloudFront reads it, and what it holds is no secret.',
    });
    return bucket;
  }

  /** The API where it answers: its own address is closed when it has a name of its own. */
  private originOf(
    config: DeploymentConfig,
    api: apigateway.RestApi,
    more: Pick<origins.HttpOriginProps, 'originPath'> = {},
  ): cloudfront.IOrigin {
    const host =
      config.api.domain?.name ?? `${api.restApiId}.execute-api.${this.region}.${this.urlSuffix}`;
    return new origins.HttpOrigin(host, {
      ...more,
      protocolPolicy: cloudfront.OriginProtocolPolicy.HTTPS_ONLY,
      originSslProtocols: [cloudfront.OriginSslPolicy.TLS_V1_2],
      // API Gateway answers within 29 seconds.
      readTimeout: Duration.seconds(30),
    });
  }

  private makeDistribution(
    config: DeploymentConfig,
    bucket: s3.Bucket,
    api: apigateway.RestApi,
  ): cloudfront.Distribution {
    const { domain } = config.console;
    const responseHeadersPolicy = this.makeHeaders(config);
    const distribution = new cloudfront.Distribution(this, 'Distribution', {
      comment: `Goldspoke: web pages of ${config.name}`,
      defaultRootObject: 'index.html',
      defaultBehavior: {
        // Its optional properties differ in letter from the interface's, under the compiler's strictest setting.
        origin: origins.S3BucketOrigin.withOriginAccessControl(bucket as s3.IBucket, {
          originAccessControl: new cloudfront.S3OriginAccessControl(this, 'PagesAccess', {
            originAccessControlName: this.globalName(config),
          }),
        }),
        viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
        allowedMethods: cloudfront.AllowedMethods.ALLOW_GET_HEAD,
        cachePolicy: cloudfront.CachePolicy.CACHING_OPTIMIZED,
        responseHeadersPolicy,
      },
      additionalBehaviors: {
        // Not redirected: whoever sends a token in clear shall notice.
        '/v1/*': {
          origin: this.originOf(config, api),
          viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.HTTPS_ONLY,
          allowedMethods: cloudfront.AllowedMethods.ALLOW_ALL,
          cachePolicy: cloudfront.CachePolicy.CACHING_DISABLED,
          // API Gateway refuses a host name that is not its own.
          originRequestPolicy: cloudfront.OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
          responseHeadersPolicy,
        },
        // Routes of the API that others look for at the root (RFC 8615), held as long as they say.
        '/.well-known/*': {
          origin: this.originOf(config, api, { originPath: '/v1' }),
          viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.HTTPS_ONLY,
          allowedMethods: cloudfront.AllowedMethods.ALLOW_GET_HEAD,
          cachePolicy: cloudfront.CachePolicy.CACHING_OPTIMIZED,
          responseHeadersPolicy,
        },
      },
      httpVersion: cloudfront.HttpVersion.HTTP2_AND_3,
      // North America and Europe serve everybody, the cheapest class.
      priceClass: cloudfront.PriceClass.PRICE_CLASS_100,
      ...(domain !== undefined && {
        domainNames: [domain.name],
        minimumProtocolVersion: cloudfront.SecurityPolicyProtocol.TLS_V1_2_2021,
        certificate: acm.Certificate.fromCertificateArn(this, 'Certificate', domain.certificateArn),
      }),
    });
    acknowledge(distribution, {
      'AwsSolutions-CFR1':
        'Stewards work where the business is; no country is shut out by default.',
      'AwsSolutions-CFR2':
        'The pages are public files, and the API has a web ACL of its own; one for CloudFront would have to live in us-east-1.',
      'AwsSolutions-CFR3':
        'Access logs would hold the caller’s address and paths in which a source id may be personal. The API logs who did what without them.',
      ...(domain === undefined && {
        'AwsSolutions-CFR4':
          'CloudFront’s own certificate goes with its own TLS policy; `console.domain` brings TLS 1.2 at least: docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/secure-connections-supported-viewer-protocols-ciphers.html',
      }),
    });
    return distribution;
  }

  private makeHeaders(config: DeploymentConfig): cloudfront.ResponseHeadersPolicy {
    const override = true;
    return new cloudfront.ResponseHeadersPolicy(this, 'Headers', {
      responseHeadersPolicyName: this.globalName(config),
      comment: 'Nothing from elsewhere, in no frame, by TLS only',
      securityHeadersBehavior: {
        // The API's answers bring a narrower one.
        contentSecurityPolicy: { contentSecurityPolicy, override: false },
        contentTypeOptions: { override },
        frameOptions: { frameOption: cloudfront.HeadersFrameOption.DENY, override },
        referrerPolicy: { referrerPolicy: cloudfront.HeadersReferrerPolicy.NO_REFERRER, override },
        strictTransportSecurity: {
          accessControlMaxAge: Duration.days(365),
          includeSubdomains: true,
          override,
        },
      },
      customHeadersBehavior: {
        customHeaders: [
          ...['cross-origin-opener-policy', 'permissions-policy'].map((header) => ({
            header,
            value: pageHeaders[header] ?? '',
            override,
          })),
        ],
      },
    });
  }

  /** CloudFront knows a name once in an account, whatever the region. */
  private globalName({ name }: DeploymentConfig): string {
    return `${name}-${this.region}-pages`;
  }

  /**
   * The pages as a public client: authorization code with PKCE and no secret; Cognito refuses the
   * implicit grant, which is not among the flows. Its tokens reach the API and not the person's own
   * account in the pool: there is no scope for that.
   */
  private makeClient({ userPool, apiScope }: IdentityStack, url: string): cognito.UserPoolClient {
    const client = new cognito.UserPoolClient(this, 'Client', {
      userPool,
      userPoolClientName: 'console',
      generateSecret: false,
      oAuth: {
        flows: { authorizationCodeGrant: true, implicitCodeGrant: false },
        scopes: [cognito.OAuthScope.OPENID, apiScope],
        callbackUrls: [url],
        logoutUrls: [url],
      },
      // Cognito wants one; a token that is got this way lacks the API's scope and opens nothing.
      authFlows: { userSrp: true },
      supportedIdentityProviders: [cognito.UserPoolClientIdentityProvider.COGNITO],
      accessTokenValidity: Duration.minutes(15),
      idTokenValidity: Duration.minutes(15),
      // A working day. Each use brings a new token, the old one holds for a repeat after a lost answer.
      refreshTokenValidity: Duration.hours(12),
      refreshTokenRotationGracePeriod: Duration.seconds(10),
      enableTokenRevocation: true,
      preventUserExistenceErrors: true,
      readAttributes: new cognito.ClientAttributes().withStandardAttributes({ email: true }),
      // Not their address: the check of domains is at the making of a user. An empty list means all.
      writeAttributes: new cognito.ClientAttributes().withStandardAttributes({ locale: true }),
    });
    new cognito.CfnManagedLoginBranding(this, 'SignInPage', {
      userPoolId: userPool.userPoolId,
      clientId: client.userPoolClientId,
      useCognitoProvidedValues: true,
    });
    return client;
  }
}
