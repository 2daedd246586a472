export interface ThrottleOptions {
  readonly requestsPerSecond: number;
  /** Requests that may come at once. */
  readonly burst: number;
  readonly nowMs?: () => number;
}

interface Bucket {
  /** Requests that may still come. */
  left: number;
  atMs: number;
}

/** Whole seconds until the next request of this caller is taken; `undefined`: this one is. */
export type Throttle = (caller: string) => number | undefined;

const mostCallers = 10_000;

/**
 * A token bucket for each caller, which is how API Gateway throttles: it holds `burst` and is filled
 * with `requestsPerSecond`. Callers that have not been heard of since their bucket filled up are
 * forgotten. docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html
 */
export function throttlePerCaller({
  requestsPerSecond,
  burst,
  nowMs = Date.now,
}: ThrottleOptions): Throttle {
  const buckets = new Map<string, Bucket>();
  const leftAt = ({ left, atMs }: Bucket, now: number): number =>
    Math.min(burst, left + ((now - atMs) / 1000) * requestsPerSecond);
  const forget = (now: number): void => {
    for (const [caller, bucket] of buckets)
      if (leftAt(bucket, now) >= burst) buckets.delete(caller);
    // Of so many that are busy, the tenth that was heard of first begins anew.
    for (const caller of buckets.keys())
      if (buckets.size > mostCallers * 0.9) buckets.delete(caller);
      else break;
  };
  return (caller) => {
    const now = nowMs();
    const known = buckets.get(caller);
    if (known === undefined && buckets.size >= mostCallers) forget(now);
    const left = known === undefined ? burst : leftAt(known, now);
    const isTaken = left >= 1;
    buckets.set(caller, { left: isTaken ? left - 1 : left, atMs: now });
    return isTaken ? undefined : Math.max(1, Math.ceil((1 - left) / requestsPerSecond));
  };
}

/**
 * Whom a request counts for: its `Authorization` header, as AWS WAF aggregates it (lib/api/web-acl.ts).
 * Another spelling of the same header is no other caller.
 */
export const callerIn = (authorization: string | undefined): string =>
  (authorization ?? '').replace(/\s+/g, ' ').toLowerCase();
