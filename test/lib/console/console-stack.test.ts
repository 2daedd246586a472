import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { contentSecurityPolicy, pageHeaders } from '#console/page';
import { resourcesOf, synthesized } from '../synthesized.ts';

const { console: template, stacks } = synthesized();
const named = synthesized({
  name: 'own-name',
  console: {
    domain: {
      name: 'hub.example.com',
      certificateArn: 'arn:aws:acm:us-east-1:111122223333:certificate/abc-1',
    },
  },
});
const distributionOf = ({ console: own }: { console: typeof template }) =>
  resourcesOf(own).find(([, { Type }]) => Type === 'AWS::CloudFront::Distribution')?.[1].Properties
    ?.DistributionConfig as Record<string, unknown>;

describe('the distribution', () => {
  it('serves the API under the pages’ origin: every method, every header, nothing kept, TLS only', () => {
    expect(distributionOf({ console: template }).CacheBehaviors).toEqual([
      expect.objectContaining({
        PathPattern: '/v1/*',
        AllowedMethods: ['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'POST', 'DELETE'],
        // AWS's CachingDisabled and AllViewerExceptHostHeader:
        // docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-origin-request-policies.html
        CachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
        OriginRequestPolicyId: 'b689b0a8-53d0-40ab-baf2-68738e2966ac',
        ViewerProtocolPolicy: 'https-only',
      }),
      expect.objectContaining({ PathPattern: '/.well-known/*' }),
    ]);
    template.hasResourceProperties('AWS::CloudFront::Distribution', {
      DistributionConfig: {
        Origins: Match.arrayWith([
          Match.objectLike({
            CustomOriginConfig: Match.objectLike({
              OriginProtocolPolicy: 'https-only',
              OriginSSLProtocols: ['TLSv1.2'],
            }),
          }),
        ]),
      },
    });
  });

  it('serves at the root what others look for there, to read and for as long as the API says', () => {
    const { CacheBehaviors, Origins } = distributionOf({ console: template }) as {
      CacheBehaviors: { PathPattern: string; TargetOriginId: string }[];
      Origins: { Id: string }[];
    };
    const wellKnown = CacheBehaviors.find(({ PathPattern }) => PathPattern === '/.well-known/*');
    expect(wellKnown).toMatchObject({
      AllowedMethods: ['GET', 'HEAD'],
      // AWS's CachingOptimized, and no host name of the viewer's sent on, which API Gateway would refuse:
      // docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html
      CachePolicyId: '658327ea-f89d-4fab-a63d-7e88639e58f6',
      ViewerProtocolPolicy: 'https-only',
    });
    expect(wellKnown).not.toHaveProperty('OriginRequestPolicyId');
    expect(Origins.find(({ Id }) => Id === wellKnown?.TargetOriginId)).toMatchObject({
      OriginPath: '/v1',
      CustomOriginConfig: { OriginProtocolPolicy: 'https-only' },
    });
  });

  it('asks the API where it answers: under its own name, when it has one', () => {
    const api = {
      domain: {
        name: 'api.example.com',
        certificateArn: 'arn:aws:acm:eu-central-1:111122223333:certificate/abc-2',
      },
    };
    const origins = distributionOf(synthesized({ api })).Origins as { DomainName: unknown }[];
    expect(origins.map(({ DomainName }) => DomainName)).toContain('api.example.com');
  });

  it('sends pages only to be read, and never in clear', () => {
    expect(distributionOf({ console: template })).toMatchObject({
      DefaultRootObject: 'index.html',
      DefaultCacheBehavior: {
        AllowedMethods: ['GET', 'HEAD'],
        ViewerProtocolPolicy: 'redirect-to-https',
      },
      HttpVersion: 'http2and3',
    });
  });

  it('answers with headers that let in nothing from elsewhere', () => {
    template.hasResourceProperties('AWS::CloudFront::ResponseHeadersPolicy', {
      ResponseHeadersPolicyConfig: {
        SecurityHeadersConfig: {
          // The API's own is narrower, and stays.
          ContentSecurityPolicy: { ContentSecurityPolicy: contentSecurityPolicy, Override: false },
          ContentTypeOptions: { Override: true },
          FrameOptions: { FrameOption: 'DENY', Override: true },
          ReferrerPolicy: { ReferrerPolicy: 'no-referrer', Override: true },
          StrictTransportSecurity: {
            AccessControlMaxAgeSec: 31_536_000,
            IncludeSubdomains: true,
            Override: true,
          },
        },
        CustomHeadersConfig: {
          Items: ['cross-origin-opener-policy', 'permissions-policy'].map((Header) => ({
            Header,
            Value: pageHeaders[Header],
            Override: true,
          })),
        },
      },
    });
    const { CacheBehaviors, DefaultCacheBehavior } = distributionOf({ console: template });
    for (const behaviour of [...(CacheBehaviors as object[]), DefaultCacheBehavior])
      expect(behaviour).toHaveProperty('ResponseHeadersPolicyId.Ref');
  });

  it('has a name of its own, and then TLS 1.2 at least, where the deployment says so', () => {
    expect(distributionOf(named)).toMatchObject({
      Aliases: ['hub.example.com'],
      ViewerCertificate: { MinimumProtocolVersion: 'TLSv1.2_2021', SslSupportMethod: 'sni-only' },
    });
    named.console.hasOutput('ConsoleUrl', { Value: 'https://hub.example.com' });
  });
});

describe('the pages’ bucket', () => {
  it('can be read through this distribution and in no other way', () => {
    template.hasResourceProperties('AWS::S3::Bucket', {
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    });
    const [, policy] = resourcesOf(template).find(
      ([, { Type }]) => Type === 'AWS::S3::BucketPolicy',
    )!;
    const { Statement } = policy.Properties!.PolicyDocument as {
      Statement: { Effect: string; Action: string; Principal: unknown; Condition: object }[];
    };
    const allowed = Statement.filter(({ Effect }) => Effect === 'Allow');
    expect(allowed).toHaveLength(1);
    expect(allowed[0]).toMatchObject({
      Action: 's3:GetObject',
      Principal: { Service: 'cloudfront.amazonaws.com' },
    });
    expect(JSON.stringify(allowed[0]?.Condition)).toMatch(/AWS:SourceArn.*Distribution/);
  });

  it('is filled anew when a page changes, and emptied before it goes', () => {
    const [, kept] = resourcesOf(template).find(
      ([, { Type }]) => Type === 'Custom::GoldspokePages',
    )!;
    expect(kept.Properties).toMatchObject({
      Bucket: { Ref: expect.stringMatching(/^Pages/) },
      Version: expect.stringMatching(/^[0-9a-f]{16}$/),
    });
    expect(kept).toMatchObject({
      DependsOn: expect.arrayContaining([
        expect.stringMatching(/^Pages[0-9A-F]{8}$/),
        expect.stringMatching(/^consolepagesRoleDefaultPolicy/),
      ]),
    });
  });
});

describe('the client by which people sign in', () => {
  const [, client] = resourcesOf(template).find(
    ([, { Type }]) => Type === 'AWS::Cognito::UserPoolClient',
  )!;

  it('has no secret and takes codes only, for the API and not for the person’s account', () => {
    expect(client.Properties).toMatchObject({
      GenerateSecret: false,
      AllowedOAuthFlows: ['code'],
      AllowedOAuthFlowsUserPoolClient: true,
      ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH'],
      SupportedIdentityProviders: ['COGNITO'],
    });
    expect(JSON.stringify(client.Properties?.AllowedOAuthScopes)).toMatch(
      /^\["openid",.*goldspoke-identity:.*Api.*"\/api"/,
    );
  });

  it('returns to the pages and nowhere else', () => {
    expect(client.Properties?.CallbackURLs).toEqual([
      {
        'Fn::Join': [
          '',
          [
            'https://',
            { 'Fn::GetAtt': [expect.stringMatching(/^Distribution/), 'DomainName'] },
            '/',
          ],
        ],
      },
    ]);
    named.console.hasResourceProperties('AWS::Cognito::UserPoolClient', {
      CallbackURLs: ['https://hub.example.com/'],
      LogoutURLs: ['https://hub.example.com/'],
    });
  });

  it('gets tokens for 15 minutes, renewed for half a day, each renewal ending the one before', () => {
    expect(client.Properties).toMatchObject({
      AccessTokenValidity: 15,
      IdTokenValidity: 15,
      RefreshTokenValidity: 720,
      TokenValidityUnits: { AccessToken: 'minutes', IdToken: 'minutes', RefreshToken: 'minutes' },
      RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 10 },
      EnableTokenRevocation: true,
      PreventUserExistenceErrors: 'ENABLED',
    });
  });

  it('cannot change the address that the check of domains has seen', () => {
    expect(client.Properties).toMatchObject({
      ReadAttributes: ['email'],
      WriteAttributes: ['locale'],
    });
  });
});

describe('the console’s stack', () => {
  it('holds nothing that must stay', () => {
    expect(stacks.console.terminationProtection).not.toBe(true);
    for (const [id, { DeletionPolicy }] of resourcesOf(template))
      expect(DeletionPolicy ?? 'Delete', id).toBe('Delete');
  });
});
