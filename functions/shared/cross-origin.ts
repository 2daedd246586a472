/** Headers of an answer that a page of another origin may read. */
export const exposedHeaders = ['etag', 'location', 'retry-after', 'x-correlation-id'] as const;

/** Headers that such a page may send. */
export const acceptedHeaders = [
  'authorization',
  'content-type',
  'idempotency-key',
  'if-match',
  'x-correlation-id',
  'x-goldspoke-break-glass',
  'x-on-behalf-of',
] as const;

/**
 * What lets the pages of one other origin read an answer: the console's, when it has a domain of its
 * own. The same for every request, so nothing varies by `Origin`. Without an origin there is nothing:
 * the console is then served from the API's own origin.
 */
export const crossOriginHeaders = (origin: string | undefined): Readonly<Record<string, string>> =>
  origin === undefined
    ? {}
    : {
        'access-control-allow-origin': origin,
        'access-control-expose-headers': exposedHeaders.join(', '),
      };
