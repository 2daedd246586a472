import { describe, expect, it } from 'vitest';
import { contracts } from '#functions/manifest';
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

describe('the methods', () => {
  const methods = propertiesOf('AWS::ApiGateway::Method');

  it('are those of the contracts: the pages share an origin with the API, and no other may call it', () => {
    const routes = Object.values(contracts).flatMap((each) => Object.values(each));
    expect(methods.map(({ HttpMethod }) => HttpMethod).toSorted()).toEqual(
      routes.map(({ method }) => method).toSorted(),
    );
  });

  it('and all that the stack is made of fit into one, with room to grow', () => {
    // docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html: 500.
    expect(Object.keys(api.toJSON().Resources).length).toBeLessThan(490);
  });
});
