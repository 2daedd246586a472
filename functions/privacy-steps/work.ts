import { advance, isSureOf, isWorkedOff } from '#core/privacy-request/advance';
import { mergedSince } from '#core/privacy-request/erasure-left';
import {
  type PrivacyRequest,
  type RequestRight,
  requestRights,
  type Work,
} from '#core/privacy-request/privacy-request';
import type { PrivacyServices } from '#functions/privacy-requests/services';
import { membersOf } from '#functions/shared/record-consent';
import { erase } from './erase.ts';
import { makePackage } from './make-package.ts';
import { rectify } from './rectify.ts';
import { restrict } from './restrict.ts';
import { sayNo } from './say-no.ts';

/** What the hub does for one right; `undefined`: it goes on with the next call. Repeating it changes nothing. */
export type Act = (request: PrivacyRequest, services: PrivacyServices) => Promise<Work | undefined>;

const acts: Readonly<Record<RequestRight, Act>> = {
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
  const done = (await strangers(next, request, services)) ?? (await acts[next](request, services));
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

/** A no harms nobody of whom it was not made sure; whatever else was asked could be another's. */
async function strangers(
  right: RequestRight,
  request: PrivacyRequest,
  { customers, clock }: PrivacyServices,
): Promise<Work | undefined> {
  const { customerId } = request;
  if (right === 'objection' || right === 'opt-out' || customerId === undefined) return undefined;
  const [stored] = await customers.load([customerId]);
  if (stored === undefined || isSureOf(request, membersOf(stored))) return undefined;
  return { state: 'refused', code: mergedSince, endedAt: clock() };
}
