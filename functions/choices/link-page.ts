import type { Channel } from '#core/consent/consent-event';
import { escapeText } from '#core/kernel/escape-text';
import type { Answer } from '#functions/shared/handle';
import { plainPage } from '#functions/shared/plain-page';
import pageTexts from './page-texts.json' with { type: 'json' };

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
  const words = pageTexts[language];
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

type Language = keyof typeof pageTexts;
const isKnown = (tag: string): tag is Language => Object.hasOwn(pageTexts, tag);

/** The best of the languages that somebody accepts (RFC 9110, 12.5.4), by their first part; English without one. */
function languageOf(accepted = ''): Language {
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
