import {
  type GatewayResponseOptions,
  ResponseType,
  type RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import { outages, refusals } from '#core/kernel/refusal';
import { securityHeaders } from '#functions/shared/security-headers';

const problems = { ...refusals, ...outages };
type Code = keyof typeof problems;

interface More {
  /** Seconds. */
  readonly retryAfter?: number;
  /** JSON, with variables of API Gateway in it. */
  readonly errors?: string;
}

/**
 * Names the parameters that are missing. They are names of the manifest's, so nothing of the request
 * is quoted; `messageString` comes with its quotation marks.
 */
const missingParameters =
  '[{"pointer":"","rule":"required","message":$context.error.messageString,"in":"query"}]';
/**
 * One answer for all routes, so it can only name the route. `validationErrorString` would name the
 * members, but also quotes a body that is no JSON.
 */
const wrongShape =
  '[{"pointer":"","rule":"shape","message":"must be a JSON object with the members that the reference requires for $context.httpMethod $context.resourcePath"}]';

/** What API Gateway says by itself, before or instead of a function, in the words of the functions. */
const answers: readonly (readonly [ResponseType, Code, More?])[] = [
  [ResponseType.UNAUTHORIZED, 'auth.unauthenticated'],
  [ResponseType.ACCESS_DENIED, 'auth.forbidden'],
  [ResponseType.WAF_FILTERED, 'request.blocked'],
  // What API Gateway says of a path or method that no route has.
  [ResponseType.MISSING_AUTHENTICATION_TOKEN, 'route.not-found'],
  [ResponseType.RESOURCE_NOT_FOUND, 'route.not-found'],
  [ResponseType.REQUEST_TOO_LARGE, 'request.too-large'],
  [ResponseType.UNSUPPORTED_MEDIA_TYPE, 'request.unsupported-media-type'],
  [ResponseType.BAD_REQUEST_BODY, 'request.invalid', { errors: wrongShape }],
  [ResponseType.BAD_REQUEST_PARAMETERS, 'request.invalid', { errors: missingParameters }],
  [ResponseType.THROTTLED, 'throttled', { retryAfter: 1 }],
  // It ends with the day, but a template cannot say in how many seconds.
  [ResponseType.QUOTA_EXCEEDED, 'quota-exceeded'],
  // The authorizer found no answer: the table of tokens, or Lambda, is busy. Nothing was begun.
  [ResponseType.AUTHORIZER_FAILURE, 'overloaded', { retryAfter: 5 }],
  // No fault of the caller, who sends no key: its plan is being made, in a deployment that adds it.
  [ResponseType.INVALID_API_KEY, 'overloaded', { retryAfter: 5 }],
  [ResponseType.INTEGRATION_TIMEOUT, 'timeout'],
  [ResponseType.DEFAULT_5XX, 'internal'],
];

/** RFC 9457 for everything that no function answers. */
export function answerWithProblems(api: RestApi): void {
  for (const [type, code, more] of answers)
    api.addGatewayResponse(type.responseType, gatewayResponse(headers, type, code, more));
  // Whatever else is 4xx keeps its status, which a template cannot name.
  api.addGatewayResponse('DEFAULT_4XX', {
    type: ResponseType.DEFAULT_4XX,
    responseHeaders: headers,
    templates: {
      'application/json':
        '{"type":"/problems/request.invalid","title":"The request was refused.","correlationId":"$context.requestId"}',
    },
  });
}

const quoted = (text: string): string => `'${text}'`;

/** What is between single quotes is sent as it is, so no value can hold one: a policy without keywords. */
const withoutQuotes = { ...securityHeaders, 'content-security-policy': 'sandbox' };

const headers: Readonly<Record<string, string>> = {
  'content-type': quoted('application/problem+json'),
  'cache-control': quoted('no-store'),
  'x-correlation-id': 'context.requestId',
  ...Object.fromEntries(Object.entries(withoutQuotes).map(([name, text]) => [name, quoted(text)])),
};

function gatewayResponse(
  headers: Readonly<Record<string, string>>,
  type: ResponseType,
  code: Code,
  { retryAfter, errors }: More = {},
): GatewayResponseOptions {
  const [status, title] = problems[code];
  const problem = JSON.stringify({
    type: `/problems/${code}`,
    title,
    status,
    correlationId: '$context.requestId',
  });
  return {
    type,
    statusCode: String(status),
    responseHeaders: {
      ...headers,
      ...(status === 401 && { 'www-authenticate': quoted('Bearer') }),
      ...(retryAfter !== undefined && { 'retry-after': quoted(String(retryAfter)) }),
    },
    templates: {
      'application/json':
        errors === undefined ? problem : `${problem.slice(0, -1)},"errors":${errors}}`,
    },
  };
}
