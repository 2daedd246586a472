import { describe, expect, it } from 'vitest';
import { outages, refusals } from '#core/kernel/refusal';
import { capabilities } from '#functions/manifest';
import type { Contract } from '#functions/shared/contract';
import { planKeyOf } from '#functions/shared/plan-key';
import { clashingPaths } from '#lib/api/add-routes';
import { type Resource, resourcesOf, synthesized } from '../synthesized.ts';

const { api } = synthesized();
const resources = new Map(resourcesOf(api));
const ofType = (type: string) => resourcesOf(api).filter(([, { Type }]) => Type === type);
const propertiesOf = (type: string) => ofType(type).map(([, each]) => each.Properties ?? {});

const refIn = (value: unknown): string | undefined => (value as { Ref?: string } | undefined)?.Ref;

/** `/spokes/{spoke}`: the parts of a resource and of those above it. */
function pathOf(resource: Resource | undefined): string {
  if (resource?.Type !== 'AWS::ApiGateway::Resource') return '';
  const { ParentId, PathPart } = resource.Properties ?? {};
  return `${pathOf(resources.get(refIn(ParentId) ?? ''))}/${PathPart}`;
}

interface Method {
  readonly HttpMethod: string;
  readonly AuthorizationType: string;
  readonly AuthorizerId?: unknown;
  readonly ApiKeyRequired?: boolean;
  readonly ResourceId: unknown;
  readonly Integration: unknown;
}
const methods = new Map(
  propertiesOf('AWS::ApiGateway::Method').map((each) => {
    const method = each as unknown as Method;
    return [
      `${method.HttpMethod} ${pathOf(resources.get(refIn(method.ResourceId) ?? ''))}`,
      method,
    ];
  }),
);

const routes = Object.entries(capabilities).flatMap(([capability, { contracts }]) =>
  Object.values(contracts as Record<string, Contract>).map(
    (contract) => [`${contract.method} ${contract.path}`, capability, contract] as const,
  ),
);

