import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { APIGatewayProxyEvent } from 'aws-lambda';

export interface ProxyRequest {
  readonly request: IncomingMessage;
  /** As in the request line, not decoded, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly resource: string;
  /** As in the path: API Gateway's REST APIs do not decode them for a proxy integration. */
  readonly params: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/**
 * The event of an API Gateway REST API with proxy integration (payload 1.0). A body that is not
 * UTF-8 goes as base64, so that the function and not this server decides what to say of it.
 */
export function proxyEvent(from: ProxyRequest): APIGatewayProxyEvent {
  const { request, path, query, resource, params, body } = from;
  const multiValueHeaders = Object.fromEntries(
    Object.entries(request.headersDistinct).map(([name, values]) => [name, values ?? []]),
  );
  const names = [...new Set(query.keys())];
  const text = utf8(body);
  const requestId = randomUUID();
  const event: Omit<APIGatewayProxyEvent, 'requestContext'> & { requestContext: object } = {
    httpMethod: request.method ?? 'GET',
    path,
    resource,
    pathParameters: Object.keys(params).length === 0 ? null : { ...params },
    headers: Object.fromEntries(
      Object.entries(multiValueHeaders).map(([name, values]) => [name, values.at(-1) ?? '']),
    ),
    multiValueHeaders,
    queryStringParameters:
      names.length === 0
        ? null
        : Object.fromEntries(names.map((name) => [name, query.getAll(name).at(-1)])),
    multiValueQueryStringParameters:
      names.length === 0
        ? null
        : Object.fromEntries(names.map((name) => [name, query.getAll(name)])),
    stageVariables: null,
    body: body.length === 0 ? null : (text ?? body.toString('base64')),
    isBase64Encoded: text === undefined,
    requestContext: {
      accountId: '000000000000',
      apiId: 'local',
      authorizer: null,
      domainName: '127.0.0.1',
      extendedRequestId: requestId,
      httpMethod: request.method ?? 'GET',
      identity: {
        sourceIp: request.socket.remoteAddress ?? '127.0.0.1',
        userAgent: request.headers['user-agent'] ?? null,
      },
      path,
      protocol: 'HTTP/1.1',
      requestId,
      requestTimeEpoch: Date.now(),
      resourceId: resource,
      resourcePath: resource,
      stage: 'local',
    },
  };
  return event as APIGatewayProxyEvent;
}

function utf8(bytes: Buffer): string | undefined {
  try {
    // Without `ignoreBOM` a byte order mark would be dropped silently.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
