import { describe, expect, it } from 'vitest';
import { refusals } from '#core/kernel/refusal';
import { capabilities } from '#functions/manifest';
import type { Contract } from '#functions/shared/contract';
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
    '%s: asks who calls unless it is open to everyone, then calls %s',
    (route, capability, contract) => {
      const method = methods.get(route);
      if (contract.permission === null) expect(method?.AuthorizationType).toBe('NONE');
      else {
        expect(method?.AuthorizationType).toBe('CUSTOM');
        expect(resources.get(refIn(method?.AuthorizerId) ?? '')?.Type).toBe(
          'AWS::ApiGateway::Authorizer',
        );
      }
      const [functionId] =
        ofType('AWS::Lambda::Function').find(
          ([, { Properties }]) => Properties?.FunctionName === `goldspoke-${capability}`,
        ) ?? [];
      expect(functionId).toBeDefined();
      expect(JSON.stringify(method?.Integration)).toContain(`"${functionId}"`);
    },
  );

  it('opens nothing but health and its own description', () => {
    const open = routes.filter(([, , { permission }]) => permission === null);
    expect(open.map(([route]) => route).toSorted()).toEqual(['GET /health', 'GET /openapi.json']);
  });

  it('stands behind /v1, is throttled, and speaks TLS 1.2 with forward secrecy or newer', () => {
    api.hasResourceProperties('AWS::ApiGateway::Stage', {
      StageName: 'v1',
      TracingEnabled: true,
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
      });
      const problem = JSON.parse(
        (ResponseTemplates as Record<string, string>)['application/json']!,
      );
      if (StatusCode !== undefined) expect(String(problem.status)).toBe(StatusCode);
      return [ResponseType, `${StatusCode} ${problem.type}`];
    });
    expect(Object.fromEntries(answers)).toMatchObject({
      UNAUTHORIZED: '401 /problems/auth.unauthenticated',
      ACCESS_DENIED: '403 /problems/auth.forbidden',
      MISSING_AUTHENTICATION_TOKEN: '404 /problems/route.not-found',
      REQUEST_TOO_LARGE: '413 /problems/request.too-large',
      THROTTLED: '429 /problems/throttled',
      DEFAULT_5XX: '500 /problems/internal',
    });
    expect(refusals['route.not-found'][0]).toBe(404);
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
