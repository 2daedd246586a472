import { describe, expect, it } from 'vitest';
import { linkPage, type PageText } from '#functions/choices/link-page';
import { gonePage, offerPage } from '#functions/privacy-packages/offer-page';
import { languageOf, linkPageTexts } from '#functions/shared/link-page-language';

/** Paths of all texts within, in their order. */
const pathsOf = (texts: object, within = ''): readonly string[] =>
  Object.entries(texts).flatMap(([name, text]) =>
    typeof text === 'object' ? pathsOf(text, `${within}${name}.`) : [`${within}${name}`],
  );
const textsOf = (texts: object): readonly string[] =>
  Object.values(texts).flatMap((text) => (typeof text === 'object' ? textsOf(text) : [text]));
const languages = Object.entries(linkPageTexts);

describe('pages behind links', () => {
  it('are there in every language, with every text, each said in words of its own', () => {
    expect(Object.keys(linkPageTexts)).toEqual(['en', 'de', 'es', 'fr', 'it', 'nl', 'pl', 'pt']);
    for (const [language, texts] of languages) {
      expect(pathsOf(texts).toSorted(), language).toEqual(pathsOf(linkPageTexts.en).toSorted());
      for (const text of textsOf(texts)) expect(text, language).toMatch(/^\S[^<>&"]*\S$/);
      const sentences = textsOf(texts).filter((text) => text.length > 25);
      const english = textsOf(linkPageTexts.en);
      if (language !== 'en')
        expect(
          sentences.filter((text) => english.includes(text)),
          language,
        ).toEqual([]);
    }
  });

  it('say in which language they are, and show nothing as markup that was meant as text', () => {
    const about = { purpose: '<script>alert(1)</script>&"', channels: ['email'] } as const;
    for (const [language, texts] of languages) {
      const reader = { acceptLanguage: `xx, ${language}-CH;q=0.9, en;q=0.1` };
      const kinds: readonly PageText[] = [
        ...(['unsubscribe', 'unsubscribed', 'confirm', 'confirmed', 'gone'] as const),
      ];
      const pages = [
        ...kinds.map((kind) => [texts[kind].title, linkPage(kind, { ...reader, about })] as const),
        [texts.package.title, offerPage(reader)] as const,
        [texts.packageGone.title, gonePage(reader, 410)] as const,
      ];
      for (const [title, page] of pages) {
        expect(page.body).toContain(`<html lang="${language}">`);
        expect(page.headers).toMatchObject({
          'content-language': language,
          vary: 'accept-language',
        });
        expect(page.body).toContain(`<title>${title.replaceAll("'", '&#39;')}</title>`);
        expect(page.body).not.toContain('<script');
      }
    }
  });

  it('heed what the reader accepts, then the language of the person, then speak English', () => {
    expect(languageOf('fr;q=0.2, nl;q=0.8', 'de')).toBe('nl');
    expect(languageOf('ja', 'pl-PL')).toBe('pl');
    expect(languageOf(undefined, 'PT-BR')).toBe('pt');
    expect(languageOf('de;q=0', 'xx')).toBe('en');
    expect(languageOf('constructor, __proto__', 'toString')).toBe('en');
    expect(languageOf()).toBe('en');
  });
});
