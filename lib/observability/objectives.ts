/**
 * What the hub promises, over 30 days: the share of events that are good. The events are requests or
 * changes; what counts as good stands in `good`.
 */
export interface Objective {
  readonly says: string;
  /** 0 to 1. */
  readonly target: number;
  /** Good is what took no longer than this; without it, what did not fail. */
  readonly withinMs?: number;
}

/** Its name is that of its alarm and of its runbook. */
export const objectives = {
  'api-availability': {
    says: 'Requests that the API answers without a 5xx.',
    target: 0.999,
  },
  'ingest-latency': {
    says: 'Source records whose PUT is answered within a second, by the API’s own clock.',
    target: 0.95,
    withinMs: 1_000,
  },
  'syndication-lag': {
    says: 'Changes whose events the bus has taken a minute after their commit.',
    target: 0.99,
    withinMs: 60_000,
  },
} as const satisfies Record<string, Objective>;

export type ObjectiveName = keyof typeof objectives;

/** One alarm condition: the budget burns this many times as fast as it may, in both windows. */
export interface BurnRate {
  readonly name: 'fast' | 'slow';
  readonly rate: number;
  readonly longMinutes: number;
  readonly shortMinutes: number;
}

/**
 * Fast: 2 % of a month's budget gone in an hour. Slow: 5 % in six. The short window ends the alarm
 * when the trouble ends. Google, The Site Reliability Workbook, "Alerting on SLOs", table 5-8:
 * https://sre.google/workbook/alerting-on-slos/
 */
export const burnRates: readonly BurnRate[] = [
  { name: 'fast', rate: 14.4, longMinutes: 60, shortMinutes: 5 },
  { name: 'slow', rate: 6, longMinutes: 360, shortMinutes: 30 },
];

/** With fewer events in the long window one bad one would look like an outage. */
export const leastEvents = 100;
