import texts from './link-page-texts.json' with { type: 'json' };

/** What pages behind links say, by language: the one dictionary of them all. */
export const linkPageTexts = texts;
export type LinkPageLanguage = keyof typeof texts;

const isKnown = (tag: string): tag is LinkPageLanguage => Object.hasOwn(texts, tag);
const primary = (tag: string): string => tag.toLowerCase().split('-')[0] ?? '';

/**
 * The best of the languages that somebody accepts (RFC 9110, 12.5.4), by their first part; else that
 * of the person, a BCP 47 tag, where it is known; else English.
 */
export function languageOf(accepted = '', ofPerson = ''): LinkPageLanguage {
  const wanted = accepted
    .split(',', 20)
    .map((each) => {
      const [tag = '', ...parameters] = each.split(';').map((part) => part.trim());
      const quality = parameters.find((part) => part.startsWith('q='))?.slice(2) ?? '1';
      return { language: primary(tag), quality: Number(quality) || 0 };
    })
    .filter(({ quality }) => quality > 0)
    .toSorted((a, b) => b.quality - a.quality);
  return [...wanted.map(({ language }) => language), primary(ofPerson)].find(isKnown) ?? 'en';
}
