import { describe, expect, it } from 'vitest';
import { resourcesOf, synthesized } from '../synthesized.ts';

const certificateIn = (region: string) => `arn:aws:acm:${region}:111122223333:certificate/0a1b`;
const { api } = synthesized({
  api: {
    webAcl: false,
    domain: { name: 'customers.example.com', certificateArn: certificateIn('eu-west-1') },
    plans: {
      default: { requestsPerSecond: 10, burst: 20 },
      pos: { requestsPerSecond: 100, burst: 200, requestsPerDay: 1000 },
    },
  },
  console: {
    domain: { name: 'console.example.com', certificateArn: certificateIn('us-east-1') },
  },
});
const propertiesOf = (type: string) =>
  resourcesOf(api).flatMap(([, { Type, Properties }]) => (Type === type ? [Properties ?? {}] : []));

describe('an API under a name of its own', () => {
  it('answers there, with the base path v1, and on API Gateway’s address no more', () => {
    api.hasResourceProperties('AWS::ApiGateway::DomainName', {
      DomainName: 'customers.example.com',
      EndpointConfiguration: { Types: ['REGIONAL'] },
      SecurityPolicy: 'SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09',
      EndpointAccessMode: 'STRICT',
    });
    api.hasResourceProperties('AWS::ApiGateway::BasePathMapping', { BasePath: 'v1' });
    api.hasResourceProperties('AWS::ApiGateway::RestApi', { DisableExecuteApiEndpoint: true });
    api.hasOutput('ApiUrl', { Value: 'https://customers.example.com/v1' });
    api.hasOutput('DomainTarget', {});
  });
});

describe('plans of the deployment’s file', () => {
  it('are one throttle and quota for each, and the authorizer knows their names', () => {
    api.hasResourceProperties('AWS::ApiGateway::UsagePlan', {
      UsagePlanName: 'goldspoke-pos',
      Throttle: { RateLimit: 100, BurstLimit: 200 },
      Quota: { Limit: 1000, Period: 'DAY' },
    });
    api.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'goldspoke-authorizer',
      Environment: { Variables: { USAGE_PLANS: 'default,pos' } },
    });
    expect(propertiesOf('AWS::ApiGateway::UsagePlanKey')).toHaveLength(2);
  });
});

describe('a console with a domain of its own', () => {
  const methods = propertiesOf('AWS::ApiGateway::Method');
  const preflights = methods.filter(({ HttpMethod }) => HttpMethod === 'OPTIONS');

  it('is the one other origin that may call; nobody is asked who they are before', () => {
    const paths = new Set(methods.map(({ ResourceId }) => JSON.stringify(ResourceId)));
    expect(preflights).toHaveLength(paths.size);
    for (const { AuthorizationType, ApiKeyRequired, Integration } of preflights) {
      expect([AuthorizationType, ApiKeyRequired]).toEqual(['NONE', false]);
      expect(JSON.stringify(Integration)).toContain(
        '"method.response.header.Access-Control-Allow-Origin":"\'https://console.example.com\'"',
      );
      expect(JSON.stringify(Integration)).toContain(
        "'authorization,content-type,idempotency-key,if-match,x-correlation-id,x-goldspoke-break-glass,x-on-behalf-of'",
      );
    }
  });

  it('may read problems of API Gateway', () => {
    for (const { ResponseParameters } of propertiesOf('AWS::ApiGateway::GatewayResponse'))
      expect(ResponseParameters).toMatchObject({
        'gatewayresponse.header.access-control-allow-origin': "'https://console.example.com'",
        'gatewayresponse.header.access-control-expose-headers':
          "'etag, location, retry-after, x-correlation-id'",
      });
  });

  it('may read answers of functions', () => {
    const told = propertiesOf('AWS::Lambda::Function').flatMap(({ FunctionName, Environment }) =>
      (Environment as { Variables: Record<string, string> }).Variables.CONSOLE_ORIGIN ===
      'https://console.example.com'
        ? [FunctionName]
        : [],
    );
    expect(told).toContain('goldspoke-customers');
    expect(told).not.toContain('goldspoke-authorizer');
  });
});
