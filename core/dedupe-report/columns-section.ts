import type { Column } from '#core/dedupe/meaning';
import type { DedupeReport } from '#core/dedupe/report';
import { type Content, count, element, paragraph, plainWords, table, written } from './html.ts';

const reasons = {
  name: 'its name',
  contents: 'its contents',
  both: 'its name and contents',
  told: 'the configuration',
} as const;

const delimiters: Readonly<Record<string, string>> = {
  ',': 'comma',
  ';': 'semicolon',
  '\t': 'tab',
  '|': 'bar',
};

/** Files, columns and what they were taken for. */
export const columnsSection = (report: DedupeReport): Content => [
  table('Files', report.files, [
    { title: 'File', cell: ({ file }) => written(file) },
    { title: 'Format', cell: ({ format }) => format },
    { title: 'Encoding', cell: ({ encoding }) => encoding },
    { title: 'Delimiter', cell: ({ delimiter }) => delimiters[delimiter] ?? delimiter },
  ]),
  paragraph(
    'What every column was taken for, and why. A configuration can say otherwise: ',
    element('code', {}, '--config'),
    '.',
  ),
  table('Columns', report.columns, [
    { title: 'Column', cell: ({ name }) => written(name) },
    {
      title: 'Taken for',
      cell: ({ meaning, identifierType }) =>
        identifierType === undefined
          ? plainWords(meaning)
          : [plainWords(meaning), ': ', written(identifierType)],
    },
    {
      title: 'Because of',
      cell: ({ meaning, because }) =>
        meaning === 'ignored' && because === 'contents' ? 'nothing recognised' : reasons[because],
    },
    ...(report.columns.some(({ group }) => group !== '')
      ? [{ title: 'Belongs to', cell: ({ group }: Column) => written(group) }]
      : []),
    {
      title: 'Dates',
      cell: ({ dayFirst }) =>
        dayFirst === undefined ? '' : dayFirst ? 'day first' : 'year or month first',
    },
  ]),
];

/** Lines that could not be read. */
export const rejectsSection = (report: DedupeReport): Content =>
  report.rejects === 0
    ? paragraph('Every line could be read.')
    : [
        paragraph(
          `${count(report.rejects)} lines were left out; all of them, with their text, stand in the rejects file.`,
        ),
        table('The first rejected lines', report.rejectedLines, [
          { title: 'File', cell: ({ file }) => written(file) },
          { title: 'Line', cell: ({ line }) => line, isNumber: true },
          { title: 'Reason', cell: ({ reason }) => written(reason) },
        ]),
      ];
