import type { Channel } from '#core/consent/consent-event';
import { escapeText } from '#core/kernel/escape-text';
import type { Answer } from '#functions/shared/handle';
import { languageOf, linkPageTexts } from '#functions/shared/link-page-language';
import { plainPage } from '#functions/shared/plain-page';

export type PageText = 'unsubscribe' | 'unsubscribed' | 'confirm' | 'confirmed' | 'gone';

/** What the page is about; nothing where that is not known, or not to be told. */
export interface About {
  readonly purpose: string;
  readonly channels: readonly Channel[];
}

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
  const words = linkPageTexts[language];
  const said: { title: string; text: string; button?: string } = words[text];
  const rows = about && [
    [words.purpose, about.purpose],
    [words.channel, about.channels.map((each) => words.channels[each]).join(', ')],
  ];
  const content = `<p>${escapeText(said.text)}</p>
${rows === undefined ? '' : `<dl>${rows.map(([name = '', value = '']) => `<dt>${escapeText(name)}</dt><dd>${escapeText(value)}</dd>`).join('')}</dl>`}
${buttons[text] ? `<form method="post"><button>${escapeText(said.button ?? '')}</button></form>` : ''}`;
  return plainPage(
    { language, title: said.title, content: { html: content }, status },
    { vary: 'accept-language' },
  );
}
