import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contracts } from '#functions/manifest';
import { securityHeaders } from '#functions/shared/security-headers';
import { type RouteName, startHub, type TestHub } from '#test/support/hub';

let hub: TestHub;
beforeAll(async () => {
  hub = await startHub();
});
afterAll(() => hub.stop());

/** What everybody may read, and may keep for a while. */
const kept: Readonly<Record<string, string>> = { listProofKeys: 'public, max-age=300' };

const routes = Object.values(contracts).flatMap((each) => Object.keys(each)) as RouteName[];

describe('every answer of the API', () => {
  it('tells a browser to run nothing, to frame nothing and to guess nothing', () => {
    expect(securityHeaders).toEqual({
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
      'referrer-policy': 'no-referrer',
      'strict-transport-security': 'max-age=31536000; includeSubDomains',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    });
  });

  it.each(routes)(
    'of %s bears the security headers and is kept by nobody, unless everybody may',
    async (route) => {
      const refused = await hub.call(route, { role: null });
      const answered = await hub.call(route);
      for (const { headers } of [refused, answered])
        expect(headers).toMatchObject({
          ...securityHeaders,
          'cache-control': kept[route] ?? 'no-store',
        });
    },
  );

  it('bears them when all is well and when something fails', async () => {
    const well = await hub.call('listSpokes');
    expect(well).toMatchObject({ status: 200, headers: securityHeaders });
  });
});
