/** One file of the web pages, as it is served. */
export interface Page {
  /** Begins with `/`; the first page is `/index.html`. */
  readonly path: string;
  readonly contentType: string;
  readonly cacheControl: string;
  readonly body: () => Buffer;
}

/**
 * What every page may do: scripts, styles and requests of its own origin, and nothing from elsewhere.
 * Swagger UI sets style attributes and draws its icons from data addresses.
 */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** What a browser is told with every page; TLS only is added where there is TLS. */
export const pageHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': contentSecurityPolicy,
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};
