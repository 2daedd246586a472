/** Of all metrics of every deployment; the dimension `service` is the deployment's name. */
export const metricNamespace = 'Goldspoke';

export interface MetricDefinition {
  /** As CloudWatch spells units. */
  readonly unit: 'Count' | 'Milliseconds' | 'Seconds';
  /** One dimension beside `service`, and every value that it may have: each is a metric to pay for. */
  readonly dimension?: { readonly name: string; readonly values: readonly string[] };
  /** The question that it answers. */
  readonly meaning: string;
}

/**
 * Every metric that the functions emit. What AWS counts by itself (requests, errors, capacity, queues)
 * is not counted again. A metric stands here when something emits it, and then the dashboard may draw it.
 */
export const metrics = {
  RecordsIngested: {
    unit: 'Count',
    dimension: { name: 'outcome', values: ['created', 'linked', 'updated', 'unchanged', 'review'] },
    meaning: 'Source records taken in, by what became of them.',
  },
  MatchLatency: {
    unit: 'Milliseconds',
    meaning: 'Finding and weighing the candidates of one new record.',
  },
  Refusals: {
    unit: 'Count',
    dimension: {
      name: 'kind',
      values: ['auth', 'conflict', 'customer', 'overloaded', 'record', 'request', 'other'],
    },
    meaning: 'Requests that a function refused, by the first word of the refusal’s code.',
  },
  GlassesBroken: {
    unit: 'Count',
    meaning: 'Times that somebody broke the glass, to see everything for a while.',
  },
  AuditEntriesTouched: {
    unit: 'Count',
    meaning:
      'Audit entries and checkpoints that were overwritten or removed; nothing ever should be.',
  },
  UnknownCallers: {
    unit: 'Count',
    meaning: 'Tokens that opened nothing; Lambda counts each as an error of the authorizer.',
  },
  SignUpsRefused: {
    unit: 'Count',
    meaning:
      'People who may not become users; Lambda counts each as an error of the check of sign-ups.',
  },
  ContactDecisions: {
    unit: 'Count',
    dimension: { name: 'answer', values: ['allowed', 'denied'] },
    meaning: 'Contacts that were asked about, by the answer.',
  },
  ConsentsEnded: {
    unit: 'Count',
    meaning: 'Ends of consents that the scheduled look told the spokes of.',
  },
  ConsentEndsBehind: {
    unit: 'Seconds',
    meaning: 'How far behind that look was when it ended; decisions do not wait for it.',
  },
  PrivacyRequests: {
    unit: 'Count',
    dimension: { name: 'channel', values: ['steward', 'person', 'spoke', 'agent', 'retention'] },
    meaning: 'Privacy requests that were taken in, by what way they came.',
  },
  PrivacyRequestsClosed: {
    unit: 'Count',
    dimension: { name: 'state', values: ['fulfilled', 'partly-fulfilled'] },
    meaning: 'Privacy requests that were worked off, by how they ended.',
  },
  AgentCallbacks: {
    unit: 'Count',
    dimension: { name: 'outcome', values: ['told', 'failed', 'refused'] },
    meaning:
      'Calls that tell agents how far their requests are, tries included, by what became of them.',
  },
  PrivacyWorkflowsStartedAgain: {
    unit: 'Count',
    meaning:
      'Workflows of privacy requests that ended before their last step and were started again.',
  },
  ErasedRecordsRefused: {
    unit: 'Count',
    meaning: 'Records of erased people that a spoke still sent; they were not stored.',
  },
  PrivacyRequestsOpen: {
    unit: 'Count',
    meaning: 'Open privacy requests, counted whenever the look at their clocks is through.',
  },
  PrivacyRequestsDueSoon: {
    unit: 'Count',
    meaning: 'Of these, those of which something is due within three days.',
  },
  PrivacyRequestsOverdue: {
    unit: 'Count',
    meaning: 'Of these, those of which something should have been done already.',
  },
  PrivacyOrdersLate: {
    unit: 'Count',
    meaning: 'Orders of open privacy requests that their spokes should have ended already.',
  },
  ReviewTasksOpened: { unit: 'Count', meaning: 'Pairs that the machine left to a steward.' },
  ReviewTasksDecided: { unit: 'Count', meaning: 'Tasks that a steward decided.' },
  ReviewBacklog: {
    unit: 'Count',
    meaning:
      'Open review tasks, counted while customers change, every five minutes; at 500 the counting stops.',
  },
  OldestReviewTask: {
    unit: 'Seconds',
    meaning: 'For how long the oldest open review task has waited; 0 when there is none.',
  },
  ConvergeMerges: {
    unit: 'Count',
    meaning: 'Customers joined after their commits, because two writers had passed each other.',
  },
  SyndicationLag: {
    unit: 'Milliseconds',
    meaning: 'From the commit of a change until the bus took all events about it.',
  },
  EventsPublished: { unit: 'Count', meaning: 'Events that the bus took.' },
  EventsFailed: {
    unit: 'Count',
    meaning: 'Changes that could not be published this time and come again with the stream.',
  },
  ChangesPutAside: {
    unit: 'Count',
    meaning: 'Changes that can never be told or matched again; each waits in the poison queue.',
  },
  KmsCalls: {
    unit: 'Count',
    meaning:
      'Data keys made or opened by KMS; one for each cold start and epoch, not for each record.',
  },
  KmsFailures: { unit: 'Count', meaning: 'Of these, those that failed after all repeats.' },
  ColdStart: {
    unit: 'Milliseconds',
    meaning:
      'From the start of a new process to its first invocation; its count is the number of them.',
  },
} as const satisfies Record<string, MetricDefinition>;

export type MetricName = keyof typeof metrics;

/** The value of its one dimension where a metric has one, nothing where it has none. */
export type DimensionOf<N extends MetricName> = (typeof metrics)[N] extends {
  readonly dimension: { readonly values: readonly (infer V)[] };
}
  ? V
  : undefined;

type RefusalKind = DimensionOf<'Refusals'>;

/** `customer.not-found` → `customer`; whatever the table does not name is `other`. */
export function refusalKindOf(code: string): RefusalKind {
  const kinds: readonly string[] = metrics.Refusals.dimension.values;
  const [kind = ''] = code.split('.');
  return kinds.includes(kind) ? (kind as RefusalKind) : 'other';
}
