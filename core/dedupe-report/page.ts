import { type Content, element, type Html } from './html.ts';
import { pageStyle } from './page-style.ts';

export type Section = readonly [id: string, title: string, content: Content];

export interface PageParts {
  readonly title: string;
  /** Stands before everything else. */
  readonly notice: Content;
  readonly summary: Content;
  readonly sections: readonly Section[];
}

/** One HTML page that loads nothing and runs nothing. `sha256`: of a text, in Base64. */
export function page(
  { title, notice, summary, sections }: PageParts,
  { sha256 }: { readonly sha256: (text: string) => string },
): string {
  const policy = `default-src 'none'; style-src 'sha256-${sha256(pageStyle)}'; base-uri 'none'; form-action 'none'`;
  const all = element(
    'html',
    { lang: 'en' },
    element(
      'head',
      {},
      { html: '<meta charset="utf-8">' },
      { html: `<meta http-equiv="Content-Security-Policy" content="${policy}">` },
      { html: '<meta name="viewport" content="width=device-width, initial-scale=1">' },
      {
        html: '<meta name="referrer" content="no-referrer"><meta name="robots" content="noindex">',
      },
      element('title', {}, title),
      element('style', {}, { html: pageStyle }),
    ),
    element(
      'body',
      {},
      element('a', { class: 'skip', href: '#content' }, 'To the content'),
      element('header', {}, element('h1', {}, title), notice, summary),
      element(
        'nav',
        { 'aria-label': 'Contents' },
        element(
          'ul',
          {},
          sections.map(([id, name]) => element('li', {}, element('a', { href: `#${id}` }, name))),
        ),
      ),
      element(
        'main',
        { id: 'content' },
        sections.map(([id, name, content]) =>
          element(
            'section',
            { id, 'aria-labelledby': `${id}-title` },
            element('h2', { id: `${id}-title` }, name),
            content,
          ),
        ),
      ),
    ),
  );
  return `<!doctype html>\n${all.html}\n`;
}

export type Figure = readonly [title: string, figure: string, note: string];

/** The few numbers that a reader looks for first. */
export const figures = (shown: readonly Figure[]): Html =>
  element(
    'dl',
    { class: 'figures' },
    shown.map(([title, figure, note]) =>
      element(
        'div',
        {},
        element('dt', {}, title),
        element('dd', {}, figure, element('small', {}, note)),
      ),
    ),
  );
