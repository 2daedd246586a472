import { createHash } from 'node:crypto';
import type { Html } from '#core/dedupe-report/html';
import { escapeText } from '#core/kernel/escape-text';
import { Answer } from './handle.ts';

const style = `
body { margin: 0; background: #fff; color: #1b1b1b; font: 1.125rem/1.5 system-ui, sans-serif; }
main { max-width: 34rem; margin: 12vh auto 0; padding: 0 1.25rem; }
h1 { font-size: 1.75rem; line-height: 1.2; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; margin: 1.5rem 0; }
dt { color: #595959; }
dd { margin: 0; overflow-wrap: anywhere; }
button { padding: .75rem 1.5rem; border: 0; border-radius: .375rem; background: #0b57d0; color: #fff; font: inherit; cursor: pointer; }
button:focus-visible { outline: 3px solid #1b1b1b; outline-offset: 2px; }
@media (prefers-color-scheme: dark) {
  body { background: #1b1b1b; color: #f1f1f1; }
  dt { color: #b5b5b5; }
  button { background: #a8c7fa; color: #062e6f; }
  button:focus-visible { outline-color: #f1f1f1; }
}
`;

/** Nothing runs, nothing is loaded, and the form goes nowhere but back. */
const policy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

interface PlainPage {
  readonly language: string;
  readonly title: string;
  readonly content: Html;
  readonly status: number;
}

/** A page behind a link that somebody got by mail: one thing to do at the most, and no script. */
export const plainPage = (
  { language, title, content, status }: PlainPage,
  headers: Readonly<Record<string, string>> = {},
): Answer<string> =>
  new Answer(
    `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escapeText(title)}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${escapeText(title)}</h1>
${content.html}
</main>
</body>
</html>
`,
    {
      status,
      headers: {
        'content-type': 'text/html; charset=utf-8',
        'content-language': language,
        'content-security-policy': policy,
        'x-robots-tag': 'noindex',
        ...headers,
      },
    },
  );
