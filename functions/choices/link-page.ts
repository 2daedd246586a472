import { createHash } from 'node:crypto';
import type { Channel } from '#core/consent/consent-event';
import { escapeText } from '#core/kernel/escape-text';
import { Answer } from '#functions/shared/handle';
import pageTexts from './page-texts.json' with { type: 'json' };

export type PageText = 'unsubscribe' | 'unsubscribed' | 'confirm' | 'confirmed' | 'gone';

/** What the page is about; nothing where that is not known, or not to be told. */
export interface About {
  readonly purpose: string;
  readonly channels: readonly Channel[];
}

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

const buttons: Readonly<Partial<Record<PageText, true>>> = { unsubscribe: true, confirm: true };

/**
 * The page behind a link, in the reader's language: what it is about, one button where there is
 * something to do, and no script. The button posts to the page's own address.
 */
export function linkPage(
  text: PageText,
  {
    acceptLanguage,
    about,
    status = 200,
  }: {
    readonly acceptLanguage: string | undefined;
    readonly about?: About | undefined;
    readonly status?: number;
  },
): Answer<string> {
  const language = languageOf(acceptLanguage);
  const words = pageTexts[language];
  const said: { title: string; text: string; button?: string } = words[text];
  const rows = about && [
    [words.purpose, about.purpose],
    [words.channel, about.channels.map((each) => words.channels[each]).join(', ')],
  ];
  const html = `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escapeText(said.title)}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${escapeText(said.title)}</h1>
<p>${escapeText(said.text)}</p>
${rows === undefined ? '' : `<dl>${rows.map(([name = '', value = '']) => `<dt>${escapeText(name)}</dt><dd>${escapeText(value)}</dd>`).join('')}</dl>`}
${buttons[text] ? `<form method="post"><button>${escapeText(said.button ?? '')}</button></form>` : ''}
</main>
</body>
</html>
`;
  return new Answer(html, {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-language': language,
      'content-security-policy': policy,
      vary: 'accept-language',
      'x-robots-tag': 'noindex',
    },
  });
}

type Language = keyof typeof pageTexts;
const isKnown = (tag: string): tag is Language => Object.hasOwn(pageTexts, tag);

/** The best of the languages that somebody accepts (RFC 9110, 12.5.4), by their first part; English without one. */
export function languageOf(accepted = ''): Language {
  const wanted = accepted
    .toLowerCase()
    .split(',', 20)
    .map((each) => {
      const [tag = '', ...parameters] = each.split(';').map((part) => part.trim());
      const quality = parameters.find((part) => part.startsWith('q='))?.slice(2) ?? '1';
      return { language: tag.split('-')[0] ?? '', quality: Number(quality) || 0 };
    })
    .filter(({ quality }) => quality > 0)
    .toSorted((a, b) => b.quality - a.quality);
  return wanted.map(({ language }) => language).find(isKnown) ?? 'en';
}
