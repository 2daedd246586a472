import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPathParameters } from '#functions/shared/path-parameters';

const resource = '/v1/spokes/{spoke}/records/{sourceId}';
const read = (pathParameters: Record<string, string>, path: string) =>
  readPathParameters({ resource, path, pathParameters });
const pathOf = (spoke: string, sourceId: string) => `/v1/spokes/${spoke}/records/${sourceId}`;
const words = fc
  .array(fc.constantFrom('a', '%', '41', '2F', ' ', 'é', '/', '%25', '+', '|', '{'), {
    minLength: 1,
    maxLength: 5,
  })
  .map((parts) => parts.join(''));

describe('the parameters of a path', () => {
  it.each([
    ['a%2Fb%20%C3%A9', 'a/b é'],
    ['100%25', '100%'],
    ['a%2541', 'a%41'],
    ['j9+D0', 'j9+D0'],
    ['a|%41', 'a|A'],
  ])('are decoded once where they come as they were sent: %s', (sent, meant) => {
    const sourceId = sent;
    expect(read({ spoke: 'web', sourceId }, pathOf('web', sent))).toEqual({
      spoke: 'web',
      sourceId: meant,
    });
  });

  it('are never decoded twice by API Gateway’s way, whatever the id', () => {
    fc.assert(
      fc.property(words, (id) => {
        const sent = encodeURIComponent(id);
        expect(read({ spoke: 'web', sourceId: sent }, pathOf('web', sent)).sourceId).toBe(id);
      }),
    );
  });

  it('are taken as they are where the gateway decoded them and left the path as it was', () => {
    fc.assert(
      fc.property(words, (id) => {
        const path = pathOf('web', encodeURIComponent(id));
        expect(read({ spoke: 'web', sourceId: id }, path).sourceId).toBe(id);
      }),
    );
  });

  it.each(['100%', 'a/b', 'a b', 'é', 'a%zz%41', '%41 %'])(
    'are taken as they are where nobody can have sent them so, the path decoded too: %s',
    (id) => {
      expect(read({ spoke: 'web', sourceId: id }, pathOf('web', id)).sourceId).toBe(id);
    },
  );

  it('are found below a domain’s base path', () => {
    const path = `/hub${pathOf('web', 'a%2541')}`;
    expect(read({ spoke: 'web', sourceId: 'a%41' }, path).sourceId).toBe('a%41');
    expect(read({ spoke: 'web', sourceId: 'a%2541' }, path).sourceId).toBe('a%41');
  });

  it('that are no UTF-8 are refused', () => {
    expect(() => read({ spoke: 'web', sourceId: '%FF' }, pathOf('web', '%FF'))).toThrow(URIError);
  });

  it('are none for a path without any', () => {
    expect(
      readPathParameters({ resource: '/v1/spokes', path: '/v1/spokes', pathParameters: null }),
    ).toEqual({});
  });
});
