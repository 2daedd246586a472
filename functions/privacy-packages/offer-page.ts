import { element } from '#core/dedupe-report/html';
import type { Answer } from '#functions/shared/handle';
import { plainPage } from '#functions/shared/plain-page';
import { formats, type PackageFormat } from './package-text.ts';

const titles: Readonly<Record<PackageFormat, string>> = {
  html: 'Download it to read',
  json: 'Download it for another service (JSON)',
};

/** Its buttons post to the page's own address: programs that look links up in advance use nothing up. */
export const offerPage = (): Answer<string> =>
  plainPage({
    language: 'en',
    title: 'Your data is ready',
    status: 200,
    content: element(
      'div',
      {},
      element(
        'p',
        {},
        'Each of these works once. Keep what you download where nobody else reads it.',
      ),
      formats.map((format) =>
        element(
          'form',
          { method: 'post', action: `?format=${format}` },
          element('p', {}, element('button', {}, titles[format])),
        ),
      ),
    ),
  });

/** Of a link that is none, is over, or was used. */
export const gonePage = (status: 404 | 410): Answer<string> =>
  plainPage({
    language: 'en',
    title: 'This link opens nothing any more',
    status,
    content: element(
      'p',
      {},
      'It was used, or its time is over. Ask the business for another one.',
    ),
  });
