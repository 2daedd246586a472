import type { IncomingMessage } from 'node:http';
import type {
  APIGatewayAuthorizerResult,
  APIGatewayProxyEvent,
  APIGatewayProxyResult,
  APIGatewayRequestAuthorizerEvent,
  Context,
} from 'aws-lambda';
import { Refusal } from '#core/kernel/refusal';
import type { CapabilityEntry } from '#functions/manifest';
import { logFailure } from '#functions/shared/log';
import { outage, problemOf } from '#functions/shared/problem';
import { lambdaContext } from './lambda-context.ts';
import { proxyEvent } from './proxy-event.ts';
import { type Found, routeTable } from './route-table.ts';
import { callerIn, type Throttle } from './throttle.ts';

export type ProxyHandler = (
  event: APIGatewayProxyEvent,
  context: Context,
) => Promise<APIGatewayProxyResult>;

export type Authorizer = (
  event: APIGatewayRequestAuthorizerEvent,
) => Promise<APIGatewayAuthorizerResult>;

/** What arrived, its body read. */
export interface GatewayRequest {
  readonly request: IncomingMessage;
  /** As in the request line, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: Buffer;
}

export interface GatewayOptions {
  readonly capabilities: Readonly<Record<string, Pick<CapabilityEntry, 'contracts' | 'load'>>>;
  readonly authorizer: Authorizer;
  /** Bounds each caller, before anybody is asked who it is; nobody is bounded without it. */
  readonly throttle?: Throttle | undefined;
  /** Called after a request that may have written, with the capability that served it. */
  readonly onWrite?: (capability: string | undefined) => void;
}

/** API Gateway's longest integration time. */
const timeoutMs = 29_000;

/**
 * Does what API Gateway does in the cloud: finds the route of the manifest, asks the authorizer
 * unless the route is open to all, and calls the capability's Lambda handler with a proxy event.
 */
export function gateway({ capabilities, authorizer, throttle, onWrite }: GatewayOptions) {
  const find = routeTable(
    Object.entries(capabilities).flatMap(([capability, { contracts }]) =>
      Object.values(contracts).map((contract) => ({ contract, capability })),
    ),
  );
  const handlers = new Map<string, Promise<ProxyHandler>>();
  const handlerOf = (capability: string): Promise<ProxyHandler> => {
    const loaded =
      handlers.get(capability) ??
      capabilities[capability]?.load().then(({ handler }) => handler as ProxyHandler);
    if (loaded === undefined) throw new Error(`no capability ${capability}`);
    handlers.set(capability, loaded);
    return loaded;
  };

  return async (from: GatewayRequest): Promise<APIGatewayProxyResult> => {
    const method = from.request.method ?? 'GET';
    const found = find(method, from.path);
    const event = proxyEvent({
      ...from,
      resource: found.kind === 'route' ? found.resource : from.path,
      params: found.kind === 'route' ? found.params : {},
    });
    const { requestId } = event.requestContext;
    try {
      const { contract, capability } = existing(found);
      refuseTooMany(throttle?.(callerIn(event.headers.authorization)));
      if (contract.permission !== null)
        event.requestContext.authorizer = await authorize(authorizer, event);
      const handler = await handlerOf(capability);
      return await handler(event, lambdaContext(capability, timeoutMs));
    } catch (error) {
      if (error instanceof Refusal) return problemOf(error, requestId);
      logFailure('gateway failed', error, { resource: event.resource });
      return outage(requestId);
    } finally {
      if (method !== 'GET') onWrite?.(found.kind === 'route' ? found.capability : undefined);
    }
  };
}

function refuseTooMany(waitSeconds: number | undefined): void {
  if (waitSeconds !== undefined)
    throw new Refusal('throttled', [], { 'retry-after': String(waitSeconds) });
}

function existing(found: Found): Extract<Found, { kind: 'route' }> {
  switch (found.kind) {
    case 'route':
      return found;
    case 'other-methods':
      throw new Refusal('route.method-not-allowed', [], { allow: found.allow.join(', ') });
    case 'none':
      throw new Refusal('route.not-found');
  }
}

/** The context of an authorizer that allows; its `Unauthorized` is 401, a policy that denies 403. */
async function authorize(authorizer: Authorizer, event: APIGatewayProxyEvent) {
  const { principalId, policyDocument, context } = await authorizer({
    ...event,
    type: 'REQUEST',
    methodArn: `arn:aws:execute-api:local:000000000000:local/local/${event.httpMethod}${event.path}`,
  } as unknown as APIGatewayRequestAuthorizerEvent).catch((error: unknown) => {
    if (error instanceof Error && error.message === 'Unauthorized')
      throw new Refusal('auth.unauthenticated', [], { 'www-authenticate': 'Bearer' });
    logFailure('authorizer failed', error, { resource: event.resource });
    throw new Refusal('overloaded', [], { 'retry-after': '5' });
  });
  if (policyDocument.Statement.some((each) => each.Effect !== 'Allow'))
    throw new Refusal('auth.forbidden');
  return { principalId, ...context };
}
