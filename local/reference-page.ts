import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { StaticFile } from './server.ts';

/**
 * Scripts and requests only to this server. Swagger UI sets style attributes and draws its icons
 * from data addresses; nothing else is let in.
 */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Goldspoke API</title>
    <link rel="icon" type="image/png" href="/reference/favicon-32x32.png">
    <link rel="stylesheet" href="/reference/swagger-ui.css">
  </head>
  <body>
    <main id="reference"><p>The API is described in <a href="/v1/openapi.json">/v1/openapi.json</a>.</p></main>
    <script src="/reference/swagger-ui-bundle.js"></script>
    <script src="/reference/start.js"></script>
  </body>
</html>
`;

const start = `SwaggerUIBundle({
  url: '/v1/openapi.json',
  dom_id: '#reference',
  deepLinking: true,
  docExpansion: 'list',
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  persistAuthorization: false,
  validatorUrl: null,
});
`;

const contentTypes: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
};

/** The API reference: Swagger UI from its package over this hub's OpenAPI document. No other host is asked. */
export async function referencePage(path: string): Promise<StaticFile | undefined> {
  if (path === '/') return text('text/html; charset=utf-8', page);
  if (path === '/reference/start.js') return text('text/javascript; charset=utf-8', start);
  const name = /^\/reference\/([a-z0-9.-]+)$/.exec(path)?.[1] ?? '';
  const contentType = Object.hasOwn(contentTypes, name) ? contentTypes[name] : undefined;
  if (contentType === undefined) return undefined;
  return { contentType, headers: headers('max-age=3600'), body: await readFile(fileOf(name)) };
}

const text = (contentType: string, body: string): StaticFile => ({
  contentType,
  headers: headers('no-cache'),
  body: Buffer.from(body),
});

const headers = (cacheControl: string) => ({
  'cache-control': cacheControl,
  'content-security-policy': contentSecurityPolicy,
  'cross-origin-opener-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
});

const fileOf = (name: string): string =>
  join(
    createRequire(import.meta.url)
      .resolve('swagger-ui-dist/package.json')
      .replace('package.json', ''),
    name,
  );
