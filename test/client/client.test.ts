import { describe, expect, it } from 'vitest';
import { connect, Problem } from '#client/client';

const answering = (status: number, body: unknown) => {
  const asked: { url: string; init: RequestInit }[] = [];
  const fetchWith = async (url: unknown, init?: RequestInit) => {
    asked.push({ url: String(url), init: init ?? {} });
    return Response.json(body, { status });
  };
  return { asked, call: connect('http://127.0.0.1:1', 'secret-token', fetchWith as typeof fetch) };
};
const customerId = `cus_${'0'.repeat(26)}`;

describe('the typed client', () => {
  it('puts path, query, body and preconditions where the manifest says', async () => {
    const { asked, call } = answering(200, { items: [] });
    await call('listCustomers', { query: { name: 'ada & grace', limit: 5 } });
    await call('editCustomer', {
      params: { customerId },
      body: { attributes: { gender: 'female' } },
      ifMatch: '"3"',
      onBehalfOf: 'clerk:4711',
    });
    await call('readCrosswalk', { params: { spoke: 'web', sourceId: 'a=1' } });
    expect(asked.map((each) => `${each.init.method} ${each.url}`)).toEqual([
      'GET http://127.0.0.1:1/v1/customers?name=ada+%26+grace&limit=5',
      `PATCH http://127.0.0.1:1/v1/customers/${customerId}`,
      'GET http://127.0.0.1:1/v1/crosswalk/web/a%3D1',
    ]);
    expect(asked[1]?.init).toMatchObject({
      headers: {
        authorization: 'Bearer secret-token',
        'if-match': '"3"',
        'x-on-behalf-of': 'clerk:4711',
      },
      body: '{"attributes":{"gender":"female"}}',
    });
  });

  it('throws the problem with its type and pointers', async () => {
    const errors = [{ pointer: '/trust', rule: 'too-big', message: 'is too big' }];
    const { call } = answering(400, { type: '/problems/request.invalid', title: 'No.', errors });
    const asked = call('putSpoke', {
      params: { spoke: 'web' },
      body: { style: 'registry', trust: 101 },
    });
    await expect(asked).rejects.toBeInstanceOf(Problem);
    await expect(asked).rejects.toMatchObject({
      status: 400,
      type: '/problems/request.invalid',
      errors,
    });
  });

  it('is typed by the manifest', async () => {
    const { call } = answering(200, {});
    const spoke = { style: 'registry', trust: 1 } as const;
    // @ts-expect-error: a spoke has no colour
    void call('putSpoke', { params: { spoke: 'web' }, body: { ...spoke, colour: 'red' } });
    // @ts-expect-error: trust is missing
    void call('putSpoke', { params: { spoke: 'web' }, body: { style: 'registry' } });
    // @ts-expect-error: there is no such route
    await expect(() => call('eatCustomer', {})).rejects.toThrow();
  });
});
