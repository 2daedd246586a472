import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import type { Context } from 'aws-lambda';
import { describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import type { Contract } from '#functions/shared/contract';
import type { Services } from '#functions/shared/handle';
import { lambdaOf, route } from '#functions/shared/lambda';
import { CommitConflict } from '#store/commit-conflict';
import { Overload } from '#store/overload';
import { governanceOf } from '#test/support/governance-of';
import { eventOf } from '#test/support/hub';

const services = { governance: governanceOf({}) } as Partial<Services> as Services;

const contract = {
  method: 'GET',
  path: '/things/{spoke}',
  summary: 'A thing.',
  permission: 'customer:read',
  ifMatch: 'optional',
  params: z.object({ spoke: z.string() }),
  response: z.object({ revision: z.number().optional() }),
  refusals: [],
} as const satisfies Contract;

const answer = async (
  handle: Parameters<typeof route<typeof contract>>[1],
  call: Parameters<typeof eventOf>[1] = {},
) => {
  const handler = lambdaOf([route(contract, handle)], () => services);
  return handler(eventOf(contract, { params: { spoke: 'crm' }, ...call }), {} as Context);
};

describe('the wrapper of every route', () => {
  it('answers 503 when writers kept being faster, not 500', async () => {
    const { statusCode, headers, body } = await answer(() => {
      throw new CommitConflict();
    });
    expect([statusCode, headers?.['retry-after']]).toEqual([503, '1']);
    expect(JSON.parse(body)).toMatchObject({ type: '/problems/conflict.busy' });
  });

  it.each([
    ['DynamoDB', Object.assign(new Error('of table goldspoke'), { name: 'ThrottlingException' })],
    [
      'a table',
      Object.assign(new Error('busy'), { name: 'ProvisionedThroughputExceededException' }),
    ],
    ['an account', Object.assign(new Error('busy'), { name: 'RequestLimitExceeded' })],
    ['a batch that is never done', new Overload('left undone')],
    [
      'a transaction',
      new TransactionCanceledException({
        message: 'cancelled',
        $metadata: {},
        CancellationReasons: [{ Code: 'None' }, { Code: 'ThrottlingError' }],
      }),
    ],
  ])('answers 503 and when to come back to an overload of %s, and logs it', async (_, error) => {
    const logged = vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
    const { statusCode, headers, body } = await answer(() => {
      throw error;
    });
    expect([statusCode, headers?.['retry-after']]).toEqual([503, '5']);
    expect(JSON.parse(body)).toMatchObject({ type: '/problems/overloaded', status: 503 });
    expect(String(logged.mock.calls)).toContain('overloaded');
    logged.mockRestore();
  });

  it('answers 500 without details for everything unexpected', async () => {
    const logged = vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
    const { statusCode, body } = await answer(() => {
      throw new Error('Ada Lovelace');
    });
    expect(statusCode).toBe(500);
    expect(String(logged.mock.calls)).toContain('request failed');
    expect(body + String(logged.mock.calls)).not.toContain('Ada');
    logged.mockRestore();
  });

  it.each([
    ['"7"', 7],
    ['W/"7"', 7],
    ['*', undefined],
  ])('reads If-Match %s', async (header, revision) => {
    const { body } = await answer(
      async ({ ifRevision }) => (ifRevision === undefined ? {} : { revision: ifRevision }),
      { headers: { 'If-Match': header } },
    );
    expect(JSON.parse(body)).toEqual(revision === undefined ? {} : { revision });
  });

  it('refuses an If-Match that no ETag of ours can be', async () => {
    for (const header of ['7', '"seven"', '"1", "2"'])
      expect((await answer(async () => ({}), { headers: { 'if-match': header } })).statusCode).toBe(
        412,
      );
  });

  it('lets nobody keep an answer', async () => {
    expect((await answer(async () => ({}))).headers?.['cache-control']).toBe('no-store');
  });

  it('passes on a correlation id that looks like one, else makes its own', async () => {
    const idOf = async (given: string) =>
      (await answer(async () => ({}), { headers: { 'x-correlation-id': given } })).headers?.[
        'x-correlation-id'
      ];
    expect(await idOf('order-12345678')).toBe('order-12345678');
    expect(await idOf('ada@example.com')).toMatch(/^test-/);
  });
});
