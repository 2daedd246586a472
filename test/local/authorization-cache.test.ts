import type { APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { cachedAuthorizer } from '#local/authorization-cache';
import type { Authorizer } from '#local/gateway';

const asking = (authorization: string) =>
  ({ headers: { authorization } }) as unknown as APIGatewayRequestAuthorizerEvent;

function world() {
  let now = 0;
  let isEnded = false;
  const asked: string[] = [];
  const ask: Authorizer = async ({ headers }) => {
    asked.push(headers?.authorization ?? '');
    if (isEnded) throw new Error('Unauthorized');
    return {
      principalId: headers?.authorization ?? '',
      policyDocument: { Version: '2012-10-17', Statement: [] },
    };
  };
  return {
    ...cachedAuthorizer(ask, () => now),
    asked,
    pass: (ms: number) => (now += ms),
    end: () => (isEnded = true),
  };
}

describe('cachedAuthorizer', () => {
  it('asks once per token for five seconds', async () => {
    const { authorizer, asked, pass } = world();
    for (const token of ['a', 'b', 'a'])
      expect((await authorizer(asking(token))).principalId).toBe(token);
    expect(asked).toEqual(['a', 'b']);
    pass(5001);
    await authorizer(asking('a'));
    expect(asked).toEqual(['a', 'b', 'a']);
  });

  it('asks again at once when tokens may have changed, and holds no refusal', async () => {
    const { authorizer, asked, forget, end } = world();
    await authorizer(asking('a'));
    end();
    forget();
    await expect(authorizer(asking('a'))).rejects.toThrow('Unauthorized');
    await expect(authorizer(asking('a'))).rejects.toThrow('Unauthorized');
    expect(asked).toHaveLength(3);
  });

  it('does not hold an answer that was on its way when tokens changed', async () => {
    const { authorizer, asked, forget } = world();
    const onItsWay = authorizer(asking('a'));
    forget();
    await onItsWay;
    await authorizer(asking('a'));
    expect(asked).toEqual(['a', 'a']);
  });
});
