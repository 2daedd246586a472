import { element, type Html } from '#core/dedupe-report/html';
import type { Answer } from '#functions/shared/handle';
import {
  type LinkPageLanguage,
  languageOf,
  linkPageTexts,
} from '#functions/shared/link-page-language';
import { plainPage } from '#functions/shared/plain-page';
import { formats } from './package-text.ts';

/** What tells in which language to speak to the reader; `language` is that of the person, a BCP 47 tag. */
interface Reader {
  readonly acceptLanguage: string | undefined;
  readonly language?: string | undefined;
}

const page = (
  { acceptLanguage, language: ofPerson }: Reader,
  status: number,
  made: (texts: (typeof linkPageTexts)[LinkPageLanguage]) => {
    readonly title: string;
    readonly content: Html;
  },
): Answer<string> => {
  const language = languageOf(acceptLanguage, ofPerson);
  return plainPage(
    { language, status, ...made(linkPageTexts[language]) },
    { vary: 'accept-language' },
  );
};

/** Its buttons post to the page's own address: programs that look links up in advance use nothing up. */
export const offerPage = (reader: Reader): Answer<string> =>
  page(reader, 200, ({ package: texts }) => ({
    title: texts.title,
    content: element(
      'div',
      {},
      element('p', {}, texts.text),
      formats.map((format) =>
        element(
          'form',
          { method: 'post', action: `?format=${format}` },
          element('p', {}, element('button', {}, texts[format])),
        ),
      ),
    ),
  }));

/** Of a link that is none, is over, or was used. */
export const gonePage = (reader: Reader, status: 404 | 410): Answer<string> =>
  page(reader, status, ({ packageGone: { title, text } }) => ({
    title,
    content: element('p', {}, text),
  }));