describe('the API', () => {
  it('has the routes of the manifest and no others', () => {
    expect([...methods.keys()].toSorted()).toEqual(routes.map(([route]) => route).toSorted());
  });

  it.each(routes)(
    '%s: asks who calls and counts it, unless it is open to everyone, then calls %s',
    (route, capability, contract) => {
      const method = methods.get(route);
      if (contract.permission === null) expect(method?.AuthorizationType).toBe('NONE');
      else {
        expect(method?.AuthorizationType).toBe('CUSTOM');
        expect(method?.ApiKeyRequired).toBe(true);
        expect(resources.get(refIn(method?.AuthorizerId) ?? '')?.Type).toBe(
          'AWS::ApiGateway::Authorizer',
        );
      }
      const [functionId] =
        ofType('AWS::Lambda::Function').find(
          ([, { Properties }]) => Properties?.FunctionName === `goldspoke-${capability}`,
        ) ?? [];
      expect(functionId).toEqual(expect.any(String));
      expect(JSON.stringify(method?.Integration)).toContain(`"${functionId}"`);
    },
  );

  it('opens nothing but what is about nobody, or asks for a link or a sign-in of its own', () => {
    const open = routes.filter(([, , { permission }]) => permission === null);
    expect(open.map(([route]) => route).toSorted()).toEqual([
      'DELETE /data-rights-request/{requestId}',
      'GET /.well-known/gpc.json',
      'GET /.well-known/jwks.json',
      'GET /agent/{agentId}',
      'GET /confirm/{token}',
      'GET /data-rights-request/{requestId}',
      'GET /health',
      'GET /openapi.json',
      'GET /packages/{token}',
      'GET /unsubscribe/{token}',
      'POST /agent/{agentId}',
      'POST /confirm/{token}',
      'POST /data-rights-request',
      'POST /me/links',
      'POST /me/sessions',
      'POST /packages/{token}',
      'POST /request-proofs',
      'POST /unsubscribe/{token}',
    ]);
  });

  it('stands behind /v1, is throttled, and speaks TLS 1.2 with forward secrecy or newer', () => {
    api.hasResourceProperties('AWS::ApiGateway::Stage', {
      StageName: 'v1',
      // Its traces would hold the query, where names are searched.
      TracingEnabled: false,
      MethodSettings: [
        {
          HttpMethod: '*',
          ResourcePath: '/*',
          ThrottlingRateLimit: 500,
          ThrottlingBurstLimit: 1000,
          LoggingLevel: 'OFF',
          DataTraceEnabled: false,
        },
      ],
    });
    api.hasResourceProperties('AWS::ApiGateway::RestApi', {
      SecurityPolicy: 'SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09',
      EndpointAccessMode: 'STRICT',
    });
  });

  it('counts by the key that the authorizer names, one for each plan of the deployment', () => {
    api.hasResourceProperties('AWS::ApiGateway::RestApi', { ApiKeySourceType: 'AUTHORIZER' });
    expect(
      propertiesOf('AWS::ApiGateway::UsagePlan').map(({ UsagePlanName, Throttle }) => [
        UsagePlanName,
        Throttle,
      ]),
    ).toEqual([['goldspoke-default', { RateLimit: 100, BurstLimit: 200 }]]);
    expect(propertiesOf('AWS::ApiGateway::ApiKey').map(({ Value }) => Value)).toEqual([
      planKeyOf('goldspoke', 'default'),
    ]);
    api.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'goldspoke-authorizer',
      Environment: { Variables: { USAGE_PLANS: 'default', TENANT: 'goldspoke' } },
    });
  });

  it('logs which route was asked, by which token, and nothing that may be personal', () => {
    const [stage] = propertiesOf('AWS::ApiGateway::Stage');
    const { Format } = stage!.AccessLogSetting as { Format: string };
    expect(Object.values(JSON.parse(Format) as object).toSorted()).toEqual([
      '$context.authorizer.actorId',
      '$context.authorizer.latency',
      '$context.error.responseType',
      '$context.extendedRequestId',
      '$context.httpMethod',
      '$context.integration.latency',
      '$context.requestId',
      '$context.requestTimeEpoch',
      '$context.resourcePath',
      '$context.responseLatency',
      '$context.responseLength',
      '$context.status',
      '$context.tlsVersion',
      '$context.xrayTraceId',
    ]);
  });

  it('may be asked by each function’s own API only', () => {
    const permissions = propertiesOf('AWS::Lambda::Permission');
    expect(permissions).toHaveLength(Object.keys(capabilities).length + 1);
    for (const { Principal, SourceArn } of permissions) {
      expect(Principal).toBe('apigateway.amazonaws.com');
      expect(JSON.stringify(SourceArn)).toContain('"Ref":"Api');
    }
  });

  it('answers with problems where no function does', () => {
    const answers = propertiesOf('AWS::ApiGateway::GatewayResponse').map((each) => {
      const { ResponseType, StatusCode, ResponseTemplates, ResponseParameters } = each;
      expect(ResponseParameters).toMatchObject({
        'gatewayresponse.header.content-type': "'application/problem+json'",
        'gatewayresponse.header.content-security-policy': "'sandbox'",
        'gatewayresponse.header.strict-transport-security': "'max-age=31536000; includeSubDomains'",
        'gatewayresponse.header.x-content-type-options': "'nosniff'",
        'gatewayresponse.header.x-frame-options': "'DENY'",
      });
      for (const value of Object.values(ResponseParameters as Record<string, string>))
        expect(value).toMatch(/^('[^']*'|context\.\w+)$/);
      const { 'gatewayresponse.header.retry-after': retryAfter = '' } =
        ResponseParameters as Record<string, string>;
      const template = (ResponseTemplates as Record<string, string>)['application/json']!;
      // The one variable that comes with its quotation marks.
      const problem = JSON.parse(template.replace('$context.error.messageString', '"…"'));
      if (StatusCode !== undefined) expect(String(problem.status)).toBe(StatusCode);
      return [ResponseType, `${StatusCode} ${problem.type} ${retryAfter}`.trim()];
    });
    expect(Object.fromEntries(answers)).toMatchObject({
      UNAUTHORIZED: '401 /problems/auth.unauthenticated',
      ACCESS_DENIED: '403 /problems/auth.forbidden',
      MISSING_AUTHENTICATION_TOKEN: '404 /problems/route.not-found',
      REQUEST_TOO_LARGE: '413 /problems/request.too-large',
      BAD_REQUEST_BODY: '400 /problems/request.invalid',
      BAD_REQUEST_PARAMETERS: '400 /problems/request.invalid',
      THROTTLED: "429 /problems/throttled '1'",
      QUOTA_EXCEEDED: '429 /problems/quota-exceeded',
      AUTHORIZER_FAILURE: "503 /problems/overloaded '5'",
      INVALID_API_KEY: "503 /problems/overloaded '5'",
      WAF_FILTERED: '403 /problems/request.blocked',
      DEFAULT_5XX: '500 /problems/internal',
    });
    const named = answers.flatMap(([, said]) => /problems\/(\S+)/.exec(String(said))?.[1] ?? []);
    const known = new Set(Object.keys({ ...refusals, ...outages }));
    expect(named.filter((code) => !known.has(code))).toEqual([]);
  });

  it('quotes nothing of a request in what it says by itself', () => {
    const variables = propertiesOf('AWS::ApiGateway::GatewayResponse').flatMap((each) =>
      JSON.stringify(each).match(/\$?(context|stageVariables|method|input)\.[\w.]+/g),
    );
    expect(new Set(variables)).toEqual(
      new Set([
        'context.requestId',
        '$context.requestId',
        // Names parameters of the manifest.
        '$context.error.messageString',
        '$context.httpMethod',
        // The pattern.
        '$context.resourcePath',
      ]),
    );
  });

  it('is its own origin’s alone: no other origin’s page may call it', () => {
    expect(JSON.stringify(api.toJSON())).not.toMatch(/access-control/i);
  });
});

describe('clashingPaths', () => {
  it('finds two names for a variable at one place, which API Gateway refuses', () => {
    expect(clashingPaths(['/customers/{customerId}', '/customers/{id}/merge'])).toEqual([
      '/customers/{customerId}',
      '/customers/{id}/merge',
    ]);
  });

  it('lets one name at one place, and other names elsewhere, through', () => {
    expect(
      clashingPaths(['/a/{x}', '/a/{x}/b/{y}', '/a/{x}/c/{z}', '/b/{y}', '/a/fixed']),
    ).toBeUndefined();
  });
});
