import { afterAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { gateway } from '#local/gateway';
import { startServer } from '#local/server';
import { callerIn, throttlePerCaller } from '#local/throttle';

describe('a caller', () => {
  it('may send a burst at once and then as many a second as the rate', () => {
    let now = 0;
    const throttle = throttlePerCaller({ requestsPerSecond: 2, burst: 4, nowMs: () => now });
    const takenOf = (count: number) =>
      Array.from({ length: count }, () => throttle('a')).filter((wait) => wait === undefined)
        .length;

    expect(takenOf(10)).toBe(4);
    expect(throttle('a')).toBe(1);
    now = 1000;
    expect(takenOf(10)).toBe(2);
    now = 60_000;
    expect(takenOf(10)).toBe(4);
  });

  it('is told how long to wait, and is taken then', () => {
    let now = 0;
    const throttle = throttlePerCaller({ requestsPerSecond: 0.2, burst: 1, nowMs: () => now });
    throttle('a');
    expect(throttle('a')).toBe(5);
    now = 4999;
    expect(throttle('a')).toBe(1);
    now = 5000;
    expect(throttle('a')).toBeUndefined();
  });

  it('does not use up what another may send', () => {
    const throttle = throttlePerCaller({ requestsPerSecond: 1, burst: 1, nowMs: () => 0 });
    throttle('a');
    expect(throttle('a')).toBe(1);
    expect(throttle('b')).toBeUndefined();
  });

  it('is still bounded after ten thousand others came', () => {
    const throttle = throttlePerCaller({ requestsPerSecond: 1, burst: 1, nowMs: () => 0 });
    for (let n = 0; n < 25_000; n += 1) throttle(`caller ${n}`);
    expect(throttle('caller 24999')).toBe(1);
  });

  it('is one, however its header is spelt', () => {
    expect(callerIn('bearer   ABC')).toBe(callerIn('Bearer abc'));
    expect(callerIn('Bearer abd')).not.toBe(callerIn('Bearer abc'));
  });
});

describe('the local gateway', async () => {
  const server = await startServer({
    port: 0,
    page: async () => undefined,
    answer: gateway({
      capabilities: {
        meta: {
          contracts: {
            open: {
              method: 'GET',
              path: '/open',
              summary: '',
              permission: null,
              response: z.object({}),
              refusals: [],
            },
          },
          load: async () => ({ handler: async () => ({ statusCode: 200, body: '{}' }) }),
        },
      },
      authorizer: async () => {
        throw new Error('nobody asks');
      },
      throttle: throttlePerCaller({ requestsPerSecond: 0.5, burst: 2, nowMs: () => 0 }),
    }),
  });
  afterAll(() => server.close());

  it('answers 429 with the problem and when to come back', async () => {
    const ask = () =>
      fetch(`${server.url}/v1/open`, { headers: { authorization: 'Bearer somebody' } });
    expect([(await ask()).status, (await ask()).status]).toEqual([200, 200]);
    const refused = await ask();
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('2');
    expect(await refused.json()).toMatchObject({ type: '/problems/throttled', status: 429 });
  });
});
