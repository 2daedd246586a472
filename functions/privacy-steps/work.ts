import { advance, isWorkedOff } from '#core/privacy-request/advance';
import type { PrivacyRequest, RequestRight, Work } from '#core/privacy-request/privacy-request';
import { requestRights } from '#core/privacy-request/privacy-request';
import type { PrivacyServices } from '#functions/privacy-requests/services';
import { erase } from './erase.ts';
import { makePackage } from './make-package.ts';
import { rectify } from './rectify.ts';
import { restrict } from './restrict.ts';
import { sayNo } from './say-no.ts';

/** What the hub does for one right; `undefined`: it goes on with the next call. Repeating it changes nothing. */
export type Act = (request: PrivacyRequest, services: PrivacyServices) => Promise<Work | undefined>;

const acts: Readonly<Partial<Record<RequestRight, Act>>> = {
  access: makePackage,
  portability: makePackage,
  rectification: rectify,
  restriction: restrict,
  objection: sayNo('objection'),
  'opt-out': sayNo('opt-out'),
  erasure: erase,
};

/** Works off the rights one after the other, what leaves nothing behind last. */
export async function work(
  requestId: string,
  services: PrivacyServices,
): Promise<'more' | 'go-on'> {
  const found = await services.privacyRequests.read(requestId);
  if (found === undefined || found.request.state !== 'in-progress') return 'go-on';
  const { request } = found;
  const next = requestRights.find((right) => request.work[right]?.state === 'open');
  if (next === undefined) return 'go-on';
  const done = await acts[next]?.(request, services);
  if (done === undefined) return 'more';
  const { correlationId } = request;
  const moved = await services.privacyRequests.move(
    requestId,
    (before) => advance(before, { type: 'work', right: next, work: done }),
    {
      actor: 'system:privacy',
      action: `privacy-request.${next}`,
      correlationId,
      at: services.clock(),
    },
  );
  return moved !== undefined && isWorkedOff(moved.request) ? 'go-on' : 'more';
}
