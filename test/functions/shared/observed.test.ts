import { createSocket } from 'node:dgram';
import type { Context } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { log } from '#functions/shared/log';
import { measure } from '#functions/shared/measure';
import { observed } from '#functions/shared/observed';

/** Whole lines written to standard output and error, parsed. */
const lines: Record<string, unknown>[] = [];
const keep = (chunk: unknown): boolean => {
  for (const line of String(chunk).split('\n').filter(Boolean)) lines.push(JSON.parse(line));
  return true;
};
const metricLines = () => lines.filter((line) => '_aws' in line);

beforeEach(() => {
  lines.length = 0;
  vi.spyOn(process.stdout, 'write').mockImplementation(keep);
  vi.spyOn(process.stderr, 'write').mockImplementation(keep);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

const context = (awsRequestId: string) => ({ awsRequestId, functionName: 'records' }) as Context;
const inLambda = () => vi.stubEnv('LAMBDA_TASK_ROOT', '/var/task');

describe('what a function logs', () => {
  it('carries the correlation id of its own invocation, however many run at once', async () => {
    const handler = observed(
      async (event: { id: string; waitMs: number }) => {
        await new Promise((resolve) => setTimeout(resolve, event.waitMs));
        log('done', { of: event.id });
      },
      (event) => event.id,
    );

    await Promise.all([
      handler({ id: 'order-1', waitMs: 20 }, context('r-1')),
      handler({ id: 'order-2', waitMs: 5 }, context('r-2')),
    ]);

    expect(lines).toMatchObject([
      { message: 'done', of: 'order-2', correlationId: 'order-2', requestId: 'r-2' },
      { message: 'done', of: 'order-1', correlationId: 'order-1', requestId: 'r-1' },
    ]);
  });

  it('says on a process’s first invocation that it is the first, and how long the start took', async () => {
    vi.resetModules();
    vi.stubEnv('AWS_LAMBDA_INITIALIZATION_TYPE', 'on-demand');
    inLambda();
    const fresh = await import('#functions/shared/observed');
    const { log: freshLog } = await import('#functions/shared/log');
    const handler = fresh.observed(async () => freshLog('here'));

    await handler({}, context('r-1'));
    await handler({}, context('r-2'));

    const [first, second] = lines.filter(({ message }) => message === 'here');
    expect(first).toMatchObject({ coldStart: true });
    expect(second).not.toHaveProperty('coldStart');
    expect(metricLines()).toMatchObject([{ ColdStart: expect.any(Number) }]);
  });
});

describe('what a function measures', () => {
  it('goes out at the end of the invocation in CloudWatch’s embedded format, one line for all', async () => {
    inLambda();
    const handler = observed(async () => {
      measure('EventsPublished', 3);
      measure('SyndicationLag', 120);
      measure('SyndicationLag', 480);
      expect(metricLines()).toEqual([]);
    });

    await handler({}, context('r-1'));

    expect(metricLines()).toMatchObject([
      {
        _aws: {
          CloudWatchMetrics: [
            {
              Namespace: 'Goldspoke',
              Dimensions: [['service']],
              Metrics: [
                { Name: 'EventsPublished', Unit: 'Count' },
                { Name: 'SyndicationLag', Unit: 'Milliseconds' },
              ],
            },
          ],
        },
        service: 'goldspoke',
        EventsPublished: 3,
        SyndicationLag: [120, 480],
      },
    ]);
  });

  it('keeps a dimension to the one metric that has it', async () => {
    inLambda();
    const handler = observed(async () => {
      measure('RecordsIngested', 1, 'linked');
      measure('MatchLatency', 7);
    });

    await handler({}, context('r-1'));

    const dimensions = metricLines().map(
      ({ _aws }) =>
        (_aws as { CloudWatchMetrics: { Dimensions: string[][]; Metrics: { Name: string }[] }[] })
          .CloudWatchMetrics,
    );
    expect(dimensions).toEqual([
      [
        {
          Namespace: 'Goldspoke',
          Dimensions: [['service', 'outcome']],
          Metrics: [{ Name: 'RecordsIngested', Unit: 'Count' }],
        },
      ],
      [
        {
          Namespace: 'Goldspoke',
          Dimensions: [['service']],
          Metrics: [{ Name: 'MatchLatency', Unit: 'Milliseconds' }],
        },
      ],
    ]);
    expect(metricLines()[0]).toMatchObject({ outcome: 'linked', RecordsIngested: 1 });
  });

  it('goes out when the function fails, too', async () => {
    inLambda();
    const handler = observed(async () => {
      measure('UnknownCallers', 1);
      throw new Error('Unauthorized');
    });

    await expect(handler({}, context('r-1'))).rejects.toThrow('Unauthorized');

    expect(metricLines()).toMatchObject([{ UnknownCallers: 1 }]);
  });

  it('is silent outside Lambda, and where there was nothing to measure', async () => {
    await observed(async () => measure('EventsPublished', 3))({}, context('r-1'));
    inLambda();
    await observed(async () => undefined)({}, context('r-2'));

    expect(lines).toEqual([]);
  });
});

describe('the trace of a function', () => {
  const header = (sampled: 0 | 1) =>
    `Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=${sampled}`;

  it('is found by the correlation id and tells that it failed, not what it met', async () => {
    const daemon = createSocket('udp4');
    const received = new Promise<string>((resolve) =>
      daemon.once('message', (message) => resolve(message.toString())),
    );
    await new Promise<void>((resolve) => daemon.bind(0, '127.0.0.1', resolve));
    inLambda();
    vi.stubEnv('_X_AMZN_TRACE_ID', header(1));
    vi.stubEnv('_HANDLER', 'index.handler');
    vi.stubEnv('AWS_EXECUTION_ENV', 'AWS_Lambda_nodejs24.x');
    vi.stubEnv('AWS_XRAY_DAEMON_ADDRESS', `127.0.0.1:${daemon.address().port}`);
    const handler = observed(
      async () => {
        throw new Error('Ada Lovelace');
      },
      () => 'order-1',
    );

    await expect(handler({}, context('r-1'))).rejects.toThrow();

    const segment = await received;
    daemon.close();
    expect(JSON.parse(segment.split('\n')[1] ?? '')).toMatchObject({
      trace_id: '1-5759e988-bd862e3fe1be46a994272793',
      annotations: { correlationId: 'order-1', Service: 'goldspoke' },
      error: true,
    });
    expect(segment).not.toContain('Ada');
  });
});
