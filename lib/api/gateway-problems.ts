import {
  type GatewayResponseOptions,
  ResponseType,
  type RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import { type RefusalCode, refusals } from '#core/kernel/refusal';

interface Problem {
  readonly code: string;
  readonly status: number;
  readonly title: string;
}

const refused = (code: RefusalCode): Problem => {
  const [status, title] = refusals[code];
  return { code, status, title };
};

const outage: Problem = {
  code: 'internal',
  status: 500,
  title: 'Something failed on our side; nothing was half-written.',
};
const tooSlow: Problem = {
  code: 'timeout',
  status: 504,
  title: 'The answer took too long; whether the change was made shows when it is read.',
};
const throttled: Problem = {
  code: 'throttled',
  status: 429,
  title: 'Too many requests; try again after a pause.',
};

/** What API Gateway says by itself, before or instead of a function, in the words of the functions. */
const problems: readonly (readonly [ResponseType, Problem])[] = [
  [ResponseType.UNAUTHORIZED, refused('auth.unauthenticated')],
  [ResponseType.ACCESS_DENIED, refused('auth.forbidden')],
  [ResponseType.INVALID_API_KEY, refused('auth.forbidden')],
  [ResponseType.WAF_FILTERED, refused('auth.forbidden')],
  // What API Gateway says of a path or method that no route has.
  [ResponseType.MISSING_AUTHENTICATION_TOKEN, refused('route.not-found')],
  [ResponseType.RESOURCE_NOT_FOUND, refused('route.not-found')],
  [ResponseType.REQUEST_TOO_LARGE, refused('request.too-large')],
  [ResponseType.UNSUPPORTED_MEDIA_TYPE, refused('request.unsupported-media-type')],
  [ResponseType.BAD_REQUEST_BODY, refused('request.invalid')],
  [ResponseType.BAD_REQUEST_PARAMETERS, refused('request.invalid')],
  [ResponseType.THROTTLED, throttled],
  [ResponseType.QUOTA_EXCEEDED, throttled],
  [ResponseType.INTEGRATION_TIMEOUT, tooSlow],
  [ResponseType.DEFAULT_5XX, outage],
];

/** RFC 9457 for everything that no function answers. */
export function answerWithProblems(api: RestApi): void {
  for (const [type, problem] of problems)
    api.addGatewayResponse(type.responseType, gatewayResponse(type, problem));
  // Whatever else is 4xx keeps its status.
  api.addGatewayResponse('DEFAULT_4XX', {
    type: ResponseType.DEFAULT_4XX,
    responseHeaders: headers,
    templates: {
      'application/json':
        '{"type":"/problems/request.invalid","title":"The request was refused.","correlationId":"$context.requestId"}',
    },
  });
}

const headers = {
  'content-type': "'application/problem+json'",
  'cache-control': "'no-store'",
  'x-correlation-id': 'context.requestId',
};

const gatewayResponse = (
  type: ResponseType,
  { code, status, title }: Problem,
): GatewayResponseOptions => ({
  type,
  statusCode: String(status),
  responseHeaders: status === 401 ? { ...headers, 'www-authenticate': "'Bearer'" } : headers,
  templates: {
    'application/json': JSON.stringify({
      type: `/problems/${code}`,
      title,
      status,
      correlationId: '$context.requestId',
    }),
  },
});
