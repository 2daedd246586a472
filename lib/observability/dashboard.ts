import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { metrics as table } from '#functions/shared/metrics';
import prices from '../../scripts/cost/prices.json' with { type: 'json' };
import type { HubMetrics } from './hub-metrics.ts';
import { objectives } from './objectives.ts';
import { sumOf, type TableNames } from './resource-alarms.ts';
import type { Watched, WatchedResources } from './watched.ts';

interface Shown {
  readonly deployment: string;
  readonly metrics: HubMetrics;
  readonly watched: WatchedResources;
  readonly tables: TableNames;
  /** Those that ring. */
  readonly alarms: readonly cloudwatch.IAlarm[];
}

const third = { width: 8, height: 6 };

/** One page: first whether all is well, then the way of a record, then what carries it. */
export function addDashboard(scope: Construct, shown: Shown): cloudwatch.Dashboard {
  return new cloudwatch.Dashboard(scope, 'Dashboard', {
    dashboardName: shown.deployment,
    defaultInterval: Duration.hours(12),
    widgets: [
      [
        new cloudwatch.AlarmStatusWidget({
          title: 'Alarms',
          alarms: [...shown.alarms],
          width: 24,
          height: 5,
        }),
      ],
      customerWidgets(shown),
      privacyWidgets(shown),
      syndicationWidgets(shown),
      apiWidgets(shown),
      functionWidgets(shown),
      storeWidgets(shown),
      costWidgets(shown),
    ],
  });
}

function graph(
  title: string,
  left: readonly cloudwatch.IMetric[],
  more: Partial<cloudwatch.GraphWidgetProps> = {},
): cloudwatch.GraphWidget {
  return new cloudwatch.GraphWidget({ ...third, title, left: [...left], ...more });
}

const customerWidgets = ({ metrics }: Shown) => [
  graph(
    'Records ingested, by what became of them',
    table.RecordsIngested.dimension.values.map((value) =>
      metrics.own('RecordsIngested', { value }),
    ),
    { stacked: true },
  ),
  graph(
    'Matching one new record, ms',
    ['p50', 'p95', 'p99'].map((statistic) =>
      metrics.own('MatchLatency', { statistic, label: statistic }),
    ),
    { right: [metrics.own('ConvergeMerges')] },
  ),
  graph(
    'Review: opened, decided, open',
    [metrics.own('ReviewTasksOpened'), metrics.own('ReviewTasksDecided')],
    {
      right: [
        metrics.own('ReviewBacklog', { statistic: 'Maximum' }),
        new cloudwatch.MathExpression({
          expression: 'seconds / 86400',
          label: 'oldest, days',
          usingMetrics: { seconds: metrics.own('OldestReviewTask', { statistic: 'Maximum' }) },
        }),
      ],
    },
  ),
  graph(
    'Contact decisions',
    table.ContactDecisions.dimension.values.map((value) =>
      metrics.own('ContactDecisions', { value }),
    ),
    { stacked: true },
  ),
  graph(
    'Consents that ended; how far behind the look for them is, s',
    [metrics.own('ConsentsEnded')],
    {
      right: [metrics.own('ConsentEndsBehind', { statistic: 'Maximum' })],
    },
  ),
];

const privacyWidgets = ({ metrics }: Shown) => [
  graph(
    'Privacy requests: open, due within three days, overdue',
    (['PrivacyRequestsOpen', 'PrivacyRequestsDueSoon', 'PrivacyRequestsOverdue'] as const).map(
      (name) => metrics.own(name, { statistic: 'Maximum' }),
    ),
    { right: [metrics.own('PrivacyOrdersLate', { statistic: 'Maximum' })] },
  ),
  graph(
    'Privacy requests: taken in, by channel',
    table.PrivacyRequests.dimension.values.map((value) =>
      metrics.own('PrivacyRequests', { value }),
    ),
    { stacked: true },
  ),
  graph(
    'Privacy requests: closed, by how they ended; started again; records of erased people refused',
    table.PrivacyRequestsClosed.dimension.values.map((value) =>
      metrics.own('PrivacyRequestsClosed', { value }),
    ),
    {
      right: [metrics.own('PrivacyWorkflowsStartedAgain'), metrics.own('ErasedRecordsRefused')],
    },
  ),
  graph(
    'Calls to agents, by what became of them',
    table.AgentCallbacks.dimension.values.map((value) => metrics.own('AgentCallbacks', { value })),
    { stacked: true },
  ),
];

const syndicationWidgets = ({ metrics, watched }: Shown) => [
  graph(
    'From commit to bus, ms',
    ['p50', 'p95', 'p99'].map((statistic) =>
      metrics.own('SyndicationLag', { statistic, label: statistic }),
    ),
    {
      leftAnnotations: [
        { value: objectives['syndication-lag'].withinMs, label: 'objective', color: '#d62728' },
      ],
    },
  ),
  graph('Events published; changes to come again, put aside', [metrics.own('EventsPublished')], {
    right: [metrics.own('EventsFailed'), metrics.own('ChangesPutAside')],
  }),
  graph(
    'Waiting in queues',
    [...watched.deadLetterQueues, ...watched.workQueues].map(({ title, name }) =>
      metrics.queue(name)('ApproximateNumberOfMessagesVisible', {
        statistic: 'Maximum',
        label: title,
      }),
    ),
  ),
];

