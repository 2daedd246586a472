import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type MetricDefinition, metricNamespace, metrics } from '#functions/shared/metrics';
import { resourcesOf, synthesized } from '../synthesized.ts';

const { observability } = synthesized();
const resources = resourcesOf(observability);
const [dashboard] = resources.filter(([, { Type }]) => Type === 'AWS::CloudWatch::Dashboard');
const [, { Properties = {} }] = dashboard ?? ['', { Type: '' }];
/** Its body, with `REF` for what CloudFormation puts in. */
const body = JSON.parse(
  ((Properties.DashboardBody as { 'Fn::Join': [string, unknown[]] })['Fn::Join'][1] ?? [])
    .map((part) => (typeof part === 'string' ? part : 'REF'))
    .join(''),
) as { widgets: { properties: { title: string; metrics?: unknown[][] } }[] };
const drawn = body.widgets.flatMap(({ properties }) => properties.metrics ?? []);
/** Names of our own metrics among the drawn. */
const ownDrawn = new Set(
  drawn.filter(([namespace]) => namespace === metricNamespace).map(([, name]) => String(name)),
);
const alarmed = JSON.stringify(resources.filter(([, { Type }]) => Type.endsWith('::Alarm')));

describe('the dashboard', () => {
  it('is named like the deployment and answers what an operator asks first', () => {
    expect(Properties.DashboardName).toBe('goldspoke');
    expect(body.widgets.map(({ properties }) => properties.title)).toMatchObject([
      'Alarms',
      'Records ingested, by what became of them',
      'Matching one new record, ms',
      'Review: opened, decided, open',
      'Contact decisions',
      'Consents that ended; how far behind the look for them is, s',
      'Privacy requests: open, due within three days, overdue',
      'Privacy requests: taken in, by channel',
      'Privacy requests: closed, by how they ended; started again; records of erased people refused',
      'Calls to agents, by what became of them',
      'From commit to bus, ms',
      'Events published; changes to come again, put aside',
      'Waiting in queues',
      'API: requests, 4xx, 5xx',
      'API: latency, ms',
      'Refusals, by kind',
      'Functions: errors',
      'Functions: p95 of duration, ms',
      'Stream: how far its readers are behind, ms',
      ...(JSON.stringify(body).includes('AWS/States') ? ['Workflows: started, failed'] : []),
      'Tables: capacity consumed',
      'Main table: latency, ms',
      'KMS: data keys made or opened',
      expect.stringMatching(/^Dollars an hour/),
    ]);
  });

  it('draws every metric that the functions emit, and none that they do not', () => {
    expect([...ownDrawn].toSorted()).toEqual(Object.keys(metrics).toSorted());
  });

  it('draws a metric with a dimension for each value that it may have', () => {
    for (const [name, { dimension }] of Object.entries<MetricDefinition>(metrics)) {
      const values = drawn
        .filter(([namespace, each]) => namespace === metricNamespace && each === name)
        .map((each) => each[each.indexOf(dimension?.name) + 1]);
      if (dimension !== undefined) expect(new Set(values)).toEqual(new Set(dimension.values));
    }
  });

  it('shows this deployment alone', () => {
    for (const [namespace, , ...dimensions] of drawn.filter(([each]) => each === metricNamespace))
      expect(dimensions, String(namespace)).toEqual(
        expect.arrayContaining(['service', 'goldspoke']),
      );
  });
});

describe('the table of metrics', () => {
  const sources = readdirSync('functions', { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile() && each.name.endsWith('.ts') && each.name !== 'metrics.ts')
    .map((each) => readFileSync(join(each.parentPath, each.name), 'utf8'))
    .join('\n');

  it.each(Object.keys(metrics))('%s is emitted somewhere', (name) => {
    expect(sources).toMatch(new RegExp(`measure\\(\\s*'${name}'`));
  });

  it('has the metrics that the alarms look at', () => {
    const own = [
      ...alarmed.matchAll(
        /"Namespace":"Goldspoke"[^}]*?"MetricName":"(\w+)"|"MetricName":"(\w+)","Namespace":"Goldspoke"/g,
      ),
    ];
    expect(own.length).toBeGreaterThan(3);
    for (const [, a, b] of own) expect(Object.keys(metrics)).toContain(a ?? b);
  });

  it('costs a bounded number of metrics', () => {
    const count = Object.values<MetricDefinition>(metrics).reduce(
      (sum, { dimension }) => sum + (dimension?.values.length ?? 1),
      0,
    );
    expect(count).toBeLessThanOrEqual(50);
  });
});

describe('every function', () => {
  const folders = readdirSync('functions', { withFileTypes: true })
    .filter((each) => each.isDirectory())
    .map(({ name }) => join('functions', name, 'index.ts'))
    .filter((file) => {
      try {
        return readFileSync(file, 'utf8').includes('export const handler');
      } catch {
        return false;
      }
    });

  it.each(folders)('%s is observed', (file) => {
    expect(readFileSync(file, 'utf8')).toMatch(/export const handler = (observed|lambdaOf)\(/);
  });
});
