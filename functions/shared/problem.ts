import type { APIGatewayProxyResult } from 'aws-lambda';
import { outages, type Refusal, type RefusalCode, refusals } from '#core/kernel/refusal';
import { securityHeaders } from './security-headers.ts';

const answer = (
  status: number,
  code: string,
  title: string,
  correlationId: string,
  more: object = {},
): APIGatewayProxyResult => ({
  statusCode: status,
  headers: {
    ...securityHeaders,
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
    'x-correlation-id': correlationId,
  },
  body: JSON.stringify({ type: `/problems/${code}`, title, status, correlationId, ...more }),
});

/** RFC 9457. `type` ends with the refusal's code and never changes; docs/refusals.md explains each. */
export function problemOf(refusal: Refusal, correlationId: string): APIGatewayProxyResult {
  const [status, title] = refusals[refusal.code];
  const problem = answer(
    status,
    refusal.code,
    title,
    correlationId,
    refusal.violations.length > 0 ? { errors: refusal.violations } : {},
  );
  return { ...problem, headers: { ...problem.headers, ...refusal.headers } };
}

/** Whatever is not a refusal is a bug or an outage: no details go out. */
export const outage = (correlationId: string): APIGatewayProxyResult => {
  const [status, title] = outages.internal;
  return answer(status, 'internal', title, correlationId);
};

export const problemCode = (body: string): RefusalCode | undefined =>
  /\/problems\/([a-z.-]+)"/.exec(body)?.[1] as RefusalCode | undefined;
