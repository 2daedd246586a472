import { cleanText, escapeText } from '#core/kernel/escape-text';

/** Markup that is safe to place: every text within it was escaped when it was made. */
export interface Html {
  readonly html: string;
}

/** What may stand in a cell or between tags: text and numbers are escaped, markup is not. */
export type Content = string | number | Html | readonly Content[];

/** The longest text that is shown of one value; a page must not grow with what a file holds. */
const longestText = 160;

/** The beginning of a text, clean and cut between characters. */
export const shorten = (text: string, most = longestText): string => {
  const beginning = cleanText(text.slice(0, most * 2));
  if (text.length <= most) return beginning;
  const characters = Array.from(beginning);
  if (characters.length <= most && text.length <= most * 2) return beginning;
  return `${characters.slice(0, most - 1).join('')}…`;
};

/** No sentence of the page is longer. */
const longestSentence = 400;

const render = (content: Content): string => {
  if (typeof content === 'string') return escapeText(shorten(content, longestSentence));
  if (typeof content === 'number') return escapeText(count(content));
  if ('html' in content) return content.html;
  return content.map(render).join('');
};

/** An element. Names of tags and attributes come from this folder; values of attributes are escaped. */
export const element = (
  tag: string,
  attributes: Readonly<Record<string, string>>,
  ...content: readonly Content[]
): Html => ({
  html: `<${tag}${Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${escapeText(value)}"`)
    .join('')}>${render(content)}</${tag}>`,
});

/** A value that a person wrote: kept apart from the text around it, in whichever direction it runs. */
export const written = (text: string, most = longestText): Html =>
  element('bdi', {}, shorten(text, most));

/** A whole number with thin spaces between thousands, others with two places. */
export const count = (value: number): string =>
  Number.isInteger(value)
    ? String(value).replace(/\B(?=(?:\d{3})+$)/g, '\u202f')
    : signed(value).replace(/^\+/, '');

/** Bits with their sign and two places. */
export const signed = (bits: number, places = 2): string => {
  const text = Math.abs(bits).toFixed(places);
  if (Number(text) === 0) return text;
  return `${bits < 0 ? '−' : '+'}${text}`;
};

/** A probability or share: with as many places as tell it from 0 and from 1. */
export const share = (value: number): string => {
  if (value === 0 || value === 1) return `${value * 100} %`;
  for (const places of [1, 2, 3, 4]) {
    const text = (value * 100).toFixed(places);
    if (Number(text) > 0 && Number(text) < 100) return `${text} %`;
  }
  return value < 0.5 ? '< 0.0001 %' : '> 99.9999 %';
};

export interface TableColumn<Row> {
  readonly title: string;
  readonly cell: (row: Row) => Content;
  /** Numbers stand at the right. */
  readonly isNumber?: boolean;
}

/**
 * A table with its caption. The first column names the row. Beyond `most` rows the rest is counted
 * and not shown.
 */
export function table<Row>(
  caption: string,
  rows: readonly Row[],
  columns: readonly TableColumn<Row>[],
  most = 100,
): Html {
  const right = (isNumber: boolean | undefined): Readonly<Record<string, string>> =>
    isNumber === true ? { class: 'number' } : {};
  const left = rows.length - most;
  return element(
    'div',
    { class: 'scroll', tabindex: '0', role: 'group', 'aria-label': caption },
    element(
      'table',
      {},
      element('caption', {}, caption),
      element(
        'thead',
        {},
        element(
          'tr',
          {},
          columns.map(({ title, isNumber }) =>
            element('th', { scope: 'col', ...right(isNumber) }, title),
          ),
        ),
      ),
      element(
        'tbody',
        {},
        rows.slice(0, most).map((row) =>
          element(
            'tr',
            {},
            columns.map(({ cell, isNumber }, at) =>
              at === 0
                ? element('th', { scope: 'row', ...right(isNumber) }, cell(row))
                : element('td', right(isNumber), cell(row)),
            ),
          ),
        ),
      ),
      left > 0
        ? element(
            'tfoot',
            {},
            element(
              'tr',
              {},
              element('td', { colspan: String(columns.length) }, `and ${count(left)} more`),
            ),
          )
        : [],
    ),
  );
}

/** Words of code in plain writing: `birthDate` and `birth-date` become `birth date`. */
export const plainWords = (name: string): string =>
  name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll('-', ' ')
    .toLowerCase();

export const paragraph = (...content: readonly Content[]): Html => element('p', {}, ...content);
/** Two things beside each other where there is room. */
export const split = (...content: readonly Content[]): Html =>
  element('div', { class: 'split' }, ...content);
