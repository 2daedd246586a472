import type { ObjectiveName } from './objectives.ts';

/** Every kind of alarm; each has its runbook, `docs/runbooks/<kind>.md`. */
export const alarmKinds = {
  'api-availability': 'The API fails so often that its error budget will not last.',
  'ingest-latency': 'Records are taken in so slowly that the objective will not be met.',
  'syndication-lag': 'Spokes hear of changes so late that the objective will not be met.',
  'dead-letters': 'Something could not be delivered or published and waits for a person.',
  'queue-waiting': 'Nobody has emptied a queue for a quarter of an hour.',
  'function-failing': 'A function fails, times out or is throttled.',
  'stream-behind': 'A reader of the table’s stream is five minutes behind.',
  'table-throttled': 'DynamoDB throttles a table.',
  'kms-failing': 'KMS does not answer; warm functions work on until their keys are forgotten.',
  'review-backlog': 'A review task has waited for a week.',
  'consent-ends-behind': 'Spokes are not told of consents that ended.',
  'privacy-request-overdue':
    'Something about a privacy request is overdue, or nobody looks at their clocks.',
  'glass-broken': 'Somebody broke the glass, to see everything for a while.',
  'audit-entry-touched':
    'Somebody overwrote or removed an entry of the audit or of the ledger of consents.',
  'workflow-failing': 'A workflow failed or took too long.',
} as const satisfies Record<ObjectiveName, string> & Record<string, string>;

export type AlarmKind = keyof typeof alarmKinds;

export const runbookOf = (kind: AlarmKind): string => `docs/runbooks/${kind}.md`;

export const descriptionOf = (kind: AlarmKind, about = ''): string =>
  `${alarmKinds[kind]}${about === '' ? '' : ` (${about})`} Runbook: ${runbookOf(kind)}`;
