/**
 * What every answer of the API tells a browser that meets one outside of the console: run nothing of
 * it, show it in no frame, guess no type, tell nobody the address, and come by TLS only.
 */
export const securityHeaders = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const satisfies Readonly<Record<string, string>>;

/** In place of the first one where an answer is a page of its own, whose style stands within it. It names the style's hash itself. */
export const ownPagePolicy =
  "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox";
