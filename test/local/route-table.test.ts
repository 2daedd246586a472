import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { contracts } from '#functions/manifest';
import type { Contract } from '#functions/shared/contract';
import { routeTable } from '#local/route-table';

const contract = (method: Contract['method'], path: string): Contract => ({
  method,
  path,
  summary: '',
  permission: null,
  response: z.object({}),
  refusals: [],
});
const find = routeTable(
  [
    contract('GET', '/customers/{customerId}'),
    contract('PATCH', '/customers/{customerId}'),
    contract('POST', '/customers/match'),
    contract('GET', '/spokes/{spoke}/records/{sourceId}'),
  ].map((each) => ({ contract: each, capability: 'test' })),
);

describe('routeTable', () => {
  it('gives parameters as they stand in the path, percent-encoded', () => {
    expect(find('GET', '/v1/spokes/web/records/a%2Fb%20%C3%A9')).toMatchObject({
      kind: 'route',
      resource: '/v1/spokes/{spoke}/records/{sourceId}',
      params: { spoke: 'web', sourceId: 'a%2Fb%20%C3%A9' },
    });
  });

  it('prefers a literal segment to a parameter, as API Gateway does', () => {
    expect(find('POST', '/v1/customers/match')).toMatchObject({ resource: '/v1/customers/match' });
    expect(find('GET', '/v1/customers/match')).toEqual({ kind: 'other-methods', allow: ['POST'] });
  });

  it('finds every route of the hub, in whatever order they are told', () => {
    const all = Object.entries(contracts).flatMap(([capability, each]) =>
      Object.values(each as Record<string, Contract>).map((one) => ({ contract: one, capability })),
    );
    for (const entries of [all, all.toReversed()]) {
      const findIn = routeTable(entries);
      for (const { method, path } of entries.map((each) => each.contract))
        expect(findIn(method, `/v1${path.replaceAll(/\{\w+\}/g, 'any-name')}`)).toMatchObject({
          resource: `/v1${path}`,
        });
    }
  });

  it('names the methods that a path takes', () => {
    expect(find('DELETE', '/v1/customers/cus_1')).toEqual({
      kind: 'other-methods',
      allow: ['GET', 'PATCH'],
    });
  });

  it.each([
    '/v1/customers/',
    '/v1/customers/cus_1/',
    '/customers/cus_1',
    '/v1',
    '/v1//records/1',
    '/v1/spokes//records/1',
  ])('finds nothing under %s', (path) => {
    expect(find('GET', path)).toEqual({ kind: 'none' });
  });
});
