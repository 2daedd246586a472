import { spreadsheetCell } from '#core/kernel/csv-cell';
import type { RegisterRow } from './register-row.ts';

const columns: Readonly<Record<string, (row: RegisterRow) => string>> = {
  requestId: ({ requestId }) => requestId,
  receivedAt: ({ receivedAt }) => receivedAt,
  channel: ({ channel }) => channel,
  rights: ({ rights }) => rights.join(' '),
  jurisdictions: ({ jurisdictions }) => jurisdictions.join(' '),
  state: ({ state }) => state,
  verifiedBy: ({ verifiedBy = '' }) => verifiedBy,
  verifiedAt: ({ verifiedAt = '' }) => verifiedAt,
  decidedAt: ({ decidedAt = '' }) => decidedAt,
  reason: ({ reason = '' }) => reason,
  extendedAt: ({ extendedAt = '' }) => extendedAt,
  endedAt: ({ endedAt = '' }) => endedAt,
  days: ({ days }) => (days === undefined ? '' : String(days)),
  work: ({ work }) => outcomes(work),
  spokes: ({ spokes }) => outcomes(spokes),
  duplicateOf: ({ duplicateOf = '' }) => duplicateOf,
  keptUntil: ({ keptUntil = '' }) => keptUntil,
};

/** Rows as a file that is opened in a spreadsheet: RFC 4180, with the names of its columns first. */
export const registerCsv = (rows: readonly RegisterRow[]): string =>
  [Object.keys(columns), ...rows.map((row) => Object.values(columns).map((of) => of(row)))]
    .map((cells) => `${cells.map(spreadsheetCell).join(',')}\r\n`)
    .join('');

/** `erasure:partial(legal-claim)`, one after the other. */
const outcomes = (of: RegisterRow['work']): string =>
  Object.entries(of)
    .map(([name, { state, code }]) => `${name}:${state}${code === undefined ? '' : `(${code})`}`)
    .join(' ');
