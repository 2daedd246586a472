import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Page } from './page.ts';

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

const javascript = 'text/javascript; charset=utf-8';

/**
 * The API reference: Swagger UI from its package over the OpenAPI document of the hub that serves
 * the pages. No script stands in the page itself, and no other host is asked.
 */
export const referencePages: readonly Page[] = [
  written('/index.html', 'text/html; charset=utf-8', page),
  written('/reference/start.js', javascript, start),
  packaged('swagger-ui-bundle.js', javascript),
  packaged('swagger-ui.css', 'text/css; charset=utf-8'),
  packaged('favicon-32x32.png', 'image/png'),
];

function written(path: string, contentType: string, text: string): Page {
  return { path, contentType, cacheControl: 'no-cache', body: () => Buffer.from(text) };
}

function packaged(name: string, contentType: string): Page {
  return {
    path: `/reference/${name}`,
    contentType,
    cacheControl: 'max-age=3600',
    body: () => {
      const manifest = createRequire(import.meta.url).resolve('swagger-ui-dist/package.json');
      return readFileSync(join(manifest, '..', name));
    },
  };
}