const apiWidgets = ({ metrics }: Shown) => [
  graph(
    'API: requests, 4xx, 5xx',
    ['Count', '4XXError', '5XXError'].map((name) => metrics.api(name)),
  ),
  graph(
    'API: latency, ms',
    ['p50', 'p95', 'p99'].map((statistic) =>
      metrics.api('Latency', { statistic, label: statistic }),
    ),
  ),
  graph(
    'Refusals, by kind',
    [
      ...table.Refusals.dimension.values.map((value) => metrics.own('Refusals', { value })),
      metrics.own('UnknownCallers'),
      metrics.own('GlassesBroken'),
      metrics.own('AuditEntriesTouched'),
      metrics.own('SignUpsRefused'),
    ],
    { stacked: true },
  ),
];

const functionWidgets = ({ metrics, watched }: Shown) => {
  const of = (
    metricName: string,
    statistic: string,
    functions: readonly Watched[] = watched.functions,
  ) =>
    functions.map(({ title, name }) =>
      metrics.function(name)(metricName, { statistic, label: title }),
    );
  const { functions } = watched;
  const throttled = sumOf(functions.map(({ name }) => metrics.function(name)('Throttles')));
  return [
    graph('Functions: errors', of('Errors', 'Sum'), {
      right: [throttled.with({ label: 'throttles of all' })],
    }),
    graph('Functions: p95 of duration, ms', of('Duration', 'p95'), {
      right: [metrics.own('ColdStart', { statistic: 'SampleCount', label: 'cold starts' })],
    }),
    graph(
      'Stream: how far its readers are behind, ms',
      of('IteratorAge', 'Maximum', watched.streamReaders),
    ),
    ...(watched.stateMachines.length === 0 ? [] : [workflowWidget({ metrics, watched })]),
  ];
};

const workflowWidget = ({ metrics, watched }: Pick<Shown, 'metrics' | 'watched'>) =>
  graph(
    'Workflows: started, failed',
    watched.stateMachines.map(({ title, name }) =>
      metrics.stateMachine(name)('ExecutionsStarted', { label: title }),
    ),
    {
      right: watched.stateMachines.map(({ title, name }) =>
        metrics.stateMachine(name)('ExecutionsFailed', { label: `${title} failed` }),
      ),
    },
  );

const storeWidgets = ({ metrics, tables }: Shown) => {
  const titled = [
    ['main', tables.main],
    ['vault', tables.vault],
  ] as const;
  return [
    graph(
      'Tables: capacity consumed',
      titled.flatMap(([title, name]) =>
        ['ConsumedReadCapacityUnits', 'ConsumedWriteCapacityUnits'].map((metricName) =>
          metrics.table(name)(metricName, {
            label: `${title} ${metricName.slice(8, 13).toLowerCase()}`,
          }),
        ),
      ),
      {
        right: titled.flatMap(([title, name]) =>
          ['ReadThrottleEvents', 'WriteThrottleEvents'].map((metricName) =>
            metrics.table(name)(metricName, { label: `${title} ${metricName}` }),
          ),
        ),
      },
    ),
    graph(
      'Main table: latency, ms',
      ['GetItem', 'BatchGetItem', 'Query', 'TransactWriteItems'].map((operation) =>
        metrics.operation(tables.main, operation)('SuccessfulRequestLatency', {
          statistic: 'Average',
          label: operation,
        }),
      ),
    ),
    graph('KMS: data keys made or opened', [metrics.own('KmsCalls')], {
      right: [metrics.own('KmsFailures')],
    }),
  ];
};

/**
 * Dollars an hour at list prices, from what AWS counts: the bill's own metric covers the whole account
 * and is kept in us-east-1 only. What a deployment costs by standing there is not in it (docs/cost.md).
 */
const costWidgets = ({ metrics, watched, tables }: Shown) => {
  const period = Duration.hours(1);
  const dollars = (
    label: string,
    usdPerUnit: number,
    parts: readonly (readonly [metric: cloudwatch.IMetric, weight: number])[],
  ): cloudwatch.MathExpression => {
    const id = (index: number) => `${label.replaceAll(' ', '')}${index}`;
    const terms = parts.map(([, weight], index) => `FILL(${id(index)}, 0) * ${weight}`);
    return new cloudwatch.MathExpression({
      expression: `(${terms.join(' + ')}) * ${usdPerUnit.toFixed(12)}`,
      usingMetrics: Object.fromEntries(parts.map(([metric], index) => [id(index), metric])),
      label,
      period,
    });
  };
  const { apiRequest, lambdaGbSecond, lambdaRequest, tableWrite, tableRead, event, kmsRequest } =
    prices.prices;
  const capacity = (name: string) =>
    [tables.main, tables.vault].map((each) => [metrics.table(each)(name), 1] as const);
  const { functions } = watched;
  const shares = [
    dollars('api', apiRequest.usd, [[metrics.api('Count'), 1]]),
    dollars(
      'function time',
      // Lambda counts milliseconds.
      lambdaGbSecond.usd / 1000,
      functions.map(({ name, gigabytes }) => [metrics.function(name)('Duration'), gigabytes]),
    ),
    dollars(
      'function calls',
      lambdaRequest.usd,
      functions.map(({ name }) => [metrics.function(name)('Invocations'), 1]),
    ),
    dollars('table writes', tableWrite.usd, capacity('ConsumedWriteCapacityUnits')),
    dollars('table reads', tableRead.usd, capacity('ConsumedReadCapacityUnits')),
    dollars('events', event.usd, [[metrics.own('EventsPublished'), 1]]),
    dollars('keys', kmsRequest.usd, [[metrics.own('KmsCalls'), 1]]),
  ];
  return [
    graph(`Dollars an hour for what is used, prices of ${prices.region}, ${prices.asOf}`, shares, {
      stacked: true,
      period,
      width: 24,
    }),
  ];
};
